"""The names of the package itself."""

import pickle
from pathlib import Path
from typing import Any

import pytest

import cleaner


def test_explain_takes_what_clean_takes_and_can_be_pickled() -> None:
    data, options = "Rain closed the harbour on Monday, the port said.", {"url": "https://example.org/a"}
    explained = pickle.loads(pickle.dumps(cleaner.explain))(data, **options)
    assert explained.article == cleaner.clean(data, **options)


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
    with pytest.raises(cleaner.ConfigError, match="no category shares"):
        cleaner.Settings(keep=("related", "shares"))
