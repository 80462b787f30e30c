"""Folders are read in the order of their names, links and loops included."""

import gzip
import inspect
import os
import sys
import threading
from pathlib import Path

import pytest
from reading import LINES, docs, put

from cleaner.io import read
from cleaner.io.folder import walk


def test_files_come_in_the_order_of_their_names_and_others_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.html", "a/z.txt", "a/y.html", ".git/c.html", "logo.png", "c.jsonl"):
        put(tmp_path, name, LINES if name.endswith("jsonl") else b"<p>Rain.</p>")
    said: list[str] = []
    found = [str(d.source).removeprefix(f"{tmp_path}/") for d in docs(tmp_path, say=said.append)]
    assert found == ["a/y.html", "a/z.txt", "b.html", "c.jsonl:1", "c.jsonl:2"]
    assert any("1 .png" in message for message in said)


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    put(tmp_path, "a/b/c.txt", b"Rain.")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    assert [d.text for d in docs(tmp_path)] == ["Rain."]


@pytest.mark.parametrize("up", ["..", "../.."])
def test_a_link_to_a_folder_above_what_was_named_brings_in_nothing(tmp_path: Path, up: str) -> None:
    put(tmp_path, "secret.txt", b"Not asked for.")
    put(tmp_path, "a/secret.txt", b"Not asked for.")
    put(tmp_path, "a/b/c.txt", b"Rain.")
    (tmp_path / "a/b/up").symlink_to(up)
    said: list[str] = []
    assert [d.text for d in read(tmp_path / "a/b", say=said.append)] == ["Rain."]
    assert any("up/: skipped" in message for message in said)


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/c.txt", b"Rain.")
    (tmp_path / "a").mkdir()
    (tmp_path / "a/there").symlink_to("../elsewhere")
    assert [d.text for d in docs(tmp_path / "a")] == ["Rain."]
    assert [d.text for d in docs(tmp_path / "a", follow_links=False)] == []


def test_odd_names_are_read(tmp_path: Path) -> None:
    for name in ("with space.txt", "ünï.txt", "new\nline.txt", "-dash.txt", "[x].txt"):
        put(tmp_path, name, b"Rain.")
    os.close(os.open(os.fsencode(str(tmp_path)) + b"/bad\xff.txt", os.O_CREAT | os.O_WRONLY))
    assert [d.problem for d in docs(tmp_path)] == [None] * 6
    assert docs(tmp_path / "[x].txt")[0].text == "Rain."


def test_links_that_lead_nowhere_do_not_hide_the_files_beside_them(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", b"Rain fell.")
    (tmp_path / "a.txt").symlink_to("a.txt")
    (tmp_path / "c.txt").symlink_to("gone.txt")
    loop, found, dangling = docs(tmp_path)
    assert found.text == "Rain fell."
    assert "leads to itself" in str(loop.problem)
    assert "no such file" in str(dangling.problem)


def test_a_name_that_is_not_unicode_can_be_written(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(b"Rain fell.")
    except OSError:
        pytest.skip("this file system takes only names that are Unicode")
    (found,) = docs(tmp_path)
    assert (found.text, found.problem) == ("Rain fell.", None)
    assert found.source == found.id == f"{tmp_path}/caf\\udce9.txt"


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    assert docs(tmp_path, say=said.append) == []
    assert said == [f"{tmp_path}: there is nothing to read in it"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_a_folder_is_passed_over_and_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", b"Rain.")
    for name in ("a", "c.html"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "d.txt").symlink_to("a")
    said: list[str] = []
    assert [d.text for d in docs(tmp_path, say=said.append)] == ["Rain."]
    assert sum("skipped: a pipe" in message for message in said) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    writer = threading.Thread(target=(tmp_path / "pipe.html").write_bytes, args=(b"<p>Rain.</p>",))
    writer.start()
    (found,) = docs(tmp_path / "pipe.html")
    writer.join()
    assert found.html == b"<p>Rain.</p>"


def test_folders_in_folders_are_read_however_deep(tmp_path: Path) -> None:
    put(tmp_path, "/".join("d" * 200) + "/a.txt", b"Rain.")
    found = walk(str(tmp_path), follow_links=True, say=print)
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(len(inspect.stack(0)) + 100)
        paths = list(found)
    finally:
        sys.setrecursionlimit(limit)
    assert paths == [f"{tmp_path}/{'/'.join('d' * 200)}/a.txt"]


def test_a_packed_file_without_another_suffix_is_read(tmp_path: Path) -> None:
    put(tmp_path, "part-00000.gz", gzip.compress(LINES))
    assert [d.id for d in docs(tmp_path)] == ["a", "b"]


def test_what_no_path_can_be_is_a_problem(tmp_path: Path) -> None:
    (found,) = docs("a\0b.txt")
    assert "no name of a file" in str(found.problem)


def test_patterns_name_folders(tmp_path: Path) -> None:
    for name in ("in/a/x.txt", "in/a/logo.png", "in/b.txt"):
        put(tmp_path, name, b"Rain.")
    assert [str(d.source).removeprefix(f"{tmp_path}/") for d in docs(tmp_path / "i[n]" / "*")] == [
        "in/a/x.txt",
        "in/b.txt",
    ]
    assert len(docs(tmp_path / "i[n]" / "**")) == 3


def test_patterns_name_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "d.html"):
        put(tmp_path, name, b"Rain.")
    assert len(docs(tmp_path / "**" / "*.txt")) == 2


def test_a_folder_of_very_many_files_is_sorted_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.io.folder.RUN", 10)
    names = sorted(f"{n * 7919 % 101:03}.txt" for n in range(101))
    for name in names:
        put(tmp_path, name, b"Rain.")
    assert [Path(str(d.source)).name for d in docs(tmp_path)] == names
