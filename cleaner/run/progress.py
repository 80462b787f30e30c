"""How a run tells how far it is: a bar on a terminal, or lines of JSON for machines, on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io.record import shown

if TYPE_CHECKING:
    from cleaner.run.summary import Summary

EVERY = 0.2
"""Seconds between two updates of the bar."""
LOG_EVERY = 5.0
"""Seconds between two progress lines of the JSON log."""
SHOWN = 20
"""Problems that are printed one by one; the rest is only counted."""


class Progress:
    """Notes and problems as lines of text; no bar."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.bytes = 0
        self.total: int | None = None
        self.problems = 0

    def __enter__(self) -> Progress:
        """Nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def start(self, total: int | None) -> None:
        """The run begins; `total` is how many bytes its inputs have, if that is known."""
        self.total = total

    def read(self, size: int) -> None:
        """So many bytes more of the inputs were read."""
        self.bytes += size

    def document(self, summary: Summary) -> None:
        """A document is done."""

    def phase(self, name: str) -> None:
        """The documents are done; this comes next."""

    def say(self, message: str) -> None:
        """A note."""
        if not self.quiet:
            print(f"cleaner: {message}", file=sys.stderr, flush=True)  # noqa: T201

    def problem(self, source: str, problem: str) -> None:
        """A document had a problem."""
        self.problems += 1
        if self.problems <= SHOWN:
            self.say(f"{source}: {problem}")
        elif self.problems == SHOWN + 1:
            self.say("more documents have problems; from here on they are only counted")


class JsonLog(Progress):
    """An object a line: `event` and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self._started = time.monotonic()
        self._next = self._started + LOG_EVERY

    def start(self, total: int | None) -> None:
        """Log the beginning."""
        super().start(total)
        self._log("start", total_bytes=total)

    def document(self, summary: Summary) -> None:
        """Log now and then."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOG_EVERY
        seconds = time.monotonic() - self._started
        self._log(
            "progress",
            documents=summary.documents,
            problems=summary.problems,
            bytes=self.bytes,
            total_bytes=self.total,
            documents_per_second=round(summary.documents / seconds, 1),
        )

    def phase(self, name: str) -> None:
        """Log the phase."""
        self._log("phase", phase=name)

    def say(self, message: str) -> None:
        """Log a note."""
        self._log("note", message=shown(message))

    def problem(self, source: str, problem: str) -> None:
        """Log the problem; all of them."""
        self.problems += 1
        self._log("problem", source=source, problem=problem)

    def _log(self, event: str, **fields: Any) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = msgspec.json.encode({"time": now, "event": event, **fields}).decode()
        print(line, file=sys.stderr, flush=True)  # noqa: T201


class Bar(Progress):
    """A bar with documents, rate, problems and time left."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            refresh_per_second=4,
        )
        self._next = 0.0
        self._documents = 0
        self._started = time.monotonic()

    def __enter__(self) -> Progress:
        """Show the bar."""
        self._bar.start()
        self._task = self._bar.add_task("cleaning", total=None, state="")
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the bar as it is."""
        self._bar.stop()

    def start(self, total: int | None) -> None:
        """Show how much there is."""
        super().start(total)
        self._bar.update(self._task, total=total)

    def document(self, summary: Summary) -> None:
        """Move on, a few times a second."""
        self._documents = summary.documents
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        rate = summary.documents / max(0.001, now - self._started)
        state = (
            f"{summary.documents:,} documents, {self.bytes / 1e6:,.0f} MB, {rate:,.0f}/s, "
            f"{summary.problems:,} problems"
        )
        self._bar.update(self._task, completed=self.bytes, state=state)

    def phase(self, name: str) -> None:
        """Name the phase; how long it takes is not known."""
        self._bar.update(self._task, description=name, total=None, state=f"{self._documents:,} documents")

    def say(self, message: str) -> None:
        """Print above the bar."""
        from rich.text import Text

        self._bar.console.print(Text(f"cleaner: {message}"), soft_wrap=True)


def choose(*, quiet: bool, log_json: bool) -> Progress:
    """The way of telling that suits where standard error goes."""
    if log_json:
        return JsonLog()
    return Bar() if sys.stderr.isatty() and not quiet else Progress(quiet=quiet)
