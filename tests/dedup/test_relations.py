"""What kind of copy: names for pairs, templates told from copies, stories, evidence, site furniture."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from cleaner.dedup import dedup, explain
from cleaner.dedup.assemble import relation
from cleaner.dedup.model import Pair

WORDS = [
    a + b + c
    for a in ("ba", "ke", "lo", "mi", "nu")
    for b in ("dan", "fel", "gor", "hin")
    for c in ("a", "o", "is")
]
SHARED = Path(os.environ.get("CLEANWIRE_SHARED", Path(__file__).parents[3] / "shared"))


def story(seed: int, words: int = 200) -> list[str]:
    generator = random.Random(seed)
    return [generator.choice(WORDS) + generator.choice(("", "l", "n", "r", "st")) for _ in range(words)]


def relation_of(original: list[str], copy: list[str], **fields: Any) -> str | None:
    """The relation that `copy` (the later one) is found to have to `original`."""
    found = dedup(
        [
            {"id": "original", "text": " ".join(original), "published": "2026-01-01", **fields},
            {"id": "copy", "text": " ".join(copy), "published": "2026-01-02", **fields},
        ]
    )
    return next((row["relation"] for row in found.rows() if row["id"] == "copy"), None)


def test_copies_are_named_by_what_is_missing() -> None:
    text = story(1, 400)
    assert relation_of(text, text) == "exact"
    assert relation_of(text, ["ROME", "-", *text[:150], "that", *text[151:]]) == "reprint"
    assert relation_of(text, text[:180]) == "trimmed"
    assert relation_of(text, text[:70]) == "excerpt"
    assert relation_of(text, story(2, 400)) is None


def test_an_outlets_later_version_of_its_own_story_is_a_revision() -> None:
    text = story(3, 300)
    assert relation_of(text, [*text[:100], "new", "figures", *text[100:]], site="paper.example") == "revised"


def test_a_noisy_copy_is_found_though_few_shingles_are_left() -> None:
    text = story(4, 400)
    noisy = [word[::-1] if number % 6 == 0 else word for number, word in enumerate(text)]
    assert relation_of(text, noisy) == "reprint"


def test_another_story_around_the_same_quotes_is_no_copy() -> None:
    text, other = story(5, 300), story(6, 300)
    quoting = other[:100] + text[20:60] + other[100:200] + text[150:190] + other[200:]
    found = dedup([{"id": "a", "text": " ".join(text)}, {"id": "b", "text": " ".join(quoting)}])
    assert found.clusters == ()
    assert [pair.relation for pair in found.pairs] == ["rewritten"]


def test_a_new_figure_here_and_there_makes_a_revision_and_no_template() -> None:
    text = story(3, 240)
    for place in range(30, 240, 50):
        text[place] = str(place)
    updated = [str(int(word) + 1) if word.isdigit() else word for word in text]
    assert relation_of(text, ["Updated", *updated], site="paper.example") == "revised"


def test_the_same_form_with_other_names_is_a_template() -> None:
    form = (
        "{0} has joined the board of {1} as its head of sales, the firm said on Monday. In the new post {0} "
        "will report to {2} and work from the office in {3}. Before that {0} was at {4} for many years and "
        "led its team in {5}, where the firm sold mostly to schools. The former head of sales, {6}, retires "
        "at the end of the month after a long time with {1}, which makes desks and chairs for offices."
    )
    filled = [form.format(*(word.capitalize() for word in story(seed, 7))) for seed in (40, 41)]
    found = dedup([{"id": str(number), "text": text} for number, text in enumerate(filled)])
    assert found.clusters == ()
    assert [pair.relation for pair in found.pairs] == ["template"]


def market_report(seed: int) -> str:
    number = random.Random(seed).randrange
    return (
        f"Stocks closed at {number(9999)} points on the main exchange, a move of {number(99)} points in "
        f"a day, while the index of smaller firms ended at {number(9999)} and volume was {number(999)} "
        f"million shares. The dollar bought {number(999)} crowns and a barrel of oil cost {number(999)} "
        f"crowns, traders at the exchange said. Bonds yielded {number(99)} hundredths more than before."
    )


def test_the_same_form_with_other_numbers_is_a_template() -> None:
    found = dedup([{"id": str(seed), "text": market_report(seed)} for seed in range(6)])
    assert found.clusters == ()
    assert {pair.relation for pair in found.pairs} == {"template"}


def test_a_piece_merged_from_two_stories_joins_one_of_them() -> None:
    first, second = story(7, 300), story(8, 200)
    texts = {"a": first, "a2": first[:280], "b": second, "b2": second[5:], "merged": first + second[:120]}
    found = dedup([{"id": name, "text": " ".join(words)} for name, words in texts.items()])
    assert [cluster.members for cluster in found.clusters] == [("a", "a2", "merged"), ("b", "b2")]


MENU = "home world politics sport weather subscribe sign in follow us on every channel you like " * 6


def test_site_furniture_joins_nothing_and_hides_nothing() -> None:
    documents = [
        {"id": f"{site}-{seed}", "text": f"{MENU} {site} {' '.join(story(seed, 120))} {MENU}", "site": site}
        for site in ("one.example", "two.example")
        for seed in ((1, 2, 3, 4, 5) if site == "one.example" else (1, 12, 13, 14, 15))
    ]
    found = dedup(documents)
    assert [cluster.members for cluster in found.clusters] == [("one.example-1", "two.example-1")]


def test_many_copies_on_one_site_are_not_its_furniture() -> None:
    text = " ".join(story(9, 150))
    documents = [{"id": f"copy{number}", "text": text, "site": "one.example"} for number in range(6)]
    documents += [
        {"id": f"other{s}", "text": " ".join(story(s)), "site": "one.example"} for s in range(20, 30)
    ]
    (cluster,) = dedup(documents).clusters
    assert len(cluster.members) == 6


def test_evidence_shows_where_the_shared_words_stand_and_what_differs() -> None:
    one = "Early on Monday 12 people were rescued from the river near Elmford, firemen said."
    other = "It was late on Monday when 15 people were rescued from the river near Elmford, firemen said."
    pair = explain(Pair("a", "b", "reprint", 0.5, 0.5, 0.5), one, other)
    passage = pair.passages[0]
    assert passage.text == "people were rescued from the river near Elmford, firemen said"
    assert one[passage.start_a : passage.end_a] == other[passage.start_b : passage.end_b] == passage.text
    same_start = explain(
        pair,
        "the fire on Monday killed 12 people in the old town",
        "the fire on Monday killed 15 people in the old town",
    )
    assert same_start.differs == (("12", "15"),)


def test_the_five_seed_documents_are_one_story_and_no_copies() -> None:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    documents = [
        {"id": path.name[:3], "text": path.read_text(encoding="utf-8")}
        for path in sorted(folder.glob("*.txt"))
    ]
    assert dedup(documents).clusters == ()
    background = [{"id": f"other{seed}", "text": f"{seed} ".join(story(seed))} for seed in range(100)]
    for documents_too in ([], background):
        found = dedup([*documents, *documents_too], stories=True)
        assert [cluster.members for cluster in found.clusters] == [("000", "001", "002", "003", "004")]


@pytest.mark.parametrize(
    "alphabet",
    [
        "天地人大小山水火木金土日月年中国京都市民生活東西南北上下左右前後",
        "กขคงจฉชซดตถทนบปผพฟมยรลวสหอ",
        "あいうえおかきくけこさしすせそたちつてと",
    ],
)
def test_scripts_without_spaces_are_compared_too(alphabet: str) -> None:
    generator = random.Random(10)
    texts = ["".join(generator.choices(alphabet, k=400)) for _ in range(3)]
    edited = texts[0][:120] + "。" + texts[0][123:]
    assert relation_of([texts[0]], [edited]) == "reprint"
    assert relation_of([texts[0]], [texts[1]]) is None


def test_short_wire_texts_are_compared_too() -> None:
    text = story(11, 80)
    assert relation_of(text, ["LONDON", *text[:60]]) == "trimmed"
    assert relation_of(text, [*text[:12], *story(12, 60)]) is None


@pytest.mark.parametrize(
    ("in_copy", "in_original", "said"),
    [(0.7, 1.0, "trimmed"), (0.2, 1.0, "excerpt"), (0.95, 1.0, "reprint"), (0.7, 0.75, "reprint")],
)
def test_a_copy_that_adds_nothing_and_lacks_much_is_trimmed(
    in_copy: float, in_original: float, said: str
) -> None:
    jaccard = 1 / (1 / in_copy + 1 / in_original - 1)
    assert relation(jaccard, in_copy, in_original, same_site=False) == said
