"""What holds for every document on its way through the pipeline."""

import pytest

from cleaner import Cleaner, Document, Settings

PLAIN = Cleaner(Settings(rules=False, heuristics=False, scorer=False))
TEXT = "The council voted on Tuesday to widen the quay.\n\nWork starts in March."


@pytest.mark.parametrize("url", ["http://[broken", "//", "no address", ""])
def test_a_broken_address_does_not_cost_the_cleaning(url: str) -> None:
    article = PLAIN.clean(Document(id="1", text=TEXT, url=url))
    assert article.problem is None
    assert article.text == TEXT


def test_a_document_without_content_comes_out_with_its_problem() -> None:
    article = PLAIN.clean(Document(id="1", problem="dump.jsonl:3: no JSON"))
    assert (article.id, article.problem) == ("1", "dump.jsonl:3: no JSON")


def test_an_error_in_a_stage_leaves_the_text_and_names_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made to fail")

    monkeypatch.setattr("cleaner.pipeline.strip.decide", fail)
    article = PLAIN.clean(Document(id="1", text=TEXT))
    assert article.text == TEXT
    assert article.verdict == "article"
    assert article.problem is not None and "ZeroDivisionError" in article.problem
