"""Every format gives its documents; what is wrong with an input is named, and the rest is read."""

import bz2
import gzip
import io
import json
import lzma
import os
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import pytest

from cleaner.document import Document
from cleaner.io import read
from cleaner.pipeline import Cleaner

PAGE = b"<!doctype html><html><body><p>Rain fell on the harbour.</p></body></html>"
RECORDS = [
    {
        "id": "a",
        "text": "Rain fell.",
        "url": "https://www.example.org/a",
        "date": "2024-05-01",
        "desk": "city",
    },
    {"id": "b", "text": "It stopped.", "url": "https://example.net/b", "date": "2024-05-02", "desk": "world"},
]
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def docs(*inputs: object, **options: object) -> list[Document]:
    return list(read([str(each) for each in inputs], **options))  # type: ignore[arg-type]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def packed(suffix: str, data: bytes) -> bytes:
    if suffix == ".zst":
        zstandard = pytest.importorskip("zstandard")
        result: bytes = zstandard.ZstdCompressor(write_checksum=True).compress(data)
        return result
    return {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix](data)


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz", ".zst"])
class TestCompression:
    def test_lines_are_read_whatever_packs_them(self, tmp_path: Path, suffix: str) -> None:
        found = docs(put(tmp_path, f"dump.jsonl{suffix}", packed(suffix, LINES)))
        assert [(d.id, d.text, d.site, d.published) for d in found] == [
            ("a", "Rain fell.", "example.org", "2024-05-01"),
            ("b", "It stopped.", "example.net", "2024-05-02"),
        ]

    def test_the_first_bytes_tell_what_packs_a_file_whatever_its_name(
        self, tmp_path: Path, suffix: str
    ) -> None:
        assert docs(put(tmp_path, "page.html", packed(suffix, PAGE)))[0].html == PAGE

    def test_a_page_of_two_members_is_read_whole(self, tmp_path: Path, suffix: str) -> None:
        halves = packed(suffix, PAGE[:30]) + packed(suffix, PAGE[30:])
        assert docs(put(tmp_path, f"page.html{suffix}", halves))[0].html == PAGE

    def test_a_truncated_file_gives_what_is_there_and_a_problem(self, tmp_path: Path, suffix: str) -> None:
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

    def test_damage_in_the_middle_ends_the_file_with_a_problem(self, tmp_path: Path, suffix: str) -> None:
        if not suffix:
            pytest.skip("nothing packed, nothing to notice")
        data = bytearray(packed(suffix, os.urandom(300_000).hex().encode()))
        data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
        (found,) = docs(put(tmp_path, f"page.txt{suffix}", bytes(data)))
        assert found.problem is not None


class TestLines:
    def test_the_source_is_file_and_line(self, tmp_path: Path) -> None:
        path = put(tmp_path, "dump.jsonl", b"\n" + LINES)
        assert [d.source for d in docs(path)] == [f"{path}:2", f"{path}:3"]

    def test_fields_the_cleaner_does_not_know_are_handed_through(self, tmp_path: Path) -> None:
        assert docs(put(tmp_path, "dump.jsonl", LINES))[0].meta == {"desk": "city"}

    def test_a_broken_line_is_named_and_the_others_are_read(self, tmp_path: Path) -> None:
        path = put(tmp_path, "dump.jsonl", LINES + b'{"id": "c", "te\n' + LINES.replace(b'"a"', b'"d"'))
        found = docs(path)
        assert [d.problem is None for d in found] == [True, True, False, True, True]
        assert found[2].source == f"{path}:3"
        assert "not valid JSON" in str(found[2].problem)

    def test_a_line_that_is_no_object_is_a_problem(self, tmp_path: Path) -> None:
        assert [d.problem is None for d in docs(put(tmp_path, "dump.jsonl", LINES + b"[1]\n3\n"))] == [
            True,
            True,
            False,
            False,
        ]

    def test_invalid_utf8_is_replaced_and_said(self, tmp_path: Path) -> None:
        line = '{"id": "a", "text": "Köln, Düsseldorf, '.encode() + b'Z\xffrich"}\n'
        (found,) = docs(put(tmp_path, "dump.jsonl", line))
        assert found.text == "Köln, Düsseldorf, Z\ufffdrich"
        assert "not valid UTF-8" in str(found.problem)

    def test_a_line_in_another_encoding_is_read(self, tmp_path: Path) -> None:
        text = "Le café était fermé à midi, déjà."
        line = json.dumps({"text": text}, ensure_ascii=False).encode("cp1252")
        (found,) = docs(put(tmp_path, "dump.jsonl", line))
        assert (found.text, found.problem) == (text, None)

    def test_what_other_programs_write_as_json_is_read(self, tmp_path: Path) -> None:
        lines = (
            b'{"text": "Rain\tfell.", "score": NaN}\n{"text": "cut \\ud83d"}\n{"id": NaN, "text": "Fog"}\n'
        )
        found = docs(put(tmp_path, "dump.jsonl", lines))
        assert [d.text for d in found] == ["Rain\tfell.", "cut \ud83d", "Fog"]
        assert [d.problem for d in found] == [None] * 3
        assert found[2].id.endswith("dump.jsonl:3")

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
    def test_what_powershell_writes_is_read(self, tmp_path: Path, encoding: str) -> None:
        lines = LINES.decode() * 2000
        found = docs(put(tmp_path, "dump.jsonl", lines.replace("Rain", "Régen").encode(encoding)))
        assert [d.text for d in found] == ["Régen fell.", "It stopped."] * 2000

    def test_a_file_without_a_record_is_told_of(self, tmp_path: Path) -> None:
        said: list[str] = []
        assert docs(put(tmp_path, "dump.jsonl", b"\n \n"), say=said.append) == []
        assert "no record" in said[0]

    def test_lines_of_several_kinds_are_read_each_by_its_own_fields(self, tmp_path: Path) -> None:
        other = b'{"headline": "Fog", "articleBody": "Fog rose.", "link": "https://example.org/f"}\n'
        found = docs(put(tmp_path, "dump.jsonl", LINES + other))
        assert [(d.text, d.title) for d in found[1:]] == [("It stopped.", None), ("Fog rose.", "Fog")]
        assert found[2].url == "https://example.org/f"

    def test_a_field_without_a_value_is_not_replaced_by_another(self, tmp_path: Path) -> None:
        other = b'{"id": "c", "text": null, "description": "A summary."}\n'
        assert docs(put(tmp_path, "dump.jsonl", LINES + other))[2].text is None

    @pytest.mark.parametrize(("number", "name"), [("1234567.0", "1234567"), ("12345678", "12345678")])
    def test_numbers_are_ids_to_their_last_digit(self, tmp_path: Path, number: str, name: str) -> None:
        (found,) = docs(put(tmp_path, "dump.jsonl", f'{{"id": {number}, "text": "Rain"}}'.encode()))
        assert found.id == name

    def test_a_line_of_fifty_megabytes_is_passed_over_by_name(self, tmp_path: Path) -> None:
        path = put(tmp_path, "dump.jsonl", LINES + b'{"text": "' + b"x" * 50_000_000 + b'"}\n' + LINES)
        found = docs(path)
        assert [d.problem is None for d in found] == [True, True, False, True, True]
        assert found[2].source == f"{path}:3"
        assert "--max-bytes" in str(found[2].problem)

    def test_named_fields_are_taken_and_dots_reach_inside(self, tmp_path: Path) -> None:
        record = {"key": 7, "text": "no", "article": {"body": "Rain fell.", "when": 1714521600}}
        path = put(tmp_path, "dump.jsonl", json.dumps(record).encode())
        (found,) = docs(path, id_field="key", text_field="article.body", date_field="article.when")
        assert (found.id, found.text, found.published) == ("7", "Rain fell.", "2024-05-01T00:00:00+00:00")

    def test_a_record_without_the_field_says_which_fields_there_are(self, tmp_path: Path) -> None:
        (found,) = docs(put(tmp_path, "dump.jsonl", LINES.splitlines()[0]), text_field="nope")
        assert "'nope'" in str(found.problem)
        assert "'desk'" in str(found.problem)

    def test_html_is_preferred_to_text_made_of_it(self, tmp_path: Path) -> None:
        record = {"id": 1, "html": PAGE.decode(), "text": "Rain"}
        (found,) = docs(put(tmp_path, "dump.jsonl", json.dumps(record).encode()))
        assert (found.html, found.text) == (PAGE.decode(), None)

    def test_what_was_guessed_is_said(self, tmp_path: Path) -> None:
        said: list[str] = []
        docs(put(tmp_path, "dump.jsonl", LINES), say=said.append)
        assert "text = 'text'" in said[0]

    def test_a_json_array_is_read_item_by_item(self, tmp_path: Path) -> None:
        found = docs(put(tmp_path, "dump.json", json.dumps(RECORDS, indent=1).encode()))
        assert [d.id for d in found] == ["a", "b"]

    def test_the_answer_of_a_news_api_is_read_article_by_article(self, tmp_path: Path) -> None:
        answer = {"status": "ok", "totalResults": 2, "articles": RECORDS}
        found = docs(put(tmp_path, "answer.json", json.dumps(answer).encode() + b"\n"))
        assert [d.id for d in found] == ["a", "b"]

    def test_lines_named_json_are_read_line_by_line(self, tmp_path: Path) -> None:
        first = b'{"id": "x", "text": "Fog", "score": NaN}\n'
        assert [d.id for d in docs(put(tmp_path, "dump.json", first + LINES))] == ["x", "a", "b"]

    def test_deeply_nested_json_is_a_problem_and_no_crash(self, tmp_path: Path) -> None:
        found = docs(put(tmp_path, "dump.jsonl", LINES + b"[" * 200_000 + b"\n" + LINES))
        assert [d.problem is None for d in found] == [True, True, False, True, True]


class TestTables:
    def test_rows_become_documents(self, tmp_path: Path) -> None:
        found = docs(
            put(tmp_path, "dump.csv", b'id,text,desk\na,"Rain\nfell.",city\nb,"It ""stopped"".",world\n')
        )
        assert [(d.id, d.text, dict(d.meta)) for d in found] == [
            ("a", "Rain\nfell.", {"desk": "city"}),
            ("b", 'It "stopped".', {"desk": "world"}),
        ]

    @pytest.mark.parametrize(
        ("name", "separator"), [("d.tsv", "\t"), ("d.csv", ";"), ("d.csv", "|"), ("d.csv", "\t")]
    )
    def test_other_separators_are_noticed(self, tmp_path: Path, name: str, separator: str) -> None:
        (found,) = docs(
            put(
                tmp_path,
                name,
                separator.join(["id", "text"]).encode() + b"\n" + separator.join(["a", "Rain"]).encode(),
            )
        )
        assert (found.id, found.text) == ("a", "Rain")

    def test_a_missing_column_is_named_with_those_there_are(self, tmp_path: Path) -> None:
        (found,) = docs(put(tmp_path, "d.csv", b"id,text\na,Rain\n"), text_field="body")
        assert "no column 'body'" in str(found.problem)
        assert "'text'" in str(found.problem)

    def test_rows_with_other_columns_are_read_and_named(self, tmp_path: Path) -> None:
        path = put(tmp_path, "d.csv", b"id,text,desk\na,Rain,city\nb,Sun\nc,Fog,city,more\nd,Hail,city\n")
        found = docs(path)
        assert [d.text for d in found] == ["Rain", "Sun", "Fog", "Hail"]
        assert [d.source for d in found if d.problem] == [f"{path}:3", f"{path}:4"]

    def test_what_stands_beyond_the_header_is_handed_through(self, tmp_path: Path) -> None:
        found = docs(put(tmp_path, "d.csv", b"id,text\na,Fog, and rain\nb,Sun,\n"))
        assert [list(d.meta.values()) for d in found] == [[[" and rain"]], []]
        assert [d.problem is None for d in found] == [False, True]

    def test_a_first_row_of_data_is_a_document(self, tmp_path: Path) -> None:
        rows = b"https://example.org/1,Rain\nhttps://example.org/2,Fog\n"
        found = docs(put(tmp_path, "d.csv", rows), text_field="2", url_field="1")
        assert [(d.url, d.text) for d in found] == [
            ("https://example.org/1", "Rain"),
            ("https://example.org/2", "Fog"),
        ]

    @pytest.mark.parametrize("header", ["text", "Full Text", "STORY_BODY", "articleBody"])
    def test_names_are_compared_by_their_letters(self, tmp_path: Path, header: str) -> None:
        assert docs(put(tmp_path, "d.csv", f"Nr,{header}\n1,Rain\n".encode()))[0].text == "Rain"

    @pytest.mark.parametrize(
        ("encoding", "line"),
        [
            ("cp1252", "Le café était fermé à midi, déjà. Où étaient passés les élèves après l'été ?"),
            ("cp1251", "Городской совет проголосовал за закрытие старого моста через реку."),
            ("shift_jis", "フォーサイス市長は「今年最も難しい決断だ」と述べ、橋の閉鎖に理解を求めた。"),
            ("utf-16", "Régen fiel auf den Hafen."),
        ],
    )
    def test_other_encodings_are_read(self, tmp_path: Path, encoding: str, line: str) -> None:
        rows = "id;text\n" + "".join(f"{number};{line}\n" for number in range(50))
        said: list[str] = []
        found = docs(put(tmp_path, "d.csv", rows.encode(encoding)), say=said.append)
        assert {(d.text, d.problem) for d in found} == {(line, None)}
        assert any("not UTF-8" in note for note in said) == (encoding != "utf-16")

    def test_a_quote_that_never_closes_ends_at_the_limit(self, tmp_path: Path) -> None:
        rows = b"".join(b"%d,text %d\n" % (n, n) for n in range(1000))
        found = docs(put(tmp_path, "d.csv", b'id,text\nx,"open\n' + rows), max_bytes=1000)
        assert "quote" in str(found[0].problem)
        assert len(found) > 500
        assert found[-1].text == "text 999"

    def test_long_fields_are_no_problem(self, tmp_path: Path) -> None:
        (found,) = docs(put(tmp_path, "d.csv", b"id,text\na," + b"word " * 100_000 + b"\n"))
        assert len(str(found.text)) == 500_000
        assert found.problem is None

    def test_an_empty_table_is_a_problem(self, tmp_path: Path) -> None:
        assert docs(put(tmp_path, "d.csv", b""))[0].problem is not None

    def test_parquet(self, tmp_path: Path) -> None:
        arrow = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")
        parquet.write_table(arrow.Table.from_pylist(RECORDS), tmp_path / "d.parquet")
        found = docs(tmp_path / "d.parquet")
        assert [(d.id, d.text, dict(d.meta)) for d in found] == [
            ("a", "Rain fell.", {"desk": "city"}),
            ("b", "It stopped.", {"desk": "world"}),
        ]
        assert "no column 'body'" in str(docs(tmp_path / "d.parquet", text_field="body")[0].problem)
        data = (tmp_path / "d.parquet").read_bytes()
        assert docs(put(tmp_path, "cut.parquet", data[:-20]))[0].problem is not None
        assert [d.id for d in docs(put(tmp_path, "d.parquet.gz", gzip.compress(data)))] == ["a", "b"]

    def test_sqlite_with_one_table_and_with_a_query(self, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "d.db") as connection:
            connection.execute("CREATE TABLE news (id, text)")
            connection.executemany("INSERT INTO news VALUES (?, ?)", [("a", "Rain"), ("b", "Sun")])
        connection.close()
        assert [(d.id, d.text) for d in docs(tmp_path / "d.db")] == [("a", "Rain"), ("b", "Sun")]
        assert [d.id for d in docs(tmp_path / "d.db", query="SELECT * FROM news WHERE id = 'b'")] == ["b"]
        assert "--query" in str(docs(tmp_path / "d.db", query="SELECT * FROM olds")[0].problem)

    @pytest.mark.parametrize("prefix", ["", "sqlite:///"])
    def test_text_that_a_database_holds_in_another_encoding_ends_nothing(
        self, tmp_path: Path, prefix: str
    ) -> None:
        if prefix:
            pytest.importorskip("sqlalchemy")
        connection = sqlite3.connect(tmp_path / "a.db")
        connection.execute("CREATE TABLE news (id INTEGER, text TEXT, seen REAL, raw BLOB)")
        connection.execute("INSERT INTO news VALUES (1, CAST(x'436166e9206f70656e73' AS TEXT), 1.5, x'00ff')")
        connection.execute("INSERT INTO news VALUES (2, 'It stopped.', NULL, NULL), (3, NULL, 1e999, 7)")
        connection.commit()
        found = docs(f"{prefix}{tmp_path / 'a.db'}", query="SELECT * FROM news ORDER BY id")
        assert [(d.id, d.text) for d in found] == [("1", "Café opens"), ("2", "It stopped."), ("3", None)]
        assert [d.problem is None for d in found] == [True, True, False]

    def test_a_database_that_is_none_is_named(self, tmp_path: Path) -> None:
        (found,) = docs(put(tmp_path, "a.db", b"SQLite format 3\0" + b"rubbish" * 50))
        assert "damaged, cut off, or no SQLite file" in str(found.problem)

    def test_any_sqlalchemy_address(self, tmp_path: Path) -> None:
        pytest.importorskip("sqlalchemy")
        with sqlite3.connect(tmp_path / "d.db") as connection:
            connection.execute("CREATE TABLE news (id, text)")
            connection.execute("INSERT INTO news VALUES ('a', 'Rain')")
        connection.close()
        (found,) = docs(f"sqlite:///{tmp_path}/d.db", query="SELECT * FROM news ORDER BY id")
        assert (found.id, found.text) == ("a", "Rain")


class TestArchives:
    def members(self) -> dict[str, bytes]:
        return {
            "pages/a.html": PAGE,
            "b.txt": b"Sun.",
            "dump.jsonl.gz": gzip.compress(LINES),
            "__MACOSX/x.html": PAGE,
        }

    def zipped(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.members().items():
                archive.writestr(name, data)
        return out.getvalue()

    def tarred(self) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, data in self.members().items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        return out.getvalue()

    @pytest.mark.parametrize("name", ["d.zip", "d.tar", "d.tgz", "d.tar.zst"])
    def test_members_are_inputs_of_their_own(self, tmp_path: Path, name: str) -> None:
        data = {"d.zip": self.zipped, "d.tar": self.tarred}.get(name, self.tarred)()
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

    def test_a_truncated_zip_and_tar_are_named(self, tmp_path: Path) -> None:
        zipped, tarred = self.zipped(), self.tarred()
        assert "cut off" in str(docs(put(tmp_path, "d.zip", zipped[:-30]))[0].problem)
        found = docs(put(tmp_path, "d.tar", tarred[:1100]))
        assert found[0].html == PAGE
        assert "cut off" in str(found[-1].problem)

    def test_bombs_are_not_unpacked(self, tmp_path: Path) -> None:
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

    def test_archives_in_archives_end_at_some_depth(self, tmp_path: Path) -> None:
        data = b"Rain."
        name = "a.txt"
        for level in range(6):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                archive.writestr(name, data)
            data, name = out.getvalue(), f"{level}.zip"
        (found,) = docs(put(tmp_path, "d.zip", data))
        assert "archives" in str(found.problem)

    def test_warc_pages_are_read_and_images_passed_over(self, tmp_path: Path) -> None:
        pytest.importorskip("fastwarc")
        path = put(tmp_path, "d.warc.gz", self.warc())
        said: list[str] = []
        found = docs(path, say=said.append)
        assert [(d.url, d.html) for d in found] == [
            ("http://example.org/0", PAGE),
            ("http://example.org/2", PAGE),
        ]
        assert found[0].site == "example.org"
        assert "no pages (images, redirects, ...): 1" in said[-1]

    def test_the_charset_that_a_server_named_is_the_pages(self, tmp_path: Path) -> None:
        pytest.importorskip("fastwarc")
        page = PAGE.replace(b"Rain", "Żółć".encode("iso8859-2"))
        (found,) = docs(put(tmp_path, "d.warc.gz", self.record(0, "text/html; charset=iso-8859-2", page)))
        assert "Żółć" in Cleaner().clean(found).original

    def test_a_truncated_warc_gives_what_is_there_and_a_problem(self, tmp_path: Path) -> None:
        pytest.importorskip("fastwarc")
        data = self.warc()
        found = docs(put(tmp_path, "d.warc.gz", data[: len(data) - 60]))
        assert found[0].html == PAGE
        assert found[-1].problem is not None

    @staticmethod
    def warc() -> bytes:
        kinds = ["text/html", "image/png", "text/html"]
        return b"".join(TestArchives.record(number, kind, PAGE) for number, kind in enumerate(kinds))

    @staticmethod
    def record(number: int, kind: str, page: bytes) -> bytes:
        headers = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(page)}\r\n\r\n"
        body = headers.encode() + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0000000{number}>\r\n"
            f"WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Target-URI: http://example.org/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return gzip.compress(head.encode() + body + b"\r\n\r\n")


class TestFolders:
    def test_files_come_in_the_order_of_their_names_and_others_are_passed_over(self, tmp_path: Path) -> None:
        for name in ("b.html", "a/z.txt", "a/y.html", ".git/c.html", "logo.png", "c.jsonl"):
            put(tmp_path, name, LINES if name.endswith("jsonl") else b"<p>Rain.</p>")
        said: list[str] = []
        found = [str(d.source).removeprefix(f"{tmp_path}/") for d in docs(tmp_path, say=said.append)]
        assert found == ["a/y.html", "a/z.txt", "b.html", "c.jsonl:1", "c.jsonl:2"]
        assert any("1 .png" in message for message in said)

    def test_a_loop_of_links_ends(self, tmp_path: Path) -> None:
        put(tmp_path, "a/b/c.txt", b"Rain.")
        (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
        assert [d.text for d in docs(tmp_path)] == ["Rain."]

    @pytest.mark.parametrize("up", ["..", "../.."])
    def test_a_link_to_a_folder_above_what_was_named_brings_in_nothing(self, tmp_path: Path, up: str) -> None:
        put(tmp_path, "secret.txt", b"Not asked for.")
        put(tmp_path, "a/secret.txt", b"Not asked for.")
        put(tmp_path, "a/b/c.txt", b"Rain.")
        (tmp_path / "a/b/up").symlink_to(up)
        said: list[str] = []
        assert [d.text for d in read(tmp_path / "a/b", say=said.append)] == ["Rain."]
        assert any("up/: passed over" in message for message in said)

    def test_a_link_to_a_folder_elsewhere_is_followed(self, tmp_path: Path) -> None:
        put(tmp_path, "elsewhere/c.txt", b"Rain.")
        (tmp_path / "a").mkdir()
        (tmp_path / "a/there").symlink_to("../elsewhere")
        assert [d.text for d in docs(tmp_path / "a")] == ["Rain."]
        assert [d.text for d in docs(tmp_path / "a", follow_links=False)] == []

    def test_odd_names_are_read(self, tmp_path: Path) -> None:
        for name in ("with space.txt", "ünï.txt", "new\nline.txt", "-dash.txt", "[x].txt"):
            put(tmp_path, name, b"Rain.")
        os.close(os.open(os.fsencode(str(tmp_path)) + b"/bad\xff.txt", os.O_CREAT | os.O_WRONLY))
        assert [d.problem for d in docs(tmp_path)] == [None] * 6
        assert docs(tmp_path / "[x].txt")[0].text == "Rain."

    def test_links_that_lead_nowhere_do_not_hide_the_files_beside_them(self, tmp_path: Path) -> None:
        put(tmp_path, "b.txt", b"Rain fell.")
        (tmp_path / "a.txt").symlink_to("a.txt")
        (tmp_path / "c.txt").symlink_to("gone.txt")
        loop, found, dangling = docs(tmp_path)
        assert found.text == "Rain fell."
        assert "leads to itself" in str(loop.problem)
        assert "no such file" in str(dangling.problem)

    def test_a_name_that_is_not_unicode_can_be_written(self, tmp_path: Path) -> None:
        path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
        try:
            with open(path, "wb") as file:  # noqa: PTH123
                file.write(b"Rain fell.")
        except OSError:
            pytest.skip("this file system takes only names that are Unicode")
        (found,) = docs(tmp_path)
        assert (found.text, found.problem) == ("Rain fell.", None)
        assert found.source == found.id == f"{tmp_path}/caf\\udce9.txt"

    def test_an_empty_folder_is_said(self, tmp_path: Path) -> None:
        said: list[str] = []
        assert docs(tmp_path, say=said.append) == []
        assert said == [f"{tmp_path}: there is nothing to read in it"]

    def test_patterns_name_files(self, tmp_path: Path) -> None:
        for name in ("a.txt", "b/c.txt", "d.html"):
            put(tmp_path, name, b"Rain.")
        assert len(docs(tmp_path / "**" / "*.txt")) == 2

    def test_a_folder_of_very_many_files_is_sorted_in_pieces(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cleaner.io.folder.RUN", 10)
        names = sorted(f"{n * 7919 % 101:03}.txt" for n in range(101))
        for name in names:
            put(tmp_path, name, b"Rain.")
        assert [Path(str(d.source)).name for d in docs(tmp_path)] == names


class TestBadInput:
    def test_a_missing_file_is_a_document_with_a_problem(self, tmp_path: Path) -> None:
        found = docs(tmp_path / "nope.html", put(tmp_path, "a.txt", b"Rain."))
        assert "no such file" in str(found[0].problem)
        assert found[1].text == "Rain."

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_an_unreadable_file_says_so(self, tmp_path: Path) -> None:
        path = put(tmp_path, "a.txt", b"Rain.")
        path.chmod(0)
        assert "permission" in str(docs(path)[0].problem)

    @pytest.mark.parametrize("name", ["a.txt", "a", "a.html.gz", "a.bin"])
    def test_binary_rubbish_is_a_problem_or_a_page_of_rubbish_but_no_crash(
        self, tmp_path: Path, name: str
    ) -> None:
        assert len(docs(put(tmp_path, name, bytes(range(256)) * 20))) == 1

    def test_an_empty_file_is_an_empty_document(self, tmp_path: Path) -> None:
        (found,) = docs(put(tmp_path, "a.txt", b""))
        assert (found.text, found.problem) == ("", None)

    def test_a_file_that_is_too_long_is_not_read(self, tmp_path: Path) -> None:
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
    def test_other_encodings_are_read(self, tmp_path: Path, data: bytes, text: str) -> None:
        (found,) = docs(put(tmp_path, "a.txt", data))
        assert (found.text, found.problem) == (text, None)

    def test_utf8_with_a_damaged_byte_stays_utf8(self, tmp_path: Path) -> None:
        (found,) = docs(put(tmp_path, "a.txt", "Köln, Düsseldorf, ".encode() + b"Z\xffrich"))
        assert found.text == "Köln, Düsseldorf, Z\ufffdrich"
        assert found.problem is not None

    def test_a_missing_library_names_the_extra(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
        (found,) = docs(put(tmp_path, "a.parquet", b"PAR1"))
        assert "pip install 'cleanwire[parquet]'" in str(found.problem)

    def test_fsspec_addresses_are_opened(self) -> None:
        fsspec = pytest.importorskip("fsspec")
        fsspec.filesystem("memory").pipe("/bucket/a.jsonl", LINES)
        assert [d.id for d in docs("memory://bucket/a.jsonl")] == ["a", "b"]
        assert [d.id for d in docs("memory://bucket/*.jsonl")] == ["a", "b"]
        assert "no such file" in str(docs("memory://bucket/b.jsonl")[0].problem)
