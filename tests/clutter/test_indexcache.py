from pathlib import Path

import msgspec
import pytest

from cleaner.clutter import indexcache, rulepack
from cleaner.clutter.indexcache import MOST_KEPT, VARIABLE, cache_dir, shipped_index
from cleaner.clutter.match import RuleIndex
from cleaner.clutter.rulepack import Rule, load_rules

PACK = """
pack = "en.share"
category = "share"
[[rule]]
id = "en.share.button"
says = "A button."
is = ["{phrase}"]
has = ["send it to everyone"]
match = ["{phrase}"]
spare = ["He was asked to share this."]
"""
LINE = "Share this story"


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is taken for the shipped packs."""
    folder = tmp_path / "rules"
    folder.mkdir()
    monkeypatch.setattr(rulepack, "shipped_dir", lambda: folder)
    monkeypatch.setattr(indexcache, "shipped_dir", lambda: folder)
    write(folder, LINE)
    return folder


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """An entry for each time that the packs were parsed."""
    calls: list[None] = []

    def load() -> tuple[Rule, ...]:
        calls.append(None)
        return load_rules()

    monkeypatch.setattr(indexcache, "load_rules", load)
    return calls


def write(packs: Path, phrase: str) -> None:
    (packs / "share.toml").write_text(PACK.format(phrase=phrase), encoding="utf-8")


def hit(index: RuleIndex, line: str) -> bool:
    return bool(index.hits([line]))


def kept(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_what_is_read_back_does_the_same_as_what_was_built() -> None:
    rules = load_rules()
    index = RuleIndex(rules)
    restored = RuleIndex.restore(index.dump())
    lines = [line for rule in rules for line in (*rule.match, *rule.spare)]
    assert [(line, rule.id) for line, rule in restored.hits(lines)] == [
        (line, rule.id) for line, rule in index.hits(lines)
    ]


def test_the_rules_read_back_lack_only_their_examples() -> None:
    index = RuleIndex(load_rules())
    assert RuleIndex.restore(index.dump()).rules == tuple(
        msgspec.structs.replace(rule, match=(), spare=()) for rule in index.rules
    )


def test_the_packs_are_parsed_once(packs: Path, built: list[None], tmp_path: Path) -> None:
    assert hit(shipped_index(tmp_path / "cache"), LINE)
    assert hit(shipped_index(tmp_path / "cache"), LINE)
    assert len(built) == 1


def test_a_pack_changed_to_one_of_the_same_size_is_seen(packs: Path, tmp_path: Path) -> None:
    shipped_index(tmp_path / "cache")
    write(packs, LINE[::-1])
    index = shipped_index(tmp_path / "cache")
    assert not hit(index, LINE)
    assert hit(index, LINE[::-1])


def test_a_pack_changed_while_the_packs_are_read_is_seen_the_next_time(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load() -> tuple[Rule, ...]:
        rules = load_rules()
        write(packs, LINE[::-1])
        return rules

    with monkeypatch.context() as patch:
        patch.setattr(indexcache, "load_rules", load)
        shipped_index(tmp_path / "cache")
    assert hit(shipped_index(tmp_path / "cache"), LINE[::-1])


def test_a_pack_that_goes_is_seen(packs: Path, tmp_path: Path) -> None:
    (packs / "more.toml").write_text((packs / "share.toml").read_text().replace("en.share.button", "en.more"))
    assert len(shipped_index(tmp_path / "cache").rules) == 2
    (packs / "more.toml").unlink()
    assert len(shipped_index(tmp_path / "cache").rules) == 1


@pytest.mark.parametrize("broken", [b"", b"rubbish", slice(0, -1), slice(0, 40), slice(1, None)])
def test_a_broken_file_is_built_again(
    packs: Path, built: list[None], tmp_path: Path, broken: bytes | slice
) -> None:
    cache = tmp_path / "cache"
    shipped_index(cache)
    path = kept(cache)
    whole = path.read_bytes()
    path.write_bytes(whole[broken] if isinstance(broken, slice) else broken)
    assert hit(shipped_index(cache), LINE)
    assert len(built) == 2
    assert path.read_bytes() == whole


def test_a_flipped_bit_is_noticed(packs: Path, built: list[None], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shipped_index(cache)
    data = bytearray(kept(cache).read_bytes())
    data[-20] ^= 1
    kept(cache).write_bytes(data)
    assert hit(shipped_index(cache), LINE)
    assert len(built) == 2


def test_a_folder_that_cannot_be_written_changes_nothing(packs: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    assert hit(shipped_index(in_the_way), LINE)
    assert in_the_way.read_text() == "not a folder"


def test_a_folder_in_the_place_of_the_file_changes_nothing(packs: Path, tmp_path: Path) -> None:
    shipped_index(tmp_path / "cache")
    path = kept(tmp_path / "cache")
    path.unlink()
    path.mkdir()
    assert hit(shipped_index(tmp_path / "cache"), LINE)
    assert kept(tmp_path / "cache").is_dir()


def test_versions_in_use_in_turn_do_not_drive_each_other_out(
    packs: Path, built: list[None], tmp_path: Path
) -> None:
    for phrase in (LINE, LINE[::-1], LINE, LINE[::-1]):
        write(packs, phrase)
        assert hit(shipped_index(tmp_path / "cache"), phrase)
    assert len(built) == 2


def test_no_more_than_a_few_versions_are_kept(packs: Path, tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 2):
        write(packs, f"share this story with {number} others")
        shipped_index(tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == MOST_KEPT


def test_a_wrong_pack_is_still_an_error(packs: Path, tmp_path: Path) -> None:
    shipped_index(tmp_path / "cache")
    (packs / "share.toml").write_text("pack = ")
    with pytest.raises(rulepack.RuleError, match=r"share\.toml: not valid TOML"):
        shipped_index(tmp_path / "cache")


def test_an_empty_variable_switches_it_off() -> None:
    assert cache_dir({VARIABLE: ""}) is None


def test_the_variable_names_the_folder() -> None:
    assert cache_dir({VARIABLE: "there", "XDG_CACHE_HOME": "elsewhere"}) == Path("there")


def test_without_the_variable_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_dir({"XDG_CACHE_HOME": "caches"}) == Path("caches", "cleanwire")
    assert cache_dir({}) == Path.home() / ".cache" / "cleanwire"
    monkeypatch.setattr("sys.platform", "win32")
    assert cache_dir({}) is None
    assert cache_dir({"LOCALAPPDATA": "local"}) == Path("local", "cleanwire")
