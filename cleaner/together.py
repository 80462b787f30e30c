"""Coroutines whose questions are answered together, where answering many costs less than one by one."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cleaner.document import Finding
from cleaner.extraction import Context

T = TypeVar("T")
Answerer = Callable[[Sequence[Context]], Sequence[Sequence[Finding]]]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about one document, to be put with those about others."""

    answer: Answerer
    """Answers many; what it says of a document must not depend on the others."""
    context: Context


Answer = Sequence[Finding]
Asking = Generator[Ask | None, Answer, T]
"""A coroutine that yields questions, is sent their answers, and returns its result.

None is no question: the coroutine waits for the others to come as far. A stage that runs for many documents
in a row has its code and its tables in the processor's cache.
"""


def finish(ways: Sequence[Asking[T]], turn: Callable[[int], None]) -> list[T]:
    """The results of all coroutines, each run until it asks, then all answered, and so on.

    `turn` is told whose turn it is. An error in answering is raised where the question was asked.
    """
    results: dict[int, T] = {}
    answers: Mapping[int, Answer | Exception | None] = dict.fromkeys(range(len(ways)))
    while answers:
        asked: dict[int, Ask | None] = {}
        for number, answer in answers.items():
            turn(number)
            try:
                if isinstance(answer, Exception):
                    asked[number] = ways[number].throw(answer)
                else:
                    asked[number] = ways[number].send(answer)  # type: ignore[arg-type]  # None starts it
            except StopIteration as end:
                results[number] = end.value
        answers = _answers(asked)
    return [results[number] for number in range(len(ways))]


def _answers(asked: Mapping[int, Ask | None]) -> dict[int, Answer | Exception]:
    found: dict[int, Answer | Exception] = dict.fromkeys(asked, ())
    groups: dict[Answerer, dict[int, Context]] = {}
    for number, ask in asked.items():
        if ask is not None:
            groups.setdefault(ask.answer, {})[number] = ask.context
    for function, numbered in groups.items():
        numbers, contexts = list(numbered), list(numbered.values())
        try:
            found.update(zip(numbers, function(contexts), strict=True))
        except Exception:  # one of them is to blame: each alone will tell
            for number, context in zip(numbers, contexts, strict=True):
                try:
                    [found[number]] = function([context])
                except Exception as error:
                    found[number] = error
    return found
