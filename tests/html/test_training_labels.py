"""What the block scorer is taught to keep: `benchmarks.gold`."""

from benchmarks import gold

INTRO = "These are the prices that the seven largest platforms ask of schools this year"


def kept(texts: list[str], body: str) -> list[str]:
    share, _ = gold.labels(texts, body)
    return [text for text, part in zip(texts, share.tolist(), strict=True) if part > 0.5]


def test_cells_of_a_table_that_the_gold_writes_by_the_row_are_in() -> None:
    cells = ["Platform", "Price", "Thinkific", "$49/month", "Kajabi", "$89/month"]
    body = f"{INTRO}\n\nPlatform | Price\nThinkific | $49/month\nKajabi | $89/month"
    assert kept([INTRO, *cells, "Share this"], body) == [INTRO, *cells]


def test_a_cell_is_in_as_often_as_the_gold_has_it() -> None:
    day = "Walk for ten minutes, then run for one"
    body = f"{INTRO}\nWeek 1 | {day} | Rest | {day}"
    page = [INTRO, "Week 1", day, "Rest", day, "Our newsletter", "Subscribe", "Another plan", "Begin", day]
    assert kept(page, body) == page[:5]


def test_a_second_copy_of_a_table_is_out() -> None:
    cells = ["Platform", "Price", "Thinkific", "$49/month"]
    page = [INTRO, *cells, "Sign up", "Log in", "Imprint", *cells]
    share, _ = gold.labels(page, f"{INTRO}\n" + " | ".join(cells))
    assert (share > 0.5).tolist() == [True] * 5 + [False] * 7


def test_menu_entries_are_out_though_the_gold_uses_their_words() -> None:
    menu = ["Prices", "Schools", "Platforms"]
    assert kept([*menu, INTRO], INTRO) == [INTRO]


def test_a_caption_that_repeats_a_sentence_of_the_gold_is_out() -> None:
    quote = "The wall will hold for fifty years at least"
    story = [f"{quote}, said the engineer who built it.", INTRO]
    assert kept([f"{quote}. Photo: Reuters", *story], "\n".join(story)) == story


def test_paragraphs_are_in_and_a_copy_of_the_article_without_tags_is_out() -> None:
    story = [
        INTRO,
        "The wall will hold for fifty years at least",
        "Nobody had asked for it before the flood came",
    ]
    assert kept([" ".join(story), *story], "\n".join(story)) == story
