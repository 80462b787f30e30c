"""The names of the package itself."""

import inspect
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import Article, ConfigError, InputError, Removal, Settings


def test_explain_takes_what_clean_takes() -> None:
    takes = [inspect.signature(function).parameters for function in (cleaner.explain, cleaner.clean)]
    assert takes[0] == takes[1]
    data, options = "Rain closed the harbour on Monday, the port said.", {"url": "https://example.org/a"}
    assert cleaner.explain(data, **options).article == cleaner.clean(data, **options)


def test_every_public_name_is_there() -> None:
    assert all(getattr(cleaner, name) is not None for name in cleaner.__all__)


@pytest.mark.parametrize("data", [None, 5, {"text": "Rain"}, Path("page.html")])
def test_what_is_neither_bytes_nor_text_is_refused_by_name(data: Any) -> None:
    with pytest.raises(TypeError, match=f"not {type(data).__name__}"):
        cleaner.clean(data)


def test_among_many_documents_what_is_none_comes_out_with_a_problem() -> None:
    many: list[Any] = ["Rain closed the harbour.", None, b"Snow closed it again."]
    articles = list(cleaner.clean_many(many, workers=0))
    assert [article.text for article in articles] == ["Rain closed the harbour.", "", "Snow closed it again."]
    assert articles[1].problem == "a NoneType; give a Document, bytes or a string"


def test_a_category_that_does_not_exist_cannot_be_kept() -> None:
    with pytest.raises(ConfigError, match="no category shares"):
        Settings(keep=("related", "shares"))


@pytest.mark.parametrize("name", ["keep", "rule_dirs", "without_rules"])
def test_one_name_in_the_place_of_several_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=r"write \('share',\)"):
        Settings(**{name: "share"})


def test_one_category_may_be_restored_by_its_name() -> None:
    article = Article(
        id="a",
        text="Rain fell.",
        original="Rain fell.\nShare this",
        removed=(Removal("share", "r", "", "Share this", 11, 21, 1.0),),
    )
    assert article.restore(categories="share") == article.original
    assert article.restore(rules="r") == article.original
    assert article.restore(categories="related") == "Rain fell."


@pytest.mark.parametrize("content", [{"text": float("nan")}, {"html": 5}])
def test_content_that_is_neither_bytes_nor_text_is_a_problem(content: dict[str, Any]) -> None:
    article = cleaner.Cleaner(Settings(rules=False)).clean(cleaner.Document(id="a", **content))
    assert "no content to clean" in (article.problem or "")


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigError, match="auto, html, text"):
        cleaner.clean("Rain fell.", kind="pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize("url", [5, b"https://example.org"])
def test_an_address_that_is_no_string_is_refused_by_name(url: Any) -> None:
    with pytest.raises(TypeError, match=f"url: .*not {type(url).__name__}"):
        cleaner.clean("<p>Rain fell.", url=url)


def test_one_text_in_the_place_of_many_is_refused() -> None:
    with pytest.raises(TypeError, match="for one there is clean"):
        cleaner.clean_many("Rain fell.")


def test_settings_beside_a_cleaner_are_refused() -> None:
    with pytest.raises(ConfigError, match="give one of them"):
        cleaner.clean("Rain.", settings=Settings(), cleaner=cleaner.Cleaner(Settings(rules=False)))


@pytest.mark.parametrize(
    "options", [{"rules": "no"}, {"keep": None}, {"rule_dirs": Path("packs")}, {"max_bytes": "5"}]
)
def test_settings_of_the_wrong_type_are_refused_by_name(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        Settings(**options)


@pytest.mark.parametrize("options", [{"workers": "2"}, {"workers": -1}, {"seconds": None}, {"seconds": 0}])
def test_budgets_that_are_none_are_refused_by_name(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        cleaner.clean_many(["Rain."], **options)


def test_what_cannot_travel_to_a_worker_is_one_documents_problem() -> None:
    many = [cleaner.Document(id="a", text="Rain.", meta={"how": lambda: 1}), "Snow.", "Fog."]
    articles = list(cleaner.clean_many(many, workers=1))
    assert [(a.text, a.problem is None) for a in articles] == [
        ("Rain.", False),
        ("Snow.", True),
        ("Fog.", True),
    ]


def test_what_json_cannot_hold_is_written_as_text(tmp_path: Path) -> None:
    article = Article(id="a", text="Rain.", meta={"path": Path("x/y")})
    cleaner.write([article], tmp_path / "out.jsonl")
    assert '"x/y"' in (tmp_path / "out.jsonl").read_text()


def test_pages_are_compared_when_they_are_cleaned_and_not_before() -> None:
    with pytest.raises(InputError, match="clean it first"):
        cleaner.dedup([cleaner.Document(id="a", html="<p>Rain fell.")])


@pytest.mark.parametrize("options", [{"kernel": "cuda"}, {"prefer": "example.org"}])
def test_choices_that_there_are_not_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        cleaner.dedup([], **options)


def test_a_deduper_answers_once() -> None:
    with cleaner.Deduper() as deduper:
        deduper.add("a", "Rain fell.")
        deduper.finish()
        with pytest.raises(cleaner.CleanerError, match="take another"):
            deduper.add("b", "Snow fell.")
        with pytest.raises(cleaner.CleanerError, match="take another"):
            deduper.finish()


@pytest.mark.parametrize("item", ["Rain fell.", {"id": "a", "text": 5}, {"text": "Rain fell."}, {"id": "a"}])
def test_what_cannot_be_compared_is_named(item: Any) -> None:
    with pytest.raises(InputError, match="document 1 "):
        cleaner.dedup([item])


def test_a_policy_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigError, match="wire-original, earliest"):
        cleaner.dedup([], keep="best")  # type: ignore[arg-type]


def test_dates_may_be_dates() -> None:
    days = [{"id": day, "text": "Rain fell on the quay. " * 20, "date": date(2024, 5, day)} for day in (2, 1)]
    assert cleaner.dedup(days).clusters[0].why == "earliest, 2024-05-01"
