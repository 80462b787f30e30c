from pathlib import Path

import pytest

from cleaner.clutter.importers import read_cosmetic, read_list, read_site_config, to_toml
from cleaner.clutter.siterules import Selectors, SiteRules
from cleaner.errors import InputError, RuleError


def test_cosmetic_filters_become_selectors_by_site() -> None:
    imported = read_cosmetic(["! title", "a.example,b.example##.promo", "##.ad", "a.example#@#.quote"])
    found = SiteRules(imported.sites)
    assert selectors(found, "https://www.a.example/x", "strip") == [".promo", ".ad"]
    assert selectors(found, "https://a.example/x", "keep") == [".quote"]
    assert selectors(found, "https://c.example/x", "strip") == [".ad"]


def selectors(sites: SiteRules, url: str, key: str) -> list[str]:
    rules = sites.for_url(url)
    return [selector for file in getattr(rules, key) for selector in file.all]


def test_filters_without_an_equal_are_counted() -> None:
    assert (
        read_cosmetic(["a.example##div:has-text(ad)", "~b.example##.x", "a.example##+js(noop)"]).skipped == 3
    )


@pytest.mark.parametrize(
    ("xpath", "selector"),
    [
        ("//div[@id='story']", "div#story"),
        ("//div[@class='a b']/p", 'div[class="a b"] > p'),
        ("//*[contains(@class, 'share')]//a", '[class*="share"] a'),
        ("//p[contains(concat(' ', normalize-space(@class), ' '), ' lead ')]", "p.lead"),
        ("//div[starts-with(@id, 'ad-')]", 'div[id^="ad-"]'),
    ],
)
def test_simple_xpath_becomes_css(xpath: str, selector: str) -> None:
    assert read_site_config([f"strip: {xpath}"], site="a.example").sites[0].strip == (selector,)


@pytest.mark.parametrize("xpath", ["//p[following-sibling::p]", "//div[2]", "//a[text()='x']", "//*"])
def test_xpath_that_css_cannot_say_is_skipped(xpath: str) -> None:
    imported = read_site_config([f"strip: {xpath}"], site="a.example")
    assert (imported.sites, imported.skipped) == ((), 1)


def test_an_imported_file_is_read_back(tmp_path: Path) -> None:
    site = read_site_config(["strip: //div[@class='x']", "body: //article"], site="a.example").sites[0]
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "a.example.toml").write_text(to_toml(site), encoding="utf-8")
    assert SiteRules.load([tmp_path]).files() == (site,)


def test_a_list_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("hello\n", encoding="utf-8")
    with pytest.raises(InputError, match="cosmetic filter"):
        read_list(tmp_path / "list.txt")


def test_a_site_file_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "a.toml").write_text('site = "a"\nstripe = ["p"]\n', encoding="utf-8")
    with pytest.raises(RuleError, match="stripe"):
        SiteRules.load([tmp_path])


@pytest.mark.parametrize(
    ("selector", "asked"),
    [
        (".promo", True),
        ("#Tools", True),
        ("div.teaser > .promo", False),
        (".absent, .promo", True),
        (".promo:not(.absent)", True),
        (":is(.absent, .promo)", True),
        ('[class^="pro"]', True),
        ("a[href='x.promo']", True),
        (".absent", False),
        (r".\31 st", True),
    ],
)
def test_only_selectors_that_may_find_something_are_asked(selector: str, asked: bool) -> None:
    able = Selectors([selector])
    questions = [*able.named({".promo", "#tools"}), *(one for group in able.unnamed for one in group)]
    assert questions == ([selector] if asked else [])
