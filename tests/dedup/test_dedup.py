"""The engine as its users see it: `dedup` and `Deduper`."""

import random
from collections.abc import Sequence

import pytest

from cleaner.dedup import Deduper, dedup
from cleaner.dedup.deduper import pieces
from cleaner.document import Article, Document, site_of
from cleaner.errors import InputError

WORDS = [
    a + b
    for a in ("ba", "ke", "lo", "mi", "nu", "ra", "si", "to")
    for b in ("dan", "fel", "gor", "hin", "jus", "rem")
]


def story(seed: int, words: int = 200) -> str:
    generator = random.Random(seed)
    return " ".join(generator.choice(WORDS) + str(generator.randrange(9) or "") for _ in range(words))


def clusters(texts: Sequence[str]) -> list[list[int]]:
    """Groups of indices, of two or more."""
    found = dedup({"id": str(number), "text": text} for number, text in enumerate(texts))
    return sorted(sorted(map(int, cluster.members)) for cluster in found.clusters)


def test_identical_texts_are_exact_copies() -> None:
    found = dedup([Document(id="b", text=story(1)), Document(id="a", text=story(1).upper())])
    assert [(c.id, c.members, c.edges[0].relation) for c in found.clusters] == [("a", ("a", "b"), "exact")]


def test_an_excerpt_is_linked_to_its_source() -> None:
    text = story(2, 600)
    found = dedup([{"id": "all", "text": text}, {"id": "part", "text": " ".join(text.split()[:80])}])
    (pair,) = found.clusters[0].edges
    assert (pair.a, pair.b, pair.relation) == ("all", "part", "excerpt")
    assert pair.containment_b == 1.0


def test_different_stories_stay_apart() -> None:
    assert clusters([story(seed) for seed in range(20)]) == []


def test_empty_texts_are_each_alone() -> None:
    assert clusters(["", "", "  ", "...", ""]) == []


def test_texts_shorter_than_a_shingle_are_copies_only_when_equal() -> None:
    assert clusters(["fire in harbour", "Fire in harbour!", "fire in town"]) == [[0, 1]]


def test_texts_of_one_repeated_word_do_not_break_it() -> None:
    assert clusters(["spam " * 10_000, "spam " * 5_000, story(3)]) == [[0, 1]]


def test_many_identical_texts_are_one_cluster() -> None:
    found = dedup({"id": f"{number:05}", "text": story(4, 50)} for number in range(20_000))
    assert [len(cluster.members) for cluster in found.clusters] == [20_000]


def test_a_text_of_many_pieces_has_the_tokens_of_the_whole() -> None:
    text = f"{story(9, 300_000)} {'y' * 1_000_001} {story(10)}"
    assert "".join(pieces(text)) == text
    assert len(list(pieces(text))) > 2
    with Deduper() as deduper:
        deduper.add("all", text)
        deduper.add("end", " ".join(text.split()[-100:]))
        (cluster,) = deduper.finish().clusters
    assert cluster.edges[0].containment_b == 1.0


def test_many_nearly_identical_texts_are_one_cluster() -> None:
    found = clusters([f"{story(5, 60)} edition {number}" for number in range(3_000)])
    assert [len(members) for members in found] == [3_000]


def test_rows_account_for_every_document_in_input_order() -> None:
    rows = list(
        dedup(
            {"id": name, "text": text} for name, text in [("z", story(6)), ("y", ""), ("x", story(6))]
        ).rows()
    )
    assert [(row["id"], row["cluster"], row["role"], row["of"]) for row in rows] == [
        ("z", "x", "copy", "x"),
        ("y", "y", "unique", None),
        ("x", "x", "original", None),
    ]


def test_a_credited_wire_copy_is_the_original_even_when_it_is_later() -> None:
    early = Article(id="a", text=story(7))
    wired = Article(id="b", text=story(7), wire="Associated Press")
    (cluster,) = dedup([early, wired]).clusters
    assert cluster.original == "b"
    assert "Associated Press" in cluster.why


def test_two_documents_with_one_id_are_refused_with_both_places() -> None:
    documents = [
        Document(id="a", text="x", source="one.jsonl:1"),
        Document(id="b", text="y", source="one.jsonl:2"),
        Document(id="a", text="z", source="two.jsonl:9"),
    ]
    with pytest.raises(InputError, match=r"'a': one\.jsonl:1 and two\.jsonl:9"):
        dedup(documents)


def test_a_record_without_an_id_is_refused() -> None:
    with pytest.raises(InputError, match="document 2 has no field 'id'"):
        dedup([{"id": "a", "text": "x"}, {"text": "y"}])


def test_the_site_is_read_off_the_address() -> None:
    assert site_of("https://www.Example.org:80/a") == "example.org"
    assert site_of("https://[broken") is None
    assert site_of(None) is None


@pytest.mark.parametrize("kernel", ["numpy", "auto"])
def test_order_and_memory_budget_change_nothing(kernel: str) -> None:
    generator = random.Random(8)
    texts = []
    for seed in range(40):
        text = story(seed, 150).split()
        texts += [
            " ".join(text),
            " ".join(text[: generator.randrange(30, 150)]),
            " ".join(text[20:]) + " more",
        ]
    documents = [
        {"id": f"d{number}", "text": text, "site": f"site{number % 3}.org"}
        for number, text in enumerate(texts)
    ]
    expected = dedup(documents)
    generator.shuffle(documents)
    shuffled = dedup(documents, memory=10_000, kernel=kernel)  # type: ignore[arg-type]
    assert shuffled.clusters == expected.clusters


def test_pages_without_an_article_are_each_alone_and_it_is_said_why() -> None:
    notice = "Please enable JavaScript and disable any ad blocker to go on to the site you were looking for."
    made = [
        Article(id=name, text=notice, original=notice, verdict=verdict)
        for name, verdict in (("a", "blocked"), ("b", "blocked"), ("c", "empty"), ("d", "article"))
    ]
    found = dedup([*made, {"id": "e", "text": notice, "verdict": "blocked"}, {"id": "f", "text": "..."}])
    assert found.clusters == ()
    assert [row["why"] for row in found.rows()] == [
        *["blocked: not compared"] * 2,
        "empty: not compared",
        None,
        "blocked: not compared",
        "no words of its own: not compared",
    ]


def test_the_cluster_of_every_document_is_known() -> None:
    found = dedup({"id": name, "text": text} for name, text in [("z", story(6)), ("y", ""), ("x", story(6))])
    assert found.cluster_of() == {"z": "x", "y": "y", "x": "x"}
    assert list(found.cluster_of()) == ["z", "y", "x"]


def test_a_text_that_cleaning_cut_down_is_taken_for_a_page() -> None:
    """What is left of a cleaned text may hold other matter; half of it in the original is then enough."""
    text, other = story(30, 600).split(), story(31, 220)
    page = f"{' '.join(text[:300])} {other}"
    for stripped, expected in ((0.0, 0), (0.9, 1)):
        with Deduper() as deduper:
            deduper.add("original", " ".join(text))
            deduper.add("page", page, stripped=stripped)
            assert len(deduper.finish().clusters) == expected


def test_a_deduper_deletes_its_files(tmp_path) -> None:
    with Deduper(folder=tmp_path, memory=1000) as deduper:
        for seed in range(20):
            deduper.add(str(seed), story(seed))
        deduper.finish()
        assert any(tmp_path.iterdir())
    assert not any(tmp_path.iterdir())
