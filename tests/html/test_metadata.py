from datetime import UTC, datetime

import pytest

from cleaner.document import Document, Metadata
from cleaner.html import blocks, head, metadata
from cleaner.html.dates import parse_date
from cleaner.html.names import author_names

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def read(html: str, url: str | None = None) -> Metadata:
    tree = blocks.parse(html)
    return metadata.read(head.read_head(tree), tree, Document(id="x", html=html, url=url), now=NOW)


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script><body><p>x</p>'


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2024-05-03T14:05:00Z", "2024-05-03T14:05:00+00:00"),
        ("2024-05-03 14:05", "2024-05-03T14:05:00"),
        ("20240503", "2024-05-03"),
        ("2024-05-03 2:05 pm", "2024-05-03T14:05:00"),
        ("2024-05-03T24:05:00Z", "2024-05-03"),
        ("May 3, 2024 12:05 a.m.", "2024-05-03T00:05:00"),
        ("May 3, 2024, 12:05 PM", "2024-05-03T12:05:00"),
        ("May 3, 2024 14:05 pm", "2024-05-03T14:05:00"),
        ("2024-05-03T14:05:00.1+0200", "2024-05-03T14:05:00.100000+02:00"),
        ("February 30, 2024", None),
        ("May 3, 2024", "2024-05-03"),
        ("3. Mai 2024, 14:05 Uhr", "2024-05-03T14:05:00"),
        ("03.05.2024", "2024-05-03"),
        ("3 października 2024", "2024-10-03"),
        ("1er mars 2024", "2024-03-01"),
        ("٣ مارس ٢٠٢٤", "2024-03-03"),
        ("3 मार्च 2024", "2024-03-03"),
        ("2024年5月3日", "2024-05-03"),
        ("2024年5月3日 14時05分", "2024-05-03T14:05:00"),
        ("1714745100", "2024-05-03T14:05:00+00:00"),
        ("2031-01-01", None),
        ("1970-01-01", None),
        ("yesterday", None),
    ],
)
def test_dates_are_read_as_iso_and_never_from_the_future(written: str, read_as: str | None) -> None:
    assert parse_date(written, now=NOW) == read_as


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["By Mira Holt and Jonas Pell"], ("Mira Holt", "Jonas Pell")),
        (["MIRA HOLT"], ("Mira Holt",)),
        (["Mira Holt, Staff writer"], ("Mira Holt",)),
        (["https://example.org/author/holt"], ()),
        (["@miraholt"], ()),
        (["Sport"], ()),
        (["Von Mira Holt, dpa"], ("Mira Holt",)),
        (["Mira Holt", "mira holt"], ("Mira Holt",)),
        (["11:34pm Apr 26, 2024"], ()),
        (["Mira Holt", "(Image: Harbor Pictures/Jonas Pell)"], ("Mira Holt",)),
    ],
)
def test_authors_are_names(written: list[str], names: tuple[str, ...]) -> None:
    assert author_names(written) == names


def test_section_is_no_author() -> None:
    assert read(ld('{"@type":"NewsArticle","articleSection":"Harbour","author":"Harbour"}')).authors == ()


def test_article_is_found_in_a_graph_and_in_a_list() -> None:
    story = '{"@type":"NewsArticle","headline":"Sea wall","author":{"name":"Mira Holt"}}'
    graph = f'{{"@graph":[{{"@type":"WebPage"}},{story}]}}'
    assert read(ld(graph)).authors == ("Mira Holt",)
    assert read(ld(f"[{graph}]")).title == "Sea wall"


def test_broken_json_ld_is_mended_or_passed_over() -> None:
    assert read(ld('{"@type":"NewsArticle","headline":"Sea\n wall",}')).title == "Sea wall"
    assert read(ld('{"@type":"NewsArticle"')).title is None


def test_site_name_goes_from_the_title() -> None:
    html = '<meta property="og:site_name" content="Courier"><title>Sea wall rises | Courier</title>'
    assert read(html).title == "Sea wall rises"


def test_every_value_has_its_source() -> None:
    known = read('<html lang="pt_br"><title>Sea wall</title><meta name="author" content="Mira Holt">')
    assert known.lang == "pt-BR"
    assert known.sources == {"title": "title", "authors": "meta", "lang": "html"}


def test_address_gives_the_date_that_the_page_does_not() -> None:
    assert read("<p>x</p>", "https://example.org/2026/03/10/sea-wall").published == "2026-03-10"


def test_paywall_and_relative_addresses() -> None:
    known = read(
        ld('{"@type":"NewsArticle","isAccessibleForFree":"False","image":{"url":"/w.jpg"}}'),
        "https://example.org/a",
    )
    assert (known.paywalled, known.image) == (True, "https://example.org/w.jpg")


def test_a_title_is_reduced_to_the_part_that_the_page_shows() -> None:
    page = "<title>Harbour Review :: Old bridge shut</title><body><h1>Old bridge shut</h1>"
    assert read(page).title == "Old bridge shut"


def test_a_title_is_parted_from_the_site_by_a_full_width_colon_too() -> None:
    assert read("<title>旧橋、閉鎖へ：河口新聞</title><body><h1>旧橋、閉鎖へ</h1>").title == "旧橋、閉鎖へ"


def test_a_heading_that_says_nearly_the_same_as_the_declared_title_is_the_title() -> None:
    page = "<title>7 Sea Walls to See in 2024</title><body><h1>7 Sea Walls to See in 2025</h1>"
    assert read(page).title == "7 Sea Walls to See in 2025"


def test_a_headline_that_json_ld_declares_is_not_overruled_by_a_similar_heading() -> None:
    page = ld('{"@type":"NewsArticle","headline":"Sea wall rises at last in town"}')
    assert (
        read(page + "<h1>Sea wall rises in town, and quickly</h1>").title == "Sea wall rises at last in town"
    )


def test_a_section_that_heads_the_page_is_not_its_title() -> None:
    page = "<title>Harbour | Old bridge shut for two years</title><body><h1>Harbour</h1>"
    assert read(page).title == "Harbour | Old bridge shut for two years"


@pytest.mark.parametrize(
    "page",
    [
        "<p itemprop='author creator'>By <b itemprop=name>Mira Holt</b>, staff</p>",
        "<p itemprop=author>Mira Holt</p>",
        "<a rel='author nofollow' href=/x>Mira Holt</a>",
        "<p class=PageByline>12 May <a href=/Authors/7>Mira Holt</a></p>",
        "<p class='box'>12 May <b class=Story-AuthorName>Mira Holt</b></p>",
        "<main>12 May <a href=/author/mira>Mira Holt</a></main>",
        "<p class='Author box'>Mira Holt</p>",
        "<p class=article__author-line>Mira Holt</p>",
        '<div class="node__submitted">By <span class="field--name-uid">Mira Holt</span></div>',
        "<div class=authorbox><p>12 May</p><a href=/x>Mira Holt</a></div>",
    ],
)
def test_the_author_is_found_where_pages_show_one(page: str) -> None:
    assert read(f"<title>Ferries stop</title>{page}<p class=authority>Harbour Board</p>").authors == (
        "Mira Holt",
    )


@pytest.mark.parametrize("between", ["", "</td></tr><tr><td>", "<br>", "<p>By Mira Holt</p>"])
def test_a_date_below_the_headline_is_found_without_markup(between: str) -> None:
    page = f"<table><tr><td><h1>Old bridge shut</h1>{between}<span>March 12, 2026 at 08:10</span><p>Text."
    assert read(page).published == "2026-03-12T08:10:00"


def test_a_date_in_the_first_paragraph_is_not_the_page_s() -> None:
    page = (
        f"<h1>Old bridge shut</h1><p>On March 12, 2026 the bridge was shut, {'and nobody knew why ' * 9}.</p>"
    )
    assert read(page).published is None
