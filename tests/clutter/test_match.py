from dataclasses import replace

import pytest
from lines import PROSE, context

from cleaner.clutter.match import RuleIndex, RuleSet
from cleaner.clutter.rulepack import Rule
from cleaner.document import Metadata


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


@pytest.mark.parametrize(
    ("lines", "lang", "first"),
    [
        (("Sport", "Notizie"), None, "it.nav.item"),
        (("Sport", "Weather"), None, "en.nav.item"),
        (("Sport", "Notizie"), "en-GB", "en.nav.item"),
    ],
    ids=["by the other lines", "by the other lines", "as declared"],
)
def test_a_word_of_two_languages_is_first_explained_by_the_texts_own(
    lines: tuple[str, ...], lang: str | None, first: str
) -> None:
    words = {"en": ("sport", "weather"), "it": ("sport", "notizie")}
    rules = [Rule(id=f"{name}.nav.item", category="nav", is_=some) for name, some in words.items()]
    seen = replace(context(*lines, PROSE), metadata=Metadata(lang=lang))
    said = RuleSet(rules).label(seen)
    assert (said[0].rule, said[0].start) == (first, 0)
