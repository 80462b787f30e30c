import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.errors import InputError
from cleaner.report import write
from cleaner.report.page import FULL_CLUSTERS, FULL_MEMBERS, LISTED_CLUSTERS, STRIPPED_DOCUMENTS

TEXT = "The bridge was shut on Monday.\n\nThe mayor said it would stay shut for a month at the least."
HOSTILE = (
    "\"><img src=x onerror=alert(1)></script></style><script>alert(2)</script><!-- ' ]]> {{ 7*7 }} </td>"
)


def article(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "text": TEXT, "verdict": "article", "removed": [], **fields}


def copy(name: str, of: str | None, cluster: str) -> dict[str, Any]:
    role = {"role": "copy", "relation": "reprint", "of": of, "jaccard": 0.97, "containment": 1.0}
    return {"id": name, "cluster": cluster, **(role if of else {"role": "original", "why": "the earliest"})}


def removal(text: str, category: str = "share", rule: str = "en.share.handle") -> dict[str, Any]:
    fields = {"category": category, "rule": rule, "reason": "a line of share links", "text": text}
    return {**fields, "start": 0, "end": 1}


def run_of(
    folder: Path,
    articles: list[dict[str, Any]],
    duplicates: list[dict[str, Any]] | None = None,
    problems: list[dict[str, Any]] | None = None,
) -> LexborHTMLParser:
    for name, rows in (("articles", articles), ("duplicates", duplicates), ("problems", problems)):
        if rows is not None:
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return LexborHTMLParser(write(folder).read_text("utf-8"))


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    found = page.css(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def text_of(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(one(page, selector).text(separator=" ").split())


def cards(page: LexborHTMLParser) -> list[str]:
    return [node.text() for node in page.css(".cards > div > dd:nth-child(2)")]


def test_the_report_is_written_beside_the_run(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(article("a")) + "\n")
    assert write(tmp_path) == tmp_path / "report.html"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles.jsonl", "report.html"]


def test_the_summary_counts_documents_copies_and_problems(tmp_path: Path) -> None:
    page = run_of(
        tmp_path,
        [article("a"), article("b"), article("c", verdict="stub", problem="cut short")],
        [copy("a", None, "a"), copy("b", "a", "a"), {"id": "c", "cluster": "c", "role": "unique"}],
        [{"id": "c", "source": "c.html", "problem": "cut short"}],
    )
    assert cards(page) == ["3", "1", "2", "0%", "1"]
    assert "cut short" in text_of(page, "#problems")


def test_clutter_is_counted_by_category_and_rule(tmp_path: Path) -> None:
    removed = [removal("Share this"), removal("Tweet"), removal("Read more", "related", "en.related.more")]
    page = run_of(tmp_path, [article("a", removed=removed), article("b", removed=removed[:1])])
    rows = page.css(".columns .panel:nth-child(2) tbody tr")
    assert [[cell.text() for cell in row.css("th, td")[:4]] for row in rows] == [
        ["share", "3", "2", "25"],
        ["related", "1", "1", "9"],
    ]
    assert "en.related.more" in text_of(page, ".rules")


def test_each_removal_is_listed_with_rule_and_reason(tmp_path: Path) -> None:
    page = run_of(tmp_path, [article("a", title="Bridge shut", removed=[removal("Share this @site")])])
    document = text_of(page, ".document")
    for expected in ("Bridge shut", "Share this @site", "en.share.handle", "a line of share links"):
        assert expected in document


def test_a_cluster_shows_the_original_why_and_the_difference(tmp_path: Path) -> None:
    page = run_of(
        tmp_path,
        [
            article("a", site="wire.example", title="Bridge shut"),
            article("b", site="copy.example", title="No bridge", text=TEXT.replace("a month", "a year")),
        ],
        [copy("a", None, "a"), copy("b", "a", "a")],
    )
    assert "the earliest" in text_of(page, ".original")
    assert [node.text() for node in page.css(".diff del")] == ["month"]
    assert [node.text() for node in page.css(".diff ins")] == ["year"]
    assert "Jaccard 0.97" in text_of(page, ".copy > summary")


def test_who_copies_whom_is_a_matrix_of_outlets(tmp_path: Path) -> None:
    copies = [f"b{n}" for n in range(3)]
    page = run_of(
        tmp_path,
        [article("a", url="https://www.wire.example/1"), *(article(b, site="copy.example") for b in copies)],
        [copy("a", None, "a"), *(copy(b, "a", "a") for b in copies)],
    )
    assert [th.text() for th in page.css(".matrix thead th")] == ["wire.example"]
    assert [cell.text() for cell in page.css(".matrix tbody tr > *")] == ["copy.example", "3"]


@pytest.mark.parametrize(("outlets", "cut"), [(14, False), (15, True)])
def test_a_matrix_that_does_not_show_every_outlet_says_so(tmp_path: Path, outlets: int, cut: bool) -> None:
    names = [f"doc-{n:02}" for n in range(2 * outlets)]
    page = run_of(
        tmp_path,
        [article(name, site=f"{n % 2}-{n // 2}.example") for n, name in enumerate(names)],
        [copy(name, names[n - 1] if n % 2 else None, names[n - n % 2]) for n, name in enumerate(names)],
    )
    assert ("Only where most copies are" in text_of(page, "#sites")) == cut


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bad = dict.fromkeys(("title", "site", "published", "site_name", "wire", "problem"), HOSTILE)
    page = run_of(
        tmp_path,
        [
            article("a" + HOSTILE, **bad | {"text": TEXT + HOSTILE, "removed": [removal(*[HOSTILE] * 3)]}),
            article("b" + HOSTILE, **bad | {"text": HOSTILE + TEXT, "url": "javascript:alert(3)"}),
            article("c", url="https://x.example/" + HOSTILE, removed=[removal("x")]),
        ],
        [copy("a" + HOSTILE, None, HOSTILE) | {"why": HOSTILE}, copy("b" + HOSTILE, "a" + HOSTILE, HOSTILE)],
        [{"id": HOSTILE, "source": HOSTILE, "problem": HOSTILE}],
    )
    assert len(page.css("script")) == 2
    assert not page.css("img, iframe, object, embed, link, base, form, svg")
    assert not [name for node in page.css("*") for name in node.attributes if name.startswith("on")]
    links = [node.attributes["href"] or "" for node in page.css("a[href]")]
    assert {link.split(":")[0] for link in links if not link.startswith("#")} == {"https"}
    assert json.loads(one(page, "#sizes").text())[0][0] == HOSTILE
    assert "{{ 7*7 }}" in page.html.split("<body>")[1]


def test_the_page_loads_nothing(tmp_path: Path) -> None:
    page = run_of(tmp_path, [article("a", image="https://x.example/a.jpg", url="https://x.example/a")])
    assert not page.css("[src], link, iframe, object")
    assert not re.search(r"@import|url\(", (tmp_path / "report.html").read_text("utf-8"))
    policy = one(page, "meta[http-equiv=Content-Security-Policy]").attributes["content"] or ""
    assert policy.startswith("default-src 'none';")


def test_every_control_and_table_has_a_name(tmp_path: Path) -> None:
    page = run_of(tmp_path, [article("a"), article("b")], [copy("a", None, "a"), copy("b", "a", "a")])
    assert all(section.attributes.get("aria-labelledby") for section in page.css("main > section"))
    assert all(node.text().strip() for node in page.css("button, summary, th, label"))
    assert page.css("h1, h2")[0].tag == "h1"
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


def test_a_large_run_gives_a_page_of_bounded_size(tmp_path: Path) -> None:
    names = [f"doc-{n:05}" for n in range(2 * (LISTED_CLUSTERS + 500))]
    removed = [removal("Share this")]
    page = run_of(
        tmp_path,
        [article(name, removed=removed) for name in names],
        [copy(name, names[n - 1] if n % 2 else None, names[n - n % 2]) for n, name in enumerate(names)],
        [{"id": name, "source": name, "problem": "cut short"} for name in names],
    )
    assert len(page.css(".cluster")) == FULL_CLUSTERS
    assert len(page.css(".document")) == STRIPPED_DOCUMENTS
    assert len(json.loads(one(page, "#sizes").text())) == LISTED_CLUSTERS
    assert (tmp_path / "report.html").stat().st_size < 2_000_000


def test_a_large_cluster_compares_some_copies_and_lists_others(tmp_path: Path) -> None:
    names = [f"doc-{n:04}" for n in range(1_000)]
    page = run_of(
        tmp_path,
        [article(name) for name in names],
        [copy(name, names[0] if n else None, names[0]) for n, name in enumerate(names)],
    )
    assert len(page.css(".copy > summary .measure")) == FULL_MEMBERS
    assert "and 800 that are in duplicates.jsonl only" in text_of(page, "#clusters")


def test_very_long_texts_are_listed_instead_of_compared(tmp_path: Path) -> None:
    names = [f"doc-{n}" for n in range(6)]
    page = run_of(
        tmp_path,
        [article(name, text=TEXT + "\n\nThe mayor repeated it." * 20_000) for name in names],
        [copy(name, names[0] if n else None, names[0]) for n, name in enumerate(names)],
    )
    assert len(page.css(".copy > summary .measure")) < 5
    assert (tmp_path / "report.html").stat().st_size < 2_000_000


def test_a_run_without_copies_or_clutter_says_so(tmp_path: Path) -> None:
    page = run_of(tmp_path, [article("a")], [{"id": "a", "cluster": "a", "role": "unique"}])
    said = [node.text() for node in page.css(".none")]
    assert "No document is a copy of another." in said
    assert "Every document was read and cleaned." in said


def test_a_run_that_did_not_look_for_copies_counts_none(tmp_path: Path) -> None:
    page = run_of(tmp_path, [article("a"), article("b")])
    assert cards(page) == ["2", "0%", "0"]
    assert "not looked for" in text_of(page, "#clusters")
    assert "not looked for" in text_of(page, "#sites")


def test_relations_are_shares_of_the_copies(tmp_path: Path) -> None:
    page = run_of(tmp_path, [article("a"), article("b")], [copy("a", None, "a"), copy("b", "a", "a")])
    bars = [node.attributes["style"] for node in page.css("#summary .bar > span")]
    assert bars == ["width:100.0%"] * 2


def test_the_dark_colours_are_for_screens(tmp_path: Path) -> None:
    style = one(run_of(tmp_path, [article("a")]), "style").text()
    light, *dark = (line for line in style.splitlines() if "--bg:" in line)
    assert light.startswith(":root{")
    assert len(dark) == 2
    assert all(line.startswith("@media screen") for line in dark)


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    assert cards(run_of(tmp_path, []))[0] == "0"


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    run_of(tmp_path, [article("a"), article("b")], [copy("a", None, "a"), copy("b", "a", "a")])
    first = (tmp_path / "report.html").read_bytes()
    write(tmp_path)
    assert (tmp_path / "report.html").read_bytes() == first


def test_a_folder_that_holds_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"articles\.jsonl"):
        write(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(article("a")) + "\n{broken\n")
    with pytest.raises(InputError, match=r"articles\.jsonl, line 2"):
        write(tmp_path)
    assert not (tmp_path / "report.html").exists()


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_a_browser_fills_the_table_of_clusters(tmp_path: Path) -> None:
    names = [f"doc-{n:02}" for n in range(60)]
    run_of(
        tmp_path,
        [article(name, title=f"Title {name} {HOSTILE}") for name in names],
        [copy(name, names[n - 1] if n % 2 else None, names[n - n % 2]) for n, name in enumerate(names)],
    )
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    )
    more = f"--disable-component-update --disable-sync --user-data-dir={tmp_path / 'profile'} --dump-dom"
    dumped = subprocess.run(
        [str(CHROMIUM), *flags.split(), *more.split(), (tmp_path / "report.html").as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    page = LexborHTMLParser(dumped.stdout.decode())
    assert len(page.css("#all tbody tr")) == 25
    assert text_of(page, "#shown") == "1–25 of 30"
    assert "hidden" not in one(page, "#theme").attributes
    assert not page.css("img")
