"""Which agency a text credits, and what is no credit."""

from pathlib import Path

import pytest

from cleaner.document import Block
from cleaner.errors import RuleError
from cleaner.wire import Agencies

AGENCIES = Agencies.load()


def blocks(*lines: str) -> list[Block]:
    return [Block(line, "line", 0, len(line)) for line in lines]


@pytest.mark.parametrize(
    ("line", "agency", "place"),
    [
        ("TOKYO (AP) — The minister called the plan a success on Sunday.", "AP", "dateline"),
        ("Berlin (dpa/lby) - Der Minister hat den Plan am Sonntag gelobt.", "dpa", "dateline"),
        ("BEIJING, March 3 (Xinhua) -- The plant opened its doors on Monday.", "Xinhua", "dateline"),
        ("By JANE DOE, Associated Press", "AP", "byline"),
        ("Von Max Muster und AFP", "AFP", "byline"),
        ("AP", "AP", "credit line"),
        ("【共同】", "Kyodo", "dateline"),
        ("(Reporting by Ana Diaz in Lima; editing by Tom Roe; Reuters)", "Reuters", "credit line"),
        ("Copyright 2025 The Associated Press. All rights reserved.", "AP", "copyright line"),
        ("© dpa-infocom, dpa:240301-99-12345/3", "dpa", "copyright line"),
        ("北京3月1日电（新华社）记者张三报道，会议周五开幕。", "Xinhua", "dateline"),
    ],
)
def test_a_credit_is_read_where_agencies_are_credited(line: str, agency: str, place: str) -> None:
    found = AGENCIES.credit(blocks(line))
    assert found is not None
    assert (found.agency, found.place) == (agency, place)


@pytest.mark.parametrize(
    "line",
    [
        "The minister resigned on Monday, the Associated Press reported.",
        "“We are ready,” he told Reuters in an interview on the sidelines of the summit in Lima.",
        "Photo: Reuters/Ana Diaz",
        "Foto: dpa",
        "(Foto: picture alliance/dpa)",
        "The chief minister of Andhra Pradesh (AP) opened the assembly with a long speech.",
        "共同通信によると、市長は火曜日に辞任した。",
        "연합뉴스에 따르면 시장은 화요일에 사임했다.",
    ],
)
def test_quoting_an_agency_or_using_its_pictures_is_no_credit(line: str) -> None:
    assert AGENCIES.credit(blocks(line)) is None


@pytest.mark.parametrize("way", AGENCIES.by_name)
def test_every_way_to_name_an_agency_is_known(way: str) -> None:
    found = AGENCIES.credit(blocks(f"OAKDALE ({way}) - The quay is open again."))
    assert found is not None and found.agency == AGENCIES.by_name[way]


def test_a_name_may_run_on() -> None:
    found = AGENCIES.credit(blocks("Nach einer Reutersmeldung"))
    assert found is not None and found.agency == "Reuters"


def test_a_credit_at_the_end_of_the_last_paragraph_counts() -> None:
    paragraph = "Die Polizei bat um Hinweise aus der Bevölkerung. " * 6 + "(dpa)"
    found = AGENCIES.credit(blocks(paragraph))
    assert found is not None and found.agency == "dpa"


@pytest.mark.parametrize("line", ["(dpa)", "【共同】", "（時事）"])
def test_a_credit_below_the_story_may_stand_in_brackets(line: str) -> None:
    prose = ["Prose that goes on for a while and credits nobody at all."] * 8
    found = AGENCIES.credit(blocks(*prose, line))
    assert found is not None and found.place == "credit line"


def test_the_middle_of_a_story_is_not_read() -> None:
    prose = ["Prose that goes on for a while and credits nobody at all."] * 8
    assert AGENCIES.credit(blocks(*prose, "Reuters", *prose)) is None


def test_an_author_field_can_name_the_agency() -> None:
    found = AGENCIES.credit(blocks("Some prose."), authors=["Jane Doe", "The Canadian Press"])
    assert found is not None and found.agency == "CP"


def test_blanks_in_an_author_field_do_not_matter() -> None:
    found = AGENCIES.credit(blocks("A story."), authors=[f"Jane Doe{' ' * 100_000}/ AFP"])
    assert found is not None
    assert (found.agency, found.place) == ("AFP", "byline")


def test_a_wrong_list_is_refused_with_file_and_agency(tmp_path: Path) -> None:
    path = tmp_path / "agencies.toml"
    path.write_text('pictures = []\n[agencies]\n"AP" = { names = [] }\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r'agencies\.toml.*"AP".*short'):
        Agencies.load(path)
