"""The policy: which findings remove their text.

A line goes when the evidence against it adds up. Evidence comes from the rules, the heuristics, the site
profiles and the learned scorer; each finding's weight is a probability, and independent probabilities add as
log-odds. Two things hold whatever the weights: a spare (a finding of negative weight) pulls against the
rest; running text goes on the scorer's word alone only when it is very sure, and never from between other
running text.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf, log
from operator import attrgetter
from typing import Literal

from cleaner.clutter.shape import FULL_STOPS, PROSE_WORDS
from cleaner.document import Block, Finding, Removal

Shape = Literal["line", "sentence", "prose"]

SCORER = "text.scorer"
PROFILE = "site.profile"
UNSEEN = 0.06
"""Chance of clutter of a line that the scorer had nothing to say about."""
CERTAIN = 0.9
"""In a text, without the scorer: the combined weight from which a line goes."""
THRESHOLD = 0.5
"""The same where something else has judged: on a page the block scorer; and of a part of a line."""
RULED = -0.5
"""With the scorer: the log-odds from which a line goes that a rule, heuristic or profile speaks against."""
HEADSTART = 1.0
"""What a rule of weight 0.5 adds to the scorer's log-odds: somebody wrote it for such lines."""
SPARE = 3.0
"""Log-odds that a spare of weight -1 takes away."""
ALONE: Mapping[Shape, float] = {"line": -0.2, "sentence": 0.7, "prose": 1.7}
"""The log-odds from which a line goes on the scorer's word alone, by what it looks like ..."""
BODY = 0.3
"""... and what is added in the middle of the article, between kept running text ..."""
BROKEN = 1.5
"""... and to lines of which a sentence runs from one to the next ..."""
BRIEF = 8.0
"""... and in a text of little clutter, times the share of short lines in what is left: a list or table ..."""
CLEAN = 1.0
"""... and in one that holds hardly any clutter: a good text is not to be made worse."""
LITTLE = 0.4
"""Share of a text's words in likely clutter below which it holds little: an extractor made it."""
TRACE = 0.06
"""The same from which on `CLEAN` is not added; below, the more the less clutter there is."""
FEW = 3
"""Lines; among so few the scorer has no article to tell a line from, and nothing goes on its word alone."""
SENTENCE_WORDS = 8


def decide(
    blocks: Sequence[Block], findings: Sequence[Finding], *, words: Sequence[int] = ()
) -> list[Finding]:
    """The findings that remove their text, in order of place.

    A finding on part of a line (inline clutter) stands for itself; findings on whole lines are added up line
    by line, and the line then goes in the name of the surest of them. `words` are those of each block, needed
    where the scorer has spoken.
    """
    if not findings:
        return []
    whole, inline = _by_block(blocks, findings)
    gone = [finding for finding in inline if finding.weight >= THRESHOLD]
    scored = any(finding.rule == SCORER for finding in findings)
    shapes = [_shape(block.text, size) for block, size in zip(blocks, words, strict=True)] if scored else []
    bars = _bars(blocks, words, shapes, whole) if scored else []
    certain = THRESHOLD if any(block.path for block in blocks) else CERTAIN
    for number, spoken in whole.items():
        if len(spoken) == 1 and not scored:  # as most lines of a page
            if spoken[0].weight >= certain:
                gone.append(_on(blocks[number], spoken[0]))
            continue
        against = [finding for finding in spoken if finding.weight > 0]
        if not against or not (
            _goes(spoken, shapes[number], bars[number]) if scored else _adds_up(spoken) >= certain
        ):
            continue
        surest = against[0] if len(against) == 1 else max(against, key=_rank)
        gone.append(_on(blocks[number], surest))
    return sorted(gone, key=lambda f: (f.start, f.end, f.rule))


def _rank(finding: Finding) -> tuple[bool, bool, float]:
    """The greatest gives its name to what goes: who can say what it is, then the surest, then the first."""
    return finding.rule != SCORER, finding.category != "template", finding.weight


def _on(block: Block, finding: Finding) -> Finding:
    """The finding, on this block alone; written out, which takes a third of the time of `_replace`."""
    category, rule, weight, _, _, because, verdict = finding
    return Finding(category, rule, weight, block.start, block.end, because, verdict)


def _bars(
    blocks: Sequence[Block],
    words: Sequence[int],
    shapes: Sequence[Shape],
    whole: Mapping[int, list[Finding]],
) -> list[float]:
    """What the scorer's log-odds of each block must exceed for it to go on the scorer's word alone."""
    if len(words) <= FEW:
        return [inf] * len(words)
    likely = {n for n, spoken in whole.items() for f in spoken if f.rule == SCORER and f.weight > 0.5}
    left = [number for number in range(len(words)) if number not in likely]
    words_left = sum([words[number] for number in left])
    share = 1.0 - words_left / max(1, sum(words))
    caution = CLEAN * max(0.0, 1.0 - share / TRACE)
    if share < LITTLE:
        brief = sum([words[number] for number in left if shapes[number] == "line"])
        caution += BRIEF * brief / words_left
    bars = [ALONE[shape] + caution for shape in shapes]
    prose = [number for number in left if shapes[number] == "prose"]
    for number in range(prose[0] + 1, prose[-1]) if prose else ():
        bars[number] += inf if shapes[number] == "prose" else BODY
    broken = [number for number, (line, below) in enumerate(pairwise(blocks)) if _runs_on(line, below)]
    for number in {*broken, *(number + 1 for number in broken)}:
        bars[number] += BROKEN
    return bars


def _runs_on(line: Block, below: Block) -> bool:
    """Whether a sentence seems to go on in the next line, as where a paragraph was broken at its links."""
    return below.text[0].islower() and (line.text[-1].isalnum() or line.text[-1] == ",")


def _by_block(
    blocks: Sequence[Block], findings: Sequence[Finding]
) -> tuple[dict[int, list[Finding]], list[Finding]]:
    """The findings on whole blocks, by block; and those on parts of one."""
    starts = [block.start for block in blocks]
    numbers = {start: number for number, start in enumerate(starts)}
    whole: dict[int, list[Finding]] = {}
    inline: list[Finding] = []
    for finding in findings:
        first = numbers.get(finding.start)
        if first is None or finding.end < blocks[first].end:
            inline.append(finding)
            continue
        whole.setdefault(first, []).append(finding)
        if finding.end > blocks[first].end:
            for number in range(first + 1, bisect_right(starts, finding.end - 1)):
                if blocks[number].end <= finding.end:
                    whole.setdefault(number, []).append(finding)
    return whole, inline


def _adds_up(spoken: Sequence[Finding]) -> float:
    """What speaks against the line, less what speaks for it, where no scorer has run."""
    labelled, spare = _weigh(spoken)
    return labelled * (1.0 - spare)


def _goes(spoken: Sequence[Finding], shape: Shape, bar: float) -> bool:
    """Whether the line goes; `bar` is what `_bars` says of it."""
    if len(spoken) == 1 and spoken[0].rule == SCORER:
        return _log_odds(spoken[0].weight) >= bar
    scorer = next((finding.weight for finding in spoken if finding.rule == SCORER), UNSEEN)
    labelled, spare = _weigh([finding for finding in spoken if finding.rule != SCORER])
    odds = _log_odds(scorer) - SPARE * spare
    if any(finding.rule == PROFILE for finding in spoken):
        return odds + _log_odds(labelled) + 2 * HEADSTART >= RULED
    if labelled:
        headstart = HEADSTART if shape != "prose" else 0.0
        return odds + max(0.0, _log_odds(labelled) + headstart) >= RULED
    return odds >= bar


def _weigh(spoken: Sequence[Finding]) -> tuple[float, float]:
    """The combined weight of what speaks against a line, and the greatest of what speaks for it."""
    doubt, spare = 1.0, 0.0
    for finding in spoken:
        if finding.weight < 0:
            spare = max(spare, -finding.weight)
        else:
            doubt *= 1.0 - finding.weight
    return 1.0 - doubt, spare


def _shape(text: str, words: int) -> Shape:
    if words >= PROSE_WORDS:
        return "prose"
    if words < SENTENCE_WORDS:
        return "line"
    return "sentence" if text[-1] in FULL_STOPS or text[-2] in FULL_STOPS else "line"


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-3), 1 - 1e-3)
    return log(chance / (1 - chance))


def removals(original: str, findings: Sequence[Finding]) -> tuple[Removal, ...]:
    """The removals that `findings` (already decided on) amount to: in order, overlaps given to the surest."""
    return tuple(
        Removal(
            finding.category, finding.rule, finding.because, original[start:end], start, end, finding.weight
        )
        for start, end, finding in _owned(findings)
        if original[start:end].strip()
    )


def _owned(findings: Sequence[Finding]) -> list[tuple[int, int, Finding]]:
    """Start and end of what each finding takes, in order.

    Linear but for two sorts: the ends of findings cut the text into segments, and each segment belongs to the
    surest finding that covers it.
    """
    ordered = sorted(findings, key=attrgetter("start"))
    if all(before.end <= after.start for before, after in pairwise(ordered)):
        return [(finding.start, finding.end, finding) for finding in ordered]
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
    taken: list[tuple[int, int, Finding]] = []
    number = 0
    while number < len(edges):
        rank, begin = owner[number], number
        while number < len(edges) and owner[number] == rank:
            number += 1
        if rank >= 0:
            taken.append((edges[begin], edges[number], ranked[rank]))
    return taken


def _next_free(following: list[int], number: int) -> int:
    """The first segment from `number` on that nobody owns (union-find with path halving)."""
    while following[number] != number:
        following[number] = following[following[number]]
        number = following[number]
    return number
