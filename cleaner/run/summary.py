"""The figures of a run."""

from __future__ import annotations

import msgspec

from cleaner.run.lines import Line


class Summary(msgspec.Struct):
    """Counts; the same for the same input and configuration, however the run went."""

    documents: int = 0
    problems: int = 0
    bytes: int = 0
    """Of content: HTML or text."""
    characters: int = 0
    """Of the articles' texts."""
    verdicts: dict[str, int] = {}
    removed: dict[str, int] = {}
    """Characters removed, by category."""
    wire: dict[str, int] = {}
    """Articles that credit each agency."""
    clusters: int = 0
    copies: dict[str, int] = {}
    """Copies by relation."""

    def add(self, line: Line) -> None:
        """Count one article."""
        self.documents += 1
        self.problems += line.problem is not None
        self.bytes += line.size
        self.characters += len(line.text)
        _count(self.verdicts, line.verdict)
        for category, characters in line.removed.items():
            _count(self.removed, category, characters)
        if line.wire:
            _count(self.wire, line.wire)

    def add_copy(self, relation: str) -> None:
        """Count one copy."""
        _count(self.copies, relation)

    def tidy(self) -> None:
        """Put every table in the order of its names, which is the same however the run went."""
        for name in ("verdicts", "removed", "wire", "copies"):
            setattr(self, name, dict(sorted(getattr(self, name).items())))


def _count(table: dict[str, int], name: str, more: int = 1) -> None:
    table[name] = table.get(name, 0) + more
