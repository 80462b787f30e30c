"""The shipped packs hold what `cleaner rules test` asks of them, and re2 agrees with `re` about them."""

import re

import pytest

from cleaner.clutter.rulecheck import check_packs
from cleaner.clutter.rulepack import Rule, load_rules

RULES = load_rules(examples=True)


def test_every_pack_passes_its_own_test() -> None:
    assert [str(problem) for problem in check_packs().found] == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.regex], ids=lambda rule: rule.id)
def test_re2_matches_the_same_examples(rule: Rule) -> None:
    re2 = pytest.importorskip("re2", reason="google-re2 is the judge of patterns; it is not installed")
    options = re2.Options()
    options.case_sensitive = False
    judge = re2.compile(rule.regex, options)
    ours = re.compile(rule.regex, re.IGNORECASE)
    for line in (*rule.match, *rule.spare):
        assert bool(judge.match(line)) == bool(ours.match(line)), line


def test_results_do_not_depend_on_the_order_of_the_rules() -> None:
    from cleaner.clutter.match import RuleIndex

    lines = [line for rule in RULES for line in rule.match]
    assert RuleIndex(RULES).hits(lines) == RuleIndex(reversed(RULES)).hits(lines)
