"""What cannot be read is a document with a problem that says what to do."""

import bz2
import os
from pathlib import Path

import pytest
from reading import LINES, docs, put


def test_a_missing_file_is_a_document_with_a_problem(tmp_path: Path) -> None:
    found = docs(tmp_path / "nope.html", put(tmp_path, "a.txt", b"Rain."))
    assert "no such file" in str(found[0].problem)
    assert found[1].text == "Rain."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", b"Rain.")
    path.chmod(0)
    assert "permission" in str(docs(path)[0].problem)


@pytest.mark.parametrize("name", ["a.txt", "a", "a.html.gz", "a.bin"])
def test_binary_rubbish_is_a_problem_or_a_page_of_rubbish_but_no_crash(tmp_path: Path, name: str) -> None:
    assert len(docs(put(tmp_path, name, bytes(range(256)) * 20))) == 1


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "a.txt", b""))
    assert (found.text, found.problem) == ("", None)


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "a.txt", b"x" * 1001), max_bytes=1000)
    assert "--max-bytes" in str(found.problem)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfRain", "Rain"),
        ("Régen fiel".encode("utf-16"), "Régen fiel"),
        ("Le café était fermé à midi, déjà.".encode("cp1252"), "Le café était fermé à midi, déjà."),
    ],
)
def test_other_encodings_are_read(tmp_path: Path, data: bytes, text: str) -> None:
    (found,) = docs(put(tmp_path, "a.txt", data))
    assert (found.text, found.problem) == (text, None)


def test_utf8_with_a_damaged_byte_stays_utf8(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "a.txt", "Köln, Düsseldorf, ".encode() + b"Z\xffrich"))
    assert found.text == "Köln, Düsseldorf, Z\ufffdrich"
    assert found.problem is not None


def test_a_missing_library_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    (found,) = docs(put(tmp_path, "a.parquet", b"PAR1"))
    assert "pip install 'cleanwire[parquet]'" in str(found.problem)


def test_fsspec_addresses_are_opened() -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/bucket/a.jsonl", LINES)
    assert [d.id for d in docs("memory://bucket/a.jsonl")] == ["a", "b"]
    assert [d.id for d in docs("memory://bucket/*.jsonl")] == ["a", "b"]
    assert "no such file" in str(docs("memory://bucket/b.jsonl")[0].problem)


@pytest.mark.parametrize("address", ["x://[a", "http://[a/b"])
def test_an_address_that_is_none_is_a_problem(address: str) -> None:
    (found,) = docs(address, query="SELECT 1")
    assert found.problem is not None


def test_a_text_that_begins_as_packed_files_do_is_a_text(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "a.txt", b"BZh9 is how such files begin."))
    assert (found.text, found.problem) == ("BZh9 is how such files begin.", None)


def test_a_packed_file_of_nothing_is_unpacked(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "a.txt", bz2.compress(b"")))
    assert (found.text, found.problem) == ("", None)
