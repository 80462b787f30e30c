"""The members of archives and the records of crawls are inputs of their own."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from reading import LINES, PAGE, docs, packed, put

from cleaner.pipeline import Cleaner


def members() -> dict[str, bytes]:
    return {
        "pages/a.html": PAGE,
        "b.txt": b"Sun.",
        "dump.jsonl.gz": gzip.compress(LINES),
        "__MACOSX/x.html": PAGE,
    }


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members().items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members().items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("name", ["d.zip", "d.tar", "d.tgz", "d.tar.zst"])
def test_members_are_inputs_of_their_own(tmp_path: Path, name: str) -> None:
    data = {"d.zip": zipped, "d.tar": tarred}.get(name, tarred)()
    suffix = {"d.tgz": ".gz", "d.tar.zst": ".zst"}.get(name, "")
    path = put(tmp_path, name, packed(suffix, data))
    found = docs(path)
    assert [d.source for d in found] == [
        f"{path}!pages/a.html",
        f"{path}!b.txt",
        f"{path}!dump.jsonl.gz:1",
        f"{path}!dump.jsonl.gz:2",
    ]
    assert not any(d.problem for d in found)


def test_a_truncated_zip_and_tar_are_named(tmp_path: Path) -> None:
    assert "cut off" in str(docs(put(tmp_path, "d.zip", zipped()[:-30]))[0].problem)
    found = docs(put(tmp_path, "d.tar", tarred()[:1100]))
    assert found[0].html == PAGE
    assert "cut off" in str(found[-1].problem)


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.jsonl", bytes(100_000_000))
        archive.writestr("good.txt", "Rain.")
    found = docs(put(tmp_path, "d.zip", out.getvalue()))
    assert "bomb" in str(found[0].problem)
    assert found[1].text == "Rain."
    *_, bomb = docs(
        put(tmp_path, "d.csv.gz", gzip.compress(b"id,text\n" + b"a,b" * 40_000_000)),
        max_bytes=500_000_000,
    )
    assert "bomb" in str(bomb.problem)


def test_archives_in_archives_end_at_some_depth(tmp_path: Path) -> None:
    data = b"Rain."
    name = "a.txt"
    for level in range(6):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, data)
        data, name = out.getvalue(), f"{level}.zip"
    (found,) = docs(put(tmp_path, "d.zip", data))
    assert "archives" in str(found.problem)


def test_links_in_a_tar_are_counted(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (
            ("a.txt", tarfile.REGTYPE),
            ("b.txt", tarfile.LNKTYPE),
            ("c.txt", tarfile.SYMTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "" if kind == tarfile.REGTYPE else "a.txt"
            archive.addfile(member, io.BytesIO())
    said: list[str] = []
    path = put(tmp_path, "d.tar", out.getvalue())
    assert len(docs(path, say=said.append)) == 1
    assert said == [f"{path}: skipped links, which hold nothing themselves: 2"]


def test_a_zip_of_a_version_that_there_is_not_is_a_problem(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Rain.")
    data = bytearray(out.getvalue())
    data[data.index(b"PK\x01\x02") + 6] = 99
    (found,) = docs(put(tmp_path, "d.zip", bytes(data)))
    assert "zip file version 9.9" in str(found.problem)


def test_warc_pages_are_read_and_images_passed_over(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    path = put(tmp_path, "d.warc.gz", warc())
    said: list[str] = []
    found = docs(path, say=said.append)
    assert [(d.url, d.html) for d in found] == [
        ("http://example.org/0", PAGE),
        ("http://example.org/2", PAGE),
    ]
    assert found[0].site == "example.org"
    assert "no pages (images, redirects, ...): 1" in said[-1]


def test_the_charset_that_a_server_named_is_the_pages(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    page = PAGE.replace(b"Rain", "Żółć".encode("iso8859-2"))
    (found,) = docs(put(tmp_path, "d.warc.gz", record(0, "text/html; charset=iso-8859-2", page)))
    assert "Żółć" in Cleaner().clean(found).original


def test_a_truncated_warc_gives_what_is_there_and_a_problem(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    data = warc()
    found = docs(put(tmp_path, "d.warc.gz", data[: len(data) - 60]))
    assert found[0].html == PAGE
    assert found[-1].problem is not None


def test_a_warc_record_that_is_too_long_keeps_its_id_and_address(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    (found,) = docs(put(tmp_path, "d.warc.gz", record(7, "text/html", PAGE)), max_bytes=10)
    assert (found.id, found.url, found.html) == ("<urn:uuid:00000007>", "http://example.org/7", None)
    assert "--max-bytes" in str(found.problem)


def warc() -> bytes:
    kinds = ["text/html", "image/png", "text/html"]
    return b"".join(record(number, kind, PAGE) for number, kind in enumerate(kinds))


def record(number: int, kind: str, page: bytes) -> bytes:
    headers = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(page)}\r\n\r\n"
    body = headers.encode() + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0000000{number}>\r\n"
        f"WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Target-URI: http://example.org/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n")
