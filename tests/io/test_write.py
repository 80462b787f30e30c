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
