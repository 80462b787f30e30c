from pathlib import Path

import pytest

from cleaner.config import load
from cleaner.errors import ConfigError


@pytest.mark.parametrize("others", ["", "tool = 1", "[tool.ruff]\nline-length = 80"])
def test_a_project_without_options_for_the_cleaner_sets_none(tmp_path: Path, others: str) -> None:
    (tmp_path / "pyproject.toml").write_text(others)
    values = load(environment={}, folder=tmp_path).values
    assert {value.origin for value in values.values()} == {"default"}


@pytest.mark.parametrize("wrong", ["[tool]\ncleanwire = 3", "[[tool.cleanwire]]\nmax_bytes = 1"])
def test_options_that_are_no_table_are_refused_with_the_remedy(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "pyproject.toml").write_text(wrong)
    with pytest.raises(ConfigError, match=r"pyproject\.toml: .*write .* below \[tool\.cleanwire\]"):
        load(environment={}, folder=tmp_path)
