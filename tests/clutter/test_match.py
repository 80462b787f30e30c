from cleaner.clutter.match import RuleIndex
from cleaner.clutter.rulepack import Rule


def hits(line: str, **keys: object) -> bool:
    rule = Rule(id="test.rule", category="related", **keys)  # type: ignore[arg-type]
    return bool(RuleIndex([rule]).hits([line]))


def test_a_phrase_of_a_script_without_spaces_is_found_inside_a_sentence() -> None:
    assert hits("本記事の無断転載を禁止します", has=("無断転載",))
    assert not hits("本記事の転載を禁止します", has=("無断転載",))


def test_case_accents_and_punctuation_do_not_count() -> None:
    assert hits("¡MÁS LEÍDAS!", is_=("mas leidas",))
    assert hits("İLGİLİ HABERLER", is_=("ilgili haberler",))


def test_a_number_stands_for_any_number() -> None:
    assert hits("12 min read", is_=("1 min read",))


def test_words_are_compared_whole() -> None:
    assert not hits("shares fell", starts=("share",))


def test_no_rules_at_all_match_nothing() -> None:
    assert RuleIndex(()).hits(["You may also like"]) == []
