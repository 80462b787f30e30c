"""What the commands say on standard error: notes, problems, and nothing on standard output."""

from __future__ import annotations

import sys


def count(number: int, noun: str) -> str:
    """The number and the noun, in the plural but for one.

    >>> count(1, "copy"), count(2_000, "copy"), count(0, "cluster")
    ('1 copy', '2,000 copies', '0 clusters')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number:,} {noun}s"


class Console:
    """Messages for people; none but errors when `quiet`."""

    SHOWN = 20
    """Problems that are printed one by one; the rest is only counted."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.problems = 0

    def say(self, message: str) -> None:
        """A note."""
        if not self.quiet:
            self._print(message)

    def problem(self, source: str | None, problem: str) -> None:
        """A document that had a problem."""
        self.problems += 1
        if self.problems <= self.SHOWN:
            self.say(f"{source}: {problem}")
        elif self.problems == self.SHOWN + 1:
            self.say(
                "more documents had problems; they are counted, and each is in the output with its `problem`"
            )

    @staticmethod
    def _print(message: str) -> None:
        print(f"cleaner: {message}", file=sys.stderr, flush=True)  # noqa: T201
