"""A row of a table or a database is a document."""

import contextlib
import gzip
import sqlite3
from pathlib import Path

import pytest
from reading import RECORDS, docs, put

from cleaner.io.compression import CHUNK


def test_rows_become_documents(tmp_path: Path) -> None:
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
def test_other_separators_are_noticed(tmp_path: Path, name: str, separator: str) -> None:
    (found,) = docs(
        put(
            tmp_path,
            name,
            separator.join(["id", "text"]).encode() + b"\n" + separator.join(["a", "Rain"]).encode(),
        )
    )
    assert (found.id, found.text) == ("a", "Rain")


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "d.csv", b"id,text\na,Rain\n"), text_field="body")
    assert "no column 'body'" in str(found.problem)
    assert "'text'" in str(found.problem)


def test_rows_with_other_columns_are_read_and_named(tmp_path: Path) -> None:
    path = put(tmp_path, "d.csv", b"id,text,desk\na,Rain,city\nb,Sun\nc,Fog,city,more\nd,Hail,city\n")
    found = docs(path)
    assert [d.text for d in found] == ["Rain", "Sun", "Fog", "Hail"]
    assert [d.source for d in found if d.problem] == [f"{path}:3", f"{path}:4"]


def test_what_stands_beyond_the_header_is_handed_through(tmp_path: Path) -> None:
    found = docs(put(tmp_path, "d.csv", b"id,text\na,Fog, and rain\nb,Sun,\n"))
    assert [list(d.meta.values()) for d in found] == [[[" and rain"]], []]
    assert [d.problem is None for d in found] == [False, True]


def test_a_first_row_of_data_is_a_document(tmp_path: Path) -> None:
    rows = b"https://example.org/1,Rain\nhttps://example.org/2,Fog\n"
    found = docs(put(tmp_path, "d.csv", rows), text_field="2", url_field="1")
    assert [(d.url, d.text) for d in found] == [
        ("https://example.org/1", "Rain"),
        ("https://example.org/2", "Fog"),
    ]


@pytest.mark.parametrize("header", ["text", "Full Text", "STORY_BODY", "articleBody"])
def test_names_are_compared_by_their_letters(tmp_path: Path, header: str) -> None:
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
def test_other_encodings_are_read(tmp_path: Path, encoding: str, line: str) -> None:
    rows = "id;text\n" + "".join(f"{number};{line}\n" for number in range(50))
    said: list[str] = []
    found = docs(put(tmp_path, "d.csv", rows.encode(encoding)), say=said.append)
    assert {(d.text, d.problem) for d in found} == {(line, None)}
    assert any("not UTF-8" in note for note in said) == (encoding != "utf-16")


def test_a_quote_that_never_closes_ends_at_the_limit(tmp_path: Path) -> None:
    rows = b"".join(b"%d,text %d\n" % (n, n) for n in range(1000))
    found = docs(put(tmp_path, "d.csv", b'id,text\nx,"open\n' + rows), max_bytes=1000)
    assert "quote" in str(found[0].problem)
    assert len(found) > 500
    assert found[-1].text == "text 999"


def test_long_fields_are_no_problem(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "d.csv", b"id,text\na," + b"word " * 100_000 + b"\n"))
    assert len(str(found.text)) == 500_000
    assert found.problem is None


def test_an_empty_table_is_a_problem(tmp_path: Path) -> None:
    assert docs(put(tmp_path, "d.csv", b""))[0].problem is not None


def test_parquet(tmp_path: Path) -> None:
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


def test_sqlite_with_one_table_and_with_a_query(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "d.db") as connection:
        connection.execute("CREATE TABLE news (id, text)")
        connection.executemany("INSERT INTO news VALUES (?, ?)", [("a", "Rain"), ("b", "Sun")])
    connection.close()
    assert [(d.id, d.text) for d in docs(tmp_path / "d.db")] == [("a", "Rain"), ("b", "Sun")]
    assert [d.id for d in docs(tmp_path / "d.db", query="SELECT * FROM news WHERE id = 'b'")] == ["b"]
    assert "--query" in str(docs(tmp_path / "d.db", query="SELECT * FROM olds")[0].problem)


@pytest.mark.parametrize("prefix", ["", "sqlite:///"])
def test_text_that_a_database_holds_in_another_encoding_ends_nothing(tmp_path: Path, prefix: str) -> None:
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


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "a.db", b"SQLite format 3\0" + b"rubbish" * 50))
    assert "damaged, cut off, or no SQLite file" in str(found.problem)


def test_any_sqlalchemy_address(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    with sqlite3.connect(tmp_path / "d.db") as connection:
        connection.execute("CREATE TABLE news (id, text)")
        connection.execute("INSERT INTO news VALUES ('a', 'Rain')")
    connection.close()
    (found,) = docs(f"sqlite:///{tmp_path}/d.db", query="SELECT * FROM news ORDER BY id")
    assert (found.id, found.text) == ("a", "Rain")


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quote_that_is_not_closed_is_said_of_the_row_it_swallowed_the_rest_into(
    tmp_path: Path, end: str
) -> None:
    rows = f'id,text\na,"Rain."\nb,"Fog\nc,Snow{end}'
    found = docs(put(tmp_path, "d.csv", rows.encode()))
    assert [d.problem is None for d in found] == [True, False]
    assert "quotes" in str(found[1].problem)
    assert found[1].text == f"Fog\nc,Snow{end}"


def test_a_table_without_rows_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    path = put(tmp_path, "d.csv", b"id,text\n")
    assert docs(path, say=said.append) == []
    assert f"{path}: there is no row under the header" in said


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be listed here")
def test_a_database_that_was_read_is_closed(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    path = tmp_path / "d.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE story (id, text)")
        connection.execute("INSERT INTO story VALUES ('a', 'Rain.')")
        connection.commit()
    assert [d.id for d in docs(f"sqlite:///{path}", query="SELECT * FROM story")] == ["a"]
    assert path not in [file.resolve() for file in Path("/proc/self/fd").iterdir()]


def test_a_letter_on_the_edge_of_what_tells_the_encoding_is_read(tmp_path: Path) -> None:
    text = "x" * (CHUNK - len("text,,") - 1) + "\u00e9t\u00e9"
    path = put(tmp_path, "d.csv", f"text,,{text}".encode())
    (found,) = docs(path, text_field="3")
    assert (found.text, found.problem) == (text, None)
