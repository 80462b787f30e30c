"""The index of the shipped packs, kept from one process to the next: read back in a fifth of the time.

The packs stay the only source: what is kept is called after a digest of every byte it was built from.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from cleaner.clutter import fold, match, rulepack, shape
from cleaner.clutter.match import RuleIndex
from cleaner.clutter.rulepack import load_rules, pack_files, shipped_dir
from cleaner.files import replacing

VARIABLE = "CLEANWIRE_CACHE"
"""The environment variable that names the folder to keep the index in; empty: it is not kept."""
MOST_KEPT = 4
"""Versions of packs and code that may be in use in turn; the ones written first go."""
_DIGEST_BYTES = 32


def shipped_index(folder: Path | None = None) -> RuleIndex:
    """The index of all active shipped rules, by way of `folder` (see `cache_dir`) when that can be used."""
    if folder is None:
        return RuleIndex(load_rules())
    path = None
    with suppress(OSError, msgspec.DecodeError):
        path = _path(folder)
        return _restored(path)
    index = RuleIndex(load_rules())
    if path is not None:
        with suppress(OSError):  # that nothing can be kept there is no one's problem
            _keep(path, index.dump())
    return index


def cache_dir(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the platform wants such files, or what CLEANWIRE_CACHE says; None when nothing is to be kept."""
    if VARIABLE in environment:
        return Path(environment[VARIABLE]) if environment[VARIABLE] else None
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = environment.get("XDG_CACHE_HOME") or "~/.cache"
    with suppress(RuntimeError):  # a user without a home
        return Path(base).expanduser() / "cleanwire" if base else None
    return None


def _path(folder: Path) -> Path:
    """Called after all that an index is made from: packs, code, and Python with its Unicode tables."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    code = [Path(str(module.__file__)) for module in (fold, match, rulepack, shape)]
    for path in (*pack_files(shipped_dir()), *code):
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode())
        digest.update(data)
    return folder / f"rules-{digest.hexdigest()}.index"


def _restored(path: Path) -> RuleIndex:
    """The index at `path`; an error where there is none, or what is there is broken."""
    kept = path.read_bytes()
    digest, dump = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    if digest != _digest(dump):
        raise msgspec.DecodeError(f"{path} is broken")
    return RuleIndex.restore(dump)


def _keep(path: Path, dump: bytes) -> None:
    """Written whole or not at all, whoever else is writing; no more than MOST_KEPT stay."""
    with replacing(path) as new:
        new.write_bytes(_digest(dump) + dump)
    others = sorted(
        path.parent.glob("rules-*.index"), key=lambda each: (each != path, -each.stat().st_mtime_ns)
    )
    for other in others[MOST_KEPT:]:
        other.unlink()


def _digest(dump: bytes) -> bytes:
    return blake2b(dump, digest_size=_DIGEST_BYTES).digest()
