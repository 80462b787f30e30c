"""`cleaner dedup`: lines in, lines out, problems told and counted."""

import json
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from cleaner.cli import main

TEXT = "The council voted on Tuesday night to close the old bridge to lorries until repairs are paid for."


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["cleaner", "dedup", *arguments])
    with pytest.raises(SystemExit) as exit_:
        main()
    return int(exit_.value.code or 0)


def dump(tmp_path: Path, *records: dict[str, Any]) -> str:
    path = tmp_path / "dump.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_every_document_has_a_line(monkeypatch, tmp_path, capsys) -> None:
    source = dump(
        tmp_path, {"id": "a", "body": TEXT}, {"id": "b", "body": TEXT}, {"id": "c", "body": "Other."}
    )
    assert run(monkeypatch, source, "--field", "body", "--quiet") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["role"], row["of"]) for row in rows] == [
        ("a", "original", None),
        ("b", "copy", "a"),
        ("c", "unique", None),
    ]


def test_a_document_without_text_is_told_of_and_stays_alone(monkeypatch, tmp_path, capsys) -> None:
    source = dump(tmp_path, {"id": "a", "text": TEXT}, {"id": "b", "headline": "x"})
    assert run(monkeypatch, source) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["role"] for line in said.out.splitlines()] == ["unique", "unique"]
    assert "dump.jsonl:2" in said.err


def test_a_second_document_of_one_id_is_compared_under_another(monkeypatch, tmp_path, capsys) -> None:
    source = dump(tmp_path, {"id": "a", "text": TEXT}, {"id": "a", "text": TEXT})
    assert run(monkeypatch, source, "--evidence") == 1
    said = capsys.readouterr()
    assert [(row["id"], row["of"]) for row in map(json.loads, said.out.splitlines())] == [
        ("a", None),
        ("a#2", "a"),
    ]
    assert "an earlier document has the id 'a'" in said.err


def test_json_gives_clusters_and_settings(monkeypatch, tmp_path, capsys) -> None:
    source = dump(tmp_path, {"id": "a", "text": TEXT}, {"id": "b", "text": TEXT})
    assert run(monkeypatch, source, "--json", "--quiet") == 0
    value = json.loads(capsys.readouterr().out)
    assert value["clusters"][0]["members"] == ["a", "b"]
    assert value["settings"]["scheme"] == "affine32"


def test_evidence_tells_what_is_shared_and_what_differs(monkeypatch, tmp_path, capsys) -> None:
    source = dump(
        tmp_path,
        {"id": "a", "text": f"{TEXT} The work costs 40 million crowns in all. {TEXT[::-1]}"},
        {"id": "b", "text": f"{TEXT} The work costs 60 million crowns in all. {TEXT[::-1]}"},
    )
    assert run(monkeypatch, source, "--evidence", "--quiet") == 0
    row = json.loads(capsys.readouterr().out.splitlines()[1])
    assert row["differs"] == [["40", "60"]]
    assert row["passages"][1]["text"].startswith("The council voted")


def test_a_blocked_page_of_a_cleaned_dump_is_compared_with_nothing(monkeypatch, tmp_path, capsys) -> None:
    source = dump(tmp_path, *({"id": name, "text": TEXT, "verdict": "blocked"} for name in "ab"))
    assert run(monkeypatch, source, "--quiet") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["role"], row["why"]) for row in rows] == [("unique", "blocked: not compared")] * 2


def test_a_full_disk_is_said_with_what_to_do(monkeypatch, tmp_path, capsys) -> None:
    source = dump(tmp_path, {"id": "a", "text": TEXT})
    monkeypatch.setattr("cleaner.dedup.store.write_all", mock.Mock(side_effect=OSError(28, "full")))
    assert run(monkeypatch, source, "--dedup-memory", "0") == 2
    said = capsys.readouterr().err
    assert "no space left on the disk" in said
    assert "TMPDIR" in said
