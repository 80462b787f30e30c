"""The names of the package itself."""

import pickle

import cleaner


def test_explain_takes_what_clean_takes_and_can_be_pickled() -> None:
    data, options = "Rain closed the harbour on Monday, the port said.", {"url": "https://example.org/a"}
    explained = pickle.loads(pickle.dumps(cleaner.explain))(data, **options)
    assert explained.article == cleaner.clean(data, **options)


def test_every_public_name_is_there() -> None:
    assert all(getattr(cleaner, name) is not None for name in cleaner.__all__)
