"""What holds for every document on its way through the pipeline."""

from typing import Any

import pytest

from cleaner import Cleaner, Document, Settings
from cleaner.text import scorer

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


@pytest.mark.parametrize("content", [{"text": TEXT}, {"html": f"<p>{TEXT}</p>"}], ids=["text", "page"])
@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ({"title": float("nan")}, None),
        ({"url": float("nan"), "site": float("nan"), "lang": float("nan")}, None),
        ({"published": 20240501}, "published is int, no text"),
        ({"title": b"Quay", "url": 5}, "url is int, no text; title is bytes, no text"),
        ({"authors": float("nan")}, None),
        ({"authors": ["Ana Diaz", None]}, None),
        ({"authors": "Ana Diaz"}, None),
    ],
)
def test_a_field_that_is_no_text_does_not_cost_the_cleaning(
    content: dict[str, Any], field: dict[str, Any], problem: str | None
) -> None:
    article = Cleaner().clean(Document(id="1", **content, **field))
    assert article.text.split() == TEXT.split()
    assert article.problem == problem
    assert not article.authors or article.authors == ("Ana Diaz",)
    assert "nan" not in repr(article.to_dict())


def test_an_error_in_a_stage_leaves_the_text_and_names_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made to fail")

    monkeypatch.setattr("cleaner.pipeline.strip.decide", fail)
    article = PLAIN.clean(Document(id="1", text=TEXT))
    assert article.text == TEXT
    assert article.verdict == "article"
    assert article.problem is not None and "ZeroDivisionError" in article.problem


def test_an_error_after_a_page_was_read_leaves_the_text_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made to fail")

    monkeypatch.setattr("cleaner.pipeline.strip.decide", fail)
    article = PLAIN.clean(Document(id="1", html=f"<title>Quay</title><h1>Quay</h1><p>{TEXT}</p>"))
    assert "ZeroDivisionError" in (article.problem or "")
    assert "The council voted on Tuesday" in article.text
    assert article.title == "Quay"


def test_a_document_that_the_scorer_fails_on_does_not_harm_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = scorer.columns

    def fail(texts: list[str], *others: Any) -> Any:
        if any("March" in text for text in texts):
            raise ZeroDivisionError("made to fail")
        return whole(texts, *others)

    monkeypatch.setattr(scorer, "columns", fail)
    good, bad = Document(id="1", text="The quay is wide enough."), Document(id="2", text=TEXT)
    articles = Cleaner().clean_all([good, bad, good])
    assert [article.problem for article in articles] == [
        None,
        "ZeroDivisionError in the line scorer stage: made to fail",
        None,
    ]
    assert articles[1].text == TEXT


STORY = "".join(
    f"<p>The council of {town} voted on Tuesday night to widen the quay, after two of the ferries that call "
    "there had touched the wall in the spring. Work starts in March and is to end before the summer.</p>"
    for town in ("Ash", "Birch", "Cedar", "Elm", "Fir")
)


@pytest.mark.parametrize(
    ("below", "wire"),
    [
        ("<div class='source'>Quelle: sid/dpa</div>", "dpa"),
        ("<figure><img src='a.jpg'><figcaption>The quay. dpa</figcaption></figure>", None),
        ("<aside><h4>dpa: Ferry runs aground</h4></aside>", None),
    ],
)
def test_an_agency_named_beside_the_article_is_credited_but_for_pictures_and_other_stories(
    below: str, wire: str | None
) -> None:
    page = f"<html><body><h1>Quay to be widened</h1><article>{STORY}</article>{below}</body></html>"
    article = Cleaner().clean(Document(id="1", html=page))
    assert "Quelle" not in article.text
    assert article.wire == wire


def test_a_page_of_very_many_captions_is_cleaned() -> None:
    pictures = (
        "<figure><figcaption>The quay</figcaption></figure><div class='share'><a href=x>Share</a></div>"
    )
    article = Cleaner().clean(Document(id="1", html=f"<article>{STORY}{pictures * 10_000}{STORY}</article>"))
    assert article.problem is None
    assert article.text.count("widen the quay") == 10
