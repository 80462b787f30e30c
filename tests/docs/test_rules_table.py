"""The table of rules in the documentation is the one that the command prints."""

from pathlib import Path

from cleaner.cli.rules import coverage
from cleaner.clutter.rulepack import load_rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_table_of_rules_is_the_one_that_the_command_prints() -> None:
    assert "\n".join(coverage(load_rules())) in PAGE.read_text(encoding="utf-8")


def test_every_language_has_every_category_where_news_sites_have_it() -> None:
    lines = [line.split(" | ") for line in coverage(load_rules())[2:]]
    empty = [cells[0] for cells in lines if "–" in cells[1:-1]]
    assert empty == []
