from datetime import date
from pathlib import Path

import pytest

from cleaner.clutter import site
from cleaner.clutter.site import Profiles, learn
from cleaner.document import Article, Document
from cleaner.errors import ConfigError, InputError
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

DAY = date(2025, 3, 30)
TEMPLATE = ["Harbour Weather And Tides", "Send the newsroom a postcard", "Proudly printed on recycled sails"]
PLACES = ["Oakdale", "Elmford", "Ashby", "Firton", "Yewley", "Larchwood", "Birchham", "Limefield"]


def story(number: int) -> list[str]:
    place = PLACES[number]
    return [
        f"The council of {place} voted on Tuesday to close its bridge number {number} until it is repaired, "
        f"and residents of {place} will have to drive around the lake for the time being.",
        f"“We have waited for this in {place} since the flood,” said the mayor, who hopes that the work will "
        f"be done before the {number + 2} schools of the district open again in the autumn.",
    ]


def article(number: int, *, site: str = "harbour.example", lines: list[str] | None = None) -> Article:
    text = "\n".join([TEMPLATE[0], *(lines or story(number)), *TEMPLATE[1:]])
    plain = Cleaner(Settings(rules=False, heuristics=False, scorer=False))
    return plain.clean(Document(id=f"{site}/{number}", text=text, site=site))


def template_of(profiles: Profiles, tmp_path: Path, document: Document) -> list[str]:
    profiles.save(tmp_path / "profiles.json")
    settings = Settings(rules=False, heuristics=False, scorer=False, profiles=str(tmp_path / "profiles.json"))
    return [removal.text for removal in Cleaner(settings).clean(document).removed]


@pytest.fixture
def learned() -> Profiles:
    return learn([article(number) for number in range(5)], today=DAY)[0]


def test_five_articles_are_enough_to_know_the_template(learned: Profiles, tmp_path: Path) -> None:
    new = Document(id="new", text="\n".join([TEMPLATE[0], *story(7), *TEMPLATE[1:]]), site="harbour.example")
    assert template_of(learned, tmp_path, new) == TEMPLATE


def test_the_site_is_known_by_the_address_too(learned: Profiles, tmp_path: Path) -> None:
    new = Document(id="new", text="\n".join([*story(7), *TEMPLATE[1:]]), url="https://www.harbour.example/7")
    assert template_of(learned, tmp_path, new) == TEMPLATE[1:]


def test_another_site_is_left_alone(learned: Profiles, tmp_path: Path) -> None:
    new = Document(id="new", text="\n".join([*TEMPLATE, *story(7)]), site="other.example")
    assert template_of(learned, tmp_path, new) == []


def test_copies_of_one_story_are_no_template(tmp_path: Path) -> None:
    copies = [article(number, lines=story(0)) for number in range(8)]
    profiles, _ = learn(copies, today=DAY)
    assert profiles.sites["harbour.example"].stories == 1
    new = Document(id="new", text="\n".join([*story(0), *TEMPLATE]), site="harbour.example")
    assert template_of(profiles, tmp_path, new) == []


def test_a_template_with_more_paragraphs_than_the_stories_is_learned(tmp_path: Path) -> None:
    about = [
        f"{name} is printed on recycled sails by volunteers who have met at the quay each week since "
        "the paper was founded, and everybody who can spell is welcome to join them."
        for name in ("The Harbour", "Its Supplement", "The Almanac", "The Tide Table", "The Log")
    ]
    plain = Cleaner(Settings(rules=False, heuristics=False, scorer=False))
    pages = [
        Document(id=str(n), text="\n".join([*story(n), *about]), site="harbour.example") for n in range(5)
    ]
    profiles, _ = learn(map(plain.clean, pages), today=DAY)
    assert profiles.sites["harbour.example"].stories == 5
    new = Document(id="new", text="\n".join([*story(7), *about]), site="harbour.example")
    assert template_of(profiles, tmp_path, new) == about


def test_copies_among_other_stories_count_once() -> None:
    copies = [article(number, lines=story(0)) for number in range(3)]
    others = [article(number) for number in range(3, 6)]
    profiles, _ = learn([*copies, *others], today=DAY)
    assert profiles.sites["harbour.example"].stories == 4


def test_a_copy_that_comes_later_is_known_as_one(learned: Profiles) -> None:
    more, _ = learn([article(3, lines=story(2))], learned, today=DAY)
    assert more.sites["harbour.example"].stories == 5


def test_a_paragraph_on_many_sites_is_no_template(tmp_path: Path) -> None:
    syndicated = story(6)[0]
    sites = [f"site{number}.example" for number in range(5)]
    pages = [article(n, site=site, lines=story(n)) for site in sites for n in range(5)]
    pages += [article(5, site=site, lines=[syndicated, *story(5)]) for site in sites]
    profiles, _ = learn(pages, today=DAY)
    new = Document(id="new", text="\n".join([syndicated, *story(7)]), site=sites[0])
    assert template_of(profiles, tmp_path, new) == []


def test_the_order_of_the_articles_does_not_matter(learned: Profiles) -> None:
    again, _ = learn([article(number) for number in reversed(range(5))], today=DAY)
    assert again == learned


def test_of_very_many_articles_some_are_looked_at_whatever_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(site, "MOST", 3)
    there, _ = learn([article(number) for number in range(8)], today=DAY)
    back, _ = learn([article(number) for number in reversed(range(8))], today=DAY)
    assert there == back
    assert there.sites["harbour.example"].stories == 3


def test_half_of_a_pair_of_surrogates_is_learned_and_written(tmp_path: Path) -> None:
    plain = Cleaner(Settings(rules=False, heuristics=False, scorer=False))
    pages = [
        Document(id=f"{n}\ud800", text="\n".join(["Weather \ud800 tides", *story(n)]), site="harbour.example")
        for n in range(5)
    ]
    profiles, _ = learn(map(plain.clean, pages), today=DAY)
    assert template_of(profiles, tmp_path, pages[0]) == ["Weather \ud800 tides"]


def test_learning_goes_on_where_it_stopped() -> None:
    first, _ = learn([article(number) for number in range(3)], today=DAY)
    both, _ = learn([article(number) for number in range(3, 6)], first, today=DAY)
    assert both.sites["harbour.example"].stories == 6
    assert both.sites["harbour.example"].lines["harbour weather and tides"].stories == 6
    assert first.sites["harbour.example"].stories == 3


def test_the_same_articles_again_add_nothing(learned: Profiles) -> None:
    again, _ = learn([article(number) for number in range(5)], learned, today=DAY)
    assert again == learned


def test_a_profile_that_stops_matching_is_reported(learned: Profiles) -> None:
    plain = Cleaner(Settings(rules=False, heuristics=False, scorer=False))
    fresh = [
        plain.clean(
            Document(
                id=f"m{n}",
                text="\n".join(
                    [
                        line.replace("council", f"committee {n}").replace("mayor", f"chair {n}")
                        for line in story(n)
                    ]
                ),
                site="harbour.example",
            )
        )
        for n in range(8)
    ]
    _, stale = learn(fresh, learned, today=date(2025, 5, 1))
    assert stale == ["harbour.example"]
    _, fine = learn([article(n) for n in range(3, 8)], learned, today=date(2025, 5, 1))
    assert fine == []


def test_the_file_is_read_back_as_it_was_written(learned: Profiles, tmp_path: Path) -> None:
    learned.save(tmp_path / "profiles.json")
    assert Profiles.load(tmp_path / "profiles.json") == learned


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "profiles.json"
    path.write_text('{"format": "something-else"}')
    with pytest.raises(ConfigError, match="something-else"):
        Profiles.load(path)
    path.write_text("[1]")
    with pytest.raises(ConfigError, match="not a file that"):
        Profiles.load(path)
    with pytest.raises(InputError, match="cannot be read"):
        Profiles.load(tmp_path / "missing.json")
