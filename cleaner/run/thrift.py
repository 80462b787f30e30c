"""How a process that passes batch after batch through the same code spends less time on its memory."""

from __future__ import annotations

import gc
import sys

GARBAGE = 100_000
"""Objects made, less those let go, before the garbage collector looks for cycles among them."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_HELD = _MAPPED = 32 << 20


def settle() -> None:
    """Have what the process holds now passed over by the garbage collector, and freed memory kept for reuse.

    By default glibc returns memory to the system after each batch and asks for it again in the next; faulting
    those pages in takes a tenth of the time of cleaning texts. Up to `_HELD` bytes are kept.
    """
    gc.set_threshold(GARBAGE)
    gc.collect()
    gc.freeze()
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library: it has ways of its own
        return
    mallopt(_MMAP_THRESHOLD, _MAPPED)
    mallopt(_TRIM_THRESHOLD, _HELD)
