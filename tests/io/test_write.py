"""Articles written with `cleaner.write`."""

import errno
import json
from pathlib import Path

import pytest

from cleaner import Article, OutputError, write
from cleaner.files import cannot_write


@pytest.mark.parametrize(
    "name", ["out.jsonl", "out.csv", "out.parquet", "out.db", "out.txt", "out.md", "out.html"]
)
def test_half_a_character_in_a_text_does_not_stop_the_writing(tmp_path: Path, name: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    articles = [
        Article(id="a", text="Rain \ud800 fell.", meta={"\udfff": ["\ud800"]}),
        Article(id="b", text="x"),
    ]
    assert write(articles, str(tmp_path / name)) == 2
    if name == "out.jsonl":
        first, _ = map(json.loads, (tmp_path / name).read_bytes().splitlines())
        assert (first["text"], first["meta"]) == ("Rain \ufffd fell.", {"\ufffd": ["\ufffd"]})


def test_a_format_that_there_is_not_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="'word'; choose one of jsonl, csv"):
        write([], str(tmp_path / "out"), format="word")


@pytest.mark.parametrize("letter", ["a", "é", "橋", "𠮷"])
def test_an_article_of_any_id_has_a_file(tmp_path: Path, letter: str) -> None:
    articles = [Article(id=letter * 300, text=text) for text in ("Rain.", "Snow.")]
    assert write(articles, tmp_path / "out", format="txt") == 2
    assert [path.read_text() for path in sorted((tmp_path / "out").iterdir())] == ["Rain.\n", "Snow.\n"]


def test_a_database_is_not_written_under_the_name_of_a_packed_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="not written packed"):
        write([Article(id="a", text="Rain.")], tmp_path / "out.sqlite.gz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "full"), "no space left on the disk; make room and go on"),
        (OSError(errno.EFBIG, "large"), "raise the limit"),
        (PermissionError(errno.EACCES, "no"), "no permission"),
        (OSError(errno.EIO, "Input/output error"), "cannot be written: Input/output error"),
    ],
)
def test_what_to_do_when_writing_fails_is_said(error: OSError, says: str) -> None:
    assert says in str(cannot_write("out", error, again="go on"))
