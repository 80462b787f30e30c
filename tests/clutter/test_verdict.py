import pytest
from lines import PROSE

from cleaner.clutter.verdict import judge
from cleaner.document import Block, Finding, Metadata, Verdict
from cleaner.extraction import Extraction


def verdict(text: str, *signs: Verdict, paywalled: bool | None = None) -> Verdict:
    findings = [Finding("nav", "test.sign", 0.5, 0, 1, "", sign) for sign in signs]
    return judge(text, Extraction(original=text, blocks=(), metadata=Metadata(paywalled=paywalled)), findings)


def test_text_with_prose_is_an_article() -> None:
    assert verdict("\n".join([PROSE] * 6)) == "article"


def test_nothing_is_empty() -> None:
    assert verdict("") == "empty"


def test_a_few_words_are_a_stub() -> None:
    assert verdict("The council meets on Monday.") == "stub"


@pytest.mark.parametrize("sign", ["blocked", "empty", "paywalled"])
def test_one_sign_is_believed_where_little_else_stands(sign: Verdict) -> None:
    assert verdict("Please wait a moment.", sign) == sign


@pytest.mark.parametrize("sign", ["blocked", "empty", "paywalled", "spam", "liveblog", "listing"])
def test_one_sign_is_not_believed_beside_an_article(sign: Verdict) -> None:
    assert verdict("\n".join([PROSE] * 12), sign) == "article"


def test_a_paywalled_page_shows_little_of_its_article() -> None:
    assert verdict(PROSE, paywalled=True) == "paywalled"


def test_headlines_without_prose_are_a_listing() -> None:
    heads = [f"Ferry number {word} runs aground off Tilsen in fog" for word in "abcdefghij"]
    assert verdict("\n".join(heads)) == "listing"


def test_teasers_cut_short_are_listed_like_headlines() -> None:
    heads = [f"Council agrees plan number {number} for the harbour wall" for number in range(4)]
    teasers = [f"The vote on plan {number} came after a debate of nine hours, and…" for number in range(4)]
    assert verdict("\n".join(heads + teasers)) == "listing"
    assert verdict("\n".join([*heads, *(line.replace("…", " it passed.") for line in teasers)])) == "article"


@pytest.mark.parametrize(("below", "said"), [(PROSE, "liveblog"), ("Evening news", "article")])
def test_times_of_day_above_paragraphs_are_a_live_blog(below: str, said: Verdict) -> None:
    lines = [line for hour in (18, 17, 15, 11) for line in (f"{hour}:40", below)]
    blocks = [Block(line, "line", 0, 1) for line in lines]
    text = "\n".join([PROSE] * 6)
    assert judge(text, Extraction(original=text, blocks=blocks, metadata=Metadata())) == said
