"""What packs an input is told by its first bytes; what is damaged is read up to the damage."""

import json
import os
from pathlib import Path

import pytest
from reading import LINES, PAGE, docs, packed, put

pytestmark = pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz", ".zst"])


def test_lines_are_read_whatever_packs_them(tmp_path: Path, suffix: str) -> None:
    found = docs(put(tmp_path, f"dump.jsonl{suffix}", packed(suffix, LINES)))
    assert [(d.id, d.text, d.site, d.published) for d in found] == [
        ("a", "Rain fell.", "example.org", "2024-05-01"),
        ("b", "It stopped.", "example.net", "2024-05-02"),
    ]


def test_the_first_bytes_tell_what_packs_a_file_whatever_its_name(tmp_path: Path, suffix: str) -> None:
    assert docs(put(tmp_path, "page.html", packed(suffix, PAGE)))[0].html == PAGE


def test_a_page_of_two_members_is_read_whole(tmp_path: Path, suffix: str) -> None:
    halves = packed(suffix, PAGE[:30]) + packed(suffix, PAGE[30:])
    assert docs(put(tmp_path, f"page.html{suffix}", halves))[0].html == PAGE


def test_a_truncated_file_gives_what_is_there_and_a_problem(tmp_path: Path, suffix: str) -> None:
    if not suffix:
        pytest.skip("nothing packed, nothing to notice")
    lines = b"".join(
        json.dumps({"id": str(n), "text": os.urandom(40).hex()}).encode() + b"\n" for n in range(20000)
    )
    data = packed(suffix, lines)
    found = docs(put(tmp_path, f"dump.jsonl{suffix}", data[: len(data) * 2 // 3]))
    good = [d for d in found if not d.problem]
    assert [d.id for d in good] == [str(n) for n in range(len(good))]
    assert len(good) > 1000
    assert found[-1].problem is not None
    assert "ends early" in found[-1].problem


def test_damage_in_the_middle_ends_the_file_with_a_problem(tmp_path: Path, suffix: str) -> None:
    if not suffix:
        pytest.skip("nothing packed, nothing to notice")
    data = bytearray(packed(suffix, os.urandom(300_000).hex().encode()))
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    (found,) = docs(put(tmp_path, f"page.txt{suffix}", bytes(data)))
    assert found.problem is not None
