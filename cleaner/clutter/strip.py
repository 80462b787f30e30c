"""The policy: which findings remove their text.

A line goes when the evidence against it adds up. Evidence comes from the rules, the heuristics, the site
profiles and the learned scorer; each finding's weight is a probability, and independent probabilities add as
log-odds. Three things hold whatever the weights: a spare (a finding of negative weight) pulls against the
rest; running text goes on the scorer's word alone only when it is very sure; a `keep` category never goes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import log

from cleaner.document import Block, Finding, Removal
from cleaner.extraction import Extraction

SCORER = "text.scorer"
UNSEEN = 0.06
"""Chance of clutter of a line that the scorer had nothing to say about."""
THRESHOLD = 0.5
"""Without the scorer: the combined weight from which a line goes."""
ODDS = 0.3
"""With the scorer: the log-odds from which a line goes."""
GUARDED = 1.5
"""The same for running text with running text on both sides."""
HEADSTART = 1.0
"""What a rule of weight 0.5 adds to the scorer's log-odds: somebody wrote it for this very line."""
SPARE = 3.0
"""Log-odds that a spare of weight -1 takes away."""


def decide(extraction: Extraction, findings: Sequence[Finding], *, keep: Sequence[str]) -> list[Finding]:
    """The findings that remove their text, in order of place.

    A finding on part of a line (inline clutter) stands for itself; findings on whole lines are added up line
    by line, and the line then goes in the name of the surest of them.
    """
    whole, inline = _by_block(extraction.blocks, findings)
    scored = any(finding.rule == SCORER for finding in findings)
    gone = [f for f in inline if f.weight >= THRESHOLD and f.category not in keep]
    for number, spoken in whole.items():
        block = extraction.blocks[number]
        against = [finding for finding in spoken if finding.category not in keep]
        if not against or not _goes(block, spoken, scored=scored):
            continue
        surest = max(against, key=lambda f: (f.rule != SCORER, f.weight, f.rule))
        gone.append(surest._replace(start=block.start, end=block.end))
    return sorted(gone, key=lambda f: (f.start, f.end, f.rule))


def _by_block(
    blocks: Sequence[Block], findings: Sequence[Finding]
) -> tuple[dict[int, list[Finding]], list[Finding]]:
    """The findings on whole blocks, by block; and those on parts of one."""
    starts = [block.start for block in blocks]
    whole: dict[int, list[Finding]] = {}
    inline: list[Finding] = []
    for finding in findings:
        first = bisect_left(starts, finding.start)
        covered = bisect_right(starts, finding.end - 1)
        if first < covered and blocks[first].start == finding.start and finding.end >= blocks[first].end:
            for number in range(first, covered):
                if blocks[number].end <= finding.end:
                    whole.setdefault(number, []).append(finding)
        else:
            inline.append(finding)
    return whole, inline


def _goes(block: Block, spoken: Sequence[Finding], *, scored: bool) -> bool:
    doubt, spare, scorer = 1.0, 0.0, UNSEEN
    for finding in spoken:
        if finding.rule == SCORER:
            scorer = finding.weight
        elif finding.weight < 0:
            spare = max(spare, -finding.weight)
        else:
            doubt *= 1.0 - finding.weight
    labelled = 1.0 - doubt
    if not scored:
        return labelled * (1.0 - spare) >= THRESHOLD
    odds = _log_odds(scorer) - SPARE * spare
    if labelled > 0:
        odds += max(0.0, _log_odds(labelled) + HEADSTART)
    elif _is_prose(block.text):
        return odds >= GUARDED
    return odds >= ODDS


def _is_prose(text: str) -> bool:
    return text.count(" ") >= 24


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-3), 1 - 1e-3)
    return log(chance / (1 - chance))


def removals(original: str, findings: Sequence[Finding]) -> tuple[Removal, ...]:
    """The removals that `findings` (already decided on) amount to: in order, overlaps given to the surest.

    Linear but for two sorts: the ends of findings cut the text into segments, and each segment belongs to the
    surest finding that covers it.
    """
    ranked = sorted(findings, key=lambda f: (-f.weight, f.start, f.end, f.rule))
    edges = sorted({edge for finding in findings for edge in (finding.start, finding.end)})
    index = {edge: number for number, edge in enumerate(edges)}
    owner = [-1] * len(edges)
    following = list(range(len(edges) + 1))
    for rank, finding in enumerate(ranked):
        number = _next_free(following, index[finding.start])
        stop = index[finding.end]
        while number < stop:
            owner[number] = rank
            following[number] = number + 1
            number = _next_free(following, number + 1)
    taken: list[Removal] = []
    number = 0
    while number < len(edges):
        rank, begin = owner[number], number
        while number < len(edges) and owner[number] == rank:
            number += 1
        if rank >= 0:
            start, end = edges[begin], edges[number]
            finding = ranked[rank]
            if original[start:end].strip():
                taken.append(
                    Removal(
                        finding.category,
                        finding.rule,
                        finding.because,
                        original[start:end],
                        start,
                        end,
                        finding.weight,
                    )
                )
    return tuple(taken)


def _next_free(following: list[int], number: int) -> int:
    """The first segment from `number` on that nobody owns (union-find with path halving)."""
    while following[number] != number:
        following[number] = following[following[number]]
        number = following[number]
    return number
