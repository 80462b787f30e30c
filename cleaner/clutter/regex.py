"""The gate for regular expressions in rule packs: none that can take more than linear time to speak of.

A backtracking matcher tries, at worst, every way to share a line out among the repeats of a pattern. `ways`
counts them on the parsed pattern; a rule is refused when a line has more than `MOST_WAYS`.
"""

import re
import re._constants as op  # type: ignore[import-not-found]  # the parser of `re` itself: what it reads is what will run
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Sequence
from typing import Any

from cleaner.clutter.shape import LINE_CHARACTERS

MOST_WAYS = LINE_CHARACTERS**2
_SAMPLE = "".join(map(chr, range(9, 0x250))) + "«»“”‘’–—…·•|АаЯяΑαΩωאتنअक।あア漢字한글ก０：＠"


def refuse_costly(pattern: str) -> None:
    """ValueError says why a pattern (to be matched from the start of a line, case ignored) is refused."""
    try:
        tree = parser.parse(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if ways(tree) > MOST_WAYS:
        raise ValueError(
            "nested or overlapping repeats: a line could be matched in too many ways; "
            "bound them ({0,20}) or put something between them that they cannot match"
        )


def ways(items: Sequence[Any], following: Sequence[Any] = ()) -> int:
    """In how many ways a line may be shared out among the repeats of `items`, `following` behind them."""
    total = 1
    for position, (kind, value) in enumerate(items):
        total *= _ways_of(kind, value, [*items[position + 1 :], *following])
        if total > MOST_WAYS:
            return MOST_WAYS + 1
    return total


def _ways_of(kind: Any, value: Any, following: Sequence[Any]) -> int:
    if kind is op.SUBPATTERN:
        return ways(value[3], following)
    if kind is op.BRANCH:
        return _ways_of_branches([list(branch) for branch in value[1]], following)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, body = int(value[0]), min(int(value[1]), LINE_CHARACTERS), list(value[2])
        either = [(op.BRANCH, (None, [body, list(following)]))]
        inner = ways(body, either if most > 1 else following)
        if inner > 1 and most > 8:
            return MOST_WAYS + 1
        choices = 1 if _ends_clearly(body, following) else most - least + 1
        return int(min(choices * inner**most, MOST_WAYS + 1))
    if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN, op.AT):
        return 1
    raise ValueError(f"{str(kind).lower().replace('_', ' ')} is not allowed: RE2 has no such thing")


def _ways_of_branches(branches: list[list[Any]], following: Sequence[Any]) -> int:
    """Alternatives that begin with different characters exclude each other; only the others add up."""
    counted = [(_first([*branch, *following]), ways(branch, following)) for branch in branches]
    letters = frozenset[str]().union(*(first for first, _ in counted))
    return max((sum(count for first, count in counted if letter in first) for letter in letters), default=1)


def _ends_clearly(body: list[Any], following: Sequence[Any]) -> bool:
    """A repeat ends in one place only when what follows begins with what its body cannot begin with.

    At the end of the pattern nothing follows that could ask for another try.
    """
    if all(kind is op.AT for kind, _ in following):
        return True
    return not _first(body) & _first(following)


def _first(items: Sequence[Any]) -> frozenset[str]:
    """The characters of `_SAMPLE`, and those named in the pattern, that `items` may begin with."""
    found: frozenset[str] = frozenset()
    for kind, value in items:
        if kind is op.AT:
            continue
        if kind is op.SUBPATTERN:
            return found | _first([*value[3], *items[items.index((kind, value)) + 1 :]])
        if kind is op.BRANCH:
            rest = items[items.index((kind, value)) + 1 :]
            return found.union(*(_first([*branch, *rest]) for branch in value[1]))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            found |= _first(list(value[2]))
            if value[0] == 0:
                continue
            return found
        return found | _characters(kind, value)
    return found


def _characters(kind: Any, value: Any) -> frozenset[str]:
    """The characters that one item of a pattern stands for, as far as `_SAMPLE` and the item name them."""
    if kind not in _SETS:
        return frozenset(_SAMPLE)
    items = value if kind is op.IN else [(kind, value)]
    named = {case(chr(v)) for k, v in items if k is op.LITERAL for case in (str.lower, str.upper)}
    return frozenset(c for c in named.union(_SAMPLE) if _in_set(c, items))


def _in_set(character: str, items: Sequence[Any]) -> bool:
    negated, found = False, False
    for kind, value in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.ANY:
            found = True
        elif kind is op.NOT_LITERAL:
            found = character != chr(value)
        elif kind is op.LITERAL:
            found |= character.lower() == chr(value).lower()
        elif kind is op.RANGE:
            found |= any(
                value[0] <= ord(c) <= value[1] for c in (character.lower(), character.upper()) if len(c) == 1
            )
        else:
            found |= _CATEGORY[value].match(character) is not None
    return found is not negated


_SETS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
_CATEGORY = {
    op.CATEGORY_DIGIT: re.compile(r"\d"),
    op.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    op.CATEGORY_SPACE: re.compile(r"\s"),
    op.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    op.CATEGORY_WORD: re.compile(r"\w"),
    op.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
