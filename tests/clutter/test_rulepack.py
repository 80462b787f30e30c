"""A pack that is wrong is refused with its file, its rule and the remedy."""

from pathlib import Path

import pytest

from cleaner.clutter.rulepack import load_rules
from cleaner.errors import RuleError

GOOD = """
pack = "my.share"
category = "share"
[[rule]]
id = "my.share.go"
says = "Go."
is = ["go share it"]
match = ["Go share it"]
spare = ["Go and share it with nobody."]
"""


def folder(tmp_path: Path, text: str, name: str = "pack.toml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_pack_of_the_users_adds_rules(tmp_path: Path) -> None:
    assert "my.share.go" in {rule.id for rule in load_rules([folder(tmp_path, GOOD)])}


def test_a_rule_with_an_id_of_ours_replaces_it(tmp_path: Path) -> None:
    text = GOOD.replace("my.share.go", "en.share.button")
    rules = {rule.id: rule for rule in load_rules([folder(tmp_path, text)])}
    assert rules["en.share.button"].is_ == ("go share it",)


def test_a_rule_of_ours_is_switched_off_by_its_id_alone(tmp_path: Path) -> None:
    text = 'pack = "mine"\n[[rule]]\nid = "en.share.button"\nstatus = "off"\n'
    assert "en.share.button" not in {rule.id for rule in load_rules([folder(tmp_path, text)])}


def test_a_whole_pack_is_left_out_by_its_name() -> None:
    assert not [rule for rule in load_rules(without=["en.share"]) if rule.id.startswith("en.share.")]


def test_a_rule_that_is_to_be_left_out_must_exist() -> None:
    with pytest.raises(RuleError, match=r"no rule and no pack 'en\.shares'"):
        load_rules(without=["en.shares"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('match = ["Go share it"]', 'match = ["Stay"]', r"`match\[0\]` is not matched: 'Stay'"),
        ('spare = ["Go and', 'spare = ["Go share it", "Go and', r"`spare\[0\]` is matched: 'Go share it'"),
        ('match = ["Go share it"]', "", "at least one `match` example"),
        ('says = "Go."', "", "`says` is missing"),
        ("is = [", "iz = [", "unknown field `iz`"),
        ('category = "share"', 'category = "junk"', "Invalid enum value 'junk'"),
        ('category = "share"', "", "no category"),
        ('is = ["go share it"]', 'is = ["404"]', "any number would match"),
        ('is = ["go share it"]', 'is = ["..."]', "a phrase without words"),
        ('is = ["go share it"]', 'regex = "(g+)+$"\nkeys = ["go"]', "nested or overlapping repeats"),
        ('is = ["go share it"]', 'regex = "(?=go).*"\nkeys = ["go"]', "RE2 has no such thing"),
        ('is = ["go share it"]', 'regex = "(go"\nkeys = ["go"]', "not a regular expression"),
        ('is = ["go share it"]', 'regex = "go.*"', "needs `keys`"),
        ('is = ["go share it"]', "", "it can match nothing"),
        ("[[rule]]", "[[rule", "not valid TOML: .* line 4"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError, match=message) as caught:
        load_rules([folder(tmp_path, GOOD.replace(old, new, 1))])
    assert "pack.toml" in str(caught.value)


def test_an_id_used_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    folder(tmp_path, GOOD, "a.toml")
    with pytest.raises(RuleError, match=r"b\.toml: rule my\.share\.go: .*a\.toml"):
        load_rules([folder(tmp_path, GOOD, "b.toml")])


def test_the_others_load_when_problems_are_collected(tmp_path: Path) -> None:
    folder(tmp_path, GOOD, "good.toml")
    folder(tmp_path, GOOD.replace('"my.share.go"', '"my.share.bad"').replace("match =", "mach ="), "bad.toml")
    problems: list[RuleError] = []
    rules = {rule.id for rule in load_rules([tmp_path], problems=problems)}
    assert "my.share.go" in rules
    assert "my.share.bad" not in rules
    assert len(problems) == 1


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder"):
        load_rules([tmp_path / "nowhere"])
