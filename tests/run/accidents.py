"""Functions for worker processes that do what documents at their worst make a cleaner do."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

Work = Callable[[Sequence[Any], Callable[[int], None]], list[Any]]


def worker(folder: str) -> Work:
    """A function that does what each item says."""

    def work(items: Sequence[str], turn: Callable[[int], None]) -> list[str]:
        found = []
        for number, item in enumerate(items):
            turn(number)
            found.append(_do(item, folder))
        return found

    return work


def _do(item: str, folder: str) -> Any:
    """What documents at their worst make a cleaner do; `folder` is where it leaves traces."""
    word, _, rest = item.partition(" ")
    if word == "hang":
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
        time.sleep(600)
    elif word == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif word == "die-once":
        trace = os.path.join(folder, rest)  # noqa: PTH118
        if not os.path.exists(trace):  # noqa: PTH110
            os.close(os.open(trace, os.O_CREAT))
            os._exit(3)
    elif word == "function":
        return lambda: None
    elif word == "raise":
        raise ValueError(rest)
    elif word == "eat":
        return str(len(bytearray(8 << 30)))
    elif word == "print":
        os.write(1, b"noise on standard output " * 1000)
    elif word == "long":
        return "x" * int(rest)
    return item.upper()


def broken(argument: object) -> Work:
    """A factory that cannot be called."""
    raise ValueError(f"cannot make a cleaner of {argument}")


def stillborn(argument: object) -> Work:
    """A factory that takes its process with it."""
    os._exit(7)
