"""The policy: which findings remove their text."""

from collections.abc import Sequence

from cleaner.document import Finding, Removal
from cleaner.extraction import Extraction


def removals(original: str, findings: Sequence[Finding]) -> tuple[Removal, ...]:
    """The removals that `findings` (already decided on) amount to: in order, overlaps given to the surest."""
    ranked = sorted(findings, key=lambda f: (-f.weight, f.start, f.end, f.rule))
    taken: list[Removal] = []
    for finding in ranked:
        for start, end in _free(finding.start, finding.end, taken):
            text = original[start:end]
            if text.strip():
                taken.append(
                    Removal(finding.category, finding.rule, finding.because, text, start, end, finding.weight)
                )
    return tuple(sorted(taken, key=lambda r: r.start))


def _free(start: int, end: int, taken: Sequence[Removal]) -> list[tuple[int, int]]:
    """The parts of [start, end) that no removal in `taken` covers."""
    free = []
    for removal in sorted(taken, key=lambda r: r.start):
        if removal.end <= start:
            continue
        if removal.start >= end:
            break
        if start < removal.start:
            free.append((start, removal.start))
        start = max(start, removal.end)
    if start < end:
        free.append((start, end))
    return free


def decide(extraction: Extraction, findings: Sequence[Finding], *, keep: Sequence[str]) -> list[Finding]:
    """The findings that remove their text."""
    del extraction
    return [f for f in findings if f.weight >= 0.5 and f.category not in keep]
