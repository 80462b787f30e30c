import pytest

from cleaner.document import Block, Metadata
from cleaner.extraction import Context
from cleaner.text import inline

SENTENCE = "The bridge will stay closed until spring, the minister said."


def cut_from(text: str) -> list[tuple[str, str]]:
    context = Context(
        original=text, blocks=[Block(text, "line", 0, len(text))], metadata=Metadata(), site=None
    )
    return [(f.category, text[f.start : f.end]) for f in inline.label(context)]


@pytest.mark.parametrize(
    ("tail", "category"),
    [
        ("READ MORE: Five things to know about the bridge", "related"),
        ("Lesen Sie auch: So teuer wird die Brücke", "related"),
        ("(Reporting by Ana Diaz in Oakdale; editing by Tom Roe)", "credit"),
        ("Photo: Ana Diaz/Oakdale News", "caption"),
    ],
)
def test_clutter_after_the_last_sentence_is_found_where_it_starts(tail: str, category: str) -> None:
    assert cut_from(f"{SENTENCE} {tail}") == [(category, tail)]


@pytest.mark.parametrize(
    ("sentence", "tail"),
    [
        ("पुल वसंत तक बंद रहेगा और यातायात गाँव से होकर भेजा जाएगा।", "यह भी पढ़ें: पुल कब खुलेगा"),
        ("هل سيبقى الجسر مغلقا حتى الربيع كما قال الوزير في المدينة؟", "اقرأ أيضا: متى يفتح الجسر"),
        (
            "橋は春まで閉鎖されると大臣は火曜日に述べた。工事は三月に始まり、夏までに終わる予定である。",
            "関連記事：橋はいつ開くか",
        ),
    ],
)
def test_a_sentence_may_end_as_in_other_scripts(sentence: str, tail: str) -> None:
    assert cut_from(f"{sentence} {tail}") == [("related", tail)]


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "She asked for more: more money, more time, and more engineers who know the bridge well.",
        f"{SENTENCE} (The reporting by three newspapers had said so.) He agreed.",
        f"{SENTENCE} More: " + "they want what was promised to them " * 6,
        "Photo: Ana Diaz/Oakdale News",
    ],
)
def test_prose_is_left_alone(text: str) -> None:
    assert cut_from(text) == []
