"""Coroutines that ask together get their own answers."""

from collections.abc import Sequence

from cleaner.document import Finding, Metadata
from cleaner.extraction import Context
from cleaner.together import Ask, Asking, finish


def context(name: str) -> Context:
    return Context(original=name, blocks=(), metadata=Metadata(), site=None)


def labels(contexts: Sequence[Context]) -> list[list[Finding]]:
    if any(each.original == "bad" for each in contexts):
        raise ValueError("made to fail")
    return [[Finding("nav", each.original, 1.0, 0, len(contexts), "")] for each in contexts]


def way(*names: str) -> Asking[str]:
    """Asks of each name; tells what was answered: whose label, given to how many."""
    heard = []
    for name in names:
        try:
            [found] = yield Ask(labels, context(name))
            heard.append(f"{found.rule}/{found.end}")
        except ValueError as error:
            heard.append(str(error))
    return " ".join(heard)


def test_questions_are_answered_together_round_after_round() -> None:
    assert finish([way("a"), way(), way("b", "c"), way("d", "e")], print) == ["a/3", "", "b/3 c/2", "d/3 e/2"]


def test_an_error_is_raised_where_it_was_asked_for_and_nowhere_else() -> None:
    assert finish([way("a", "b"), way("bad", "c")], print) == ["a/1 b/2", "made to fail c/2"]


def test_everybody_is_told_whose_turn_it_is() -> None:
    turns: list[int] = []
    finish([way(), way("a"), way("b", "c")], turns.append)
    assert turns == [0, 1, 2, 1, 2, 2]


def test_who_waits_goes_on_when_the_others_have_come_as_far() -> None:
    done: list[str] = []

    def worker(name: str) -> Asking[None]:
        for step in (1, 2):
            done.append(f"{name}{step}")
            yield None

    finish([worker("a"), worker("b")], lambda number: None)
    assert done == ["a1", "b1", "a2", "b2"]
