"""A line of JSONL is a document, whatever is wrong with the lines beside it."""

import json
from pathlib import Path

import pytest
from reading import LINES, PAGE, RECORDS, docs, put


def test_the_source_is_file_and_line(tmp_path: Path) -> None:
    path = put(tmp_path, "dump.jsonl", b"\n" + LINES)
    assert [d.source for d in docs(path)] == [f"{path}:2", f"{path}:3"]


def test_fields_the_cleaner_does_not_know_are_handed_through(tmp_path: Path) -> None:
    assert docs(put(tmp_path, "dump.jsonl", LINES))[0].meta == {"desk": "city"}


def test_a_broken_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = put(tmp_path, "dump.jsonl", LINES + b'{"id": "c", "te\n' + LINES.replace(b'"a"', b'"d"'))
    found = docs(path)
    assert [d.problem is None for d in found] == [True, True, False, True, True]
    assert found[2].source == f"{path}:3"
    assert "not valid JSON" in str(found[2].problem)


def test_a_line_that_is_no_object_is_a_problem(tmp_path: Path) -> None:
    assert [d.problem is None for d in docs(put(tmp_path, "dump.jsonl", LINES + b"[1]\n3\n"))] == [
        True,
        True,
        False,
        False,
    ]


def test_invalid_utf8_is_replaced_and_said(tmp_path: Path) -> None:
    line = '{"id": "a", "text": "Köln, Düsseldorf, '.encode() + b'Z\xffrich"}\n'
    (found,) = docs(put(tmp_path, "dump.jsonl", line))
    assert found.text == "Köln, Düsseldorf, Z\ufffdrich"
    assert "not valid UTF-8" in str(found.problem)


def test_a_line_in_another_encoding_is_read(tmp_path: Path) -> None:
    text = "Le café était fermé à midi, déjà."
    line = json.dumps({"text": text}, ensure_ascii=False).encode("cp1252")
    (found,) = docs(put(tmp_path, "dump.jsonl", line))
    assert (found.text, found.problem) == (text, None)


def test_what_other_programs_write_as_json_is_read(tmp_path: Path) -> None:
    lines = b'{"text": "Rain\tfell.", "score": NaN}\n{"text": "cut \\ud83d"}\n{"id": NaN, "text": "Fog"}\n'
    found = docs(put(tmp_path, "dump.jsonl", lines))
    assert [d.text for d in found] == ["Rain\tfell.", "cut \ufffd", "Fog"]
    assert [d.problem for d in found] == [None] * 3
    assert found[2].id.endswith("dump.jsonl:3")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_what_powershell_writes_is_read(tmp_path: Path, encoding: str) -> None:
    lines = LINES.decode() * 2000
    found = docs(put(tmp_path, "dump.jsonl", lines.replace("Rain", "Régen").encode(encoding)))
    assert [d.text for d in found] == ["Régen fell.", "It stopped."] * 2000


def test_a_file_without_a_record_is_told_of(tmp_path: Path) -> None:
    said: list[str] = []
    assert docs(put(tmp_path, "dump.jsonl", b"\n \n"), say=said.append) == []
    assert "no record" in said[0]


def test_lines_of_several_kinds_are_read_each_by_its_own_fields(tmp_path: Path) -> None:
    other = b'{"headline": "Fog", "articleBody": "Fog rose.", "link": "https://example.org/f"}\n'
    found = docs(put(tmp_path, "dump.jsonl", LINES + other))
    assert [(d.text, d.title) for d in found[1:]] == [("It stopped.", None), ("Fog rose.", "Fog")]
    assert found[2].url == "https://example.org/f"


def test_a_field_without_a_value_is_not_replaced_by_another(tmp_path: Path) -> None:
    other = b'{"id": "c", "text": null, "description": "A summary."}\n'
    assert docs(put(tmp_path, "dump.jsonl", LINES + other))[2].text is None


@pytest.mark.parametrize(("number", "name"), [("1234567.0", "1234567"), ("12345678", "12345678")])
def test_numbers_are_ids_to_their_last_digit(tmp_path: Path, number: str, name: str) -> None:
    (found,) = docs(put(tmp_path, "dump.jsonl", f'{{"id": {number}, "text": "Rain"}}'.encode()))
    assert found.id == name


def test_a_line_of_fifty_megabytes_is_passed_over_by_name(tmp_path: Path) -> None:
    path = put(tmp_path, "dump.jsonl", LINES + b'{"text": "' + b"x" * 50_000_000 + b'"}\n' + LINES)
    found = docs(path)
    assert [d.problem is None for d in found] == [True, True, False, True, True]
    assert found[2].source == f"{path}:3"
    assert "--max-bytes" in str(found[2].problem)


def test_named_fields_are_taken_and_dots_reach_inside(tmp_path: Path) -> None:
    record = {"key": 7, "text": "no", "article": {"body": "Rain fell.", "when": 1714521600}}
    path = put(tmp_path, "dump.jsonl", json.dumps(record).encode())
    (found,) = docs(path, id_field="key", text_field="article.body", date_field="article.when")
    assert (found.id, found.text, found.published) == ("7", "Rain fell.", "2024-05-01T00:00:00+00:00")


def test_a_record_without_the_field_says_which_fields_there_are(tmp_path: Path) -> None:
    (found,) = docs(put(tmp_path, "dump.jsonl", LINES.splitlines()[0]), text_field="nope")
    assert "'nope'" in str(found.problem)
    assert "'desk'" in str(found.problem)


def test_html_is_preferred_to_text_made_of_it(tmp_path: Path) -> None:
    record = {"id": 1, "html": PAGE.decode(), "text": "Rain"}
    (found,) = docs(put(tmp_path, "dump.jsonl", json.dumps(record).encode()))
    assert (found.html, found.text) == (PAGE.decode(), None)


def test_what_was_guessed_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    docs(put(tmp_path, "dump.jsonl", LINES), say=said.append)
    assert "text = 'text'" in said[0]


def test_what_is_guessed_of_many_files_alike_is_said_once(tmp_path: Path) -> None:
    for number in range(20):
        put(tmp_path, f"{number}.json", json.dumps(RECORDS[0]).encode())
    put(tmp_path, "other.jsonl", b'{"body": "Fog."}\n')
    said: list[str] = []
    assert len(docs(tmp_path, say=said.append)) == 21
    assert [message.partition(": ")[0] for message in said] == [
        f"{tmp_path}/0.json",
        f"{tmp_path}/other.jsonl",
    ]


def test_a_json_array_is_read_item_by_item(tmp_path: Path) -> None:
    found = docs(put(tmp_path, "dump.json", json.dumps(RECORDS, indent=1).encode()))
    assert [d.id for d in found] == ["a", "b"]


@pytest.mark.parametrize("remark", ["", "x" * 300_000], ids=["short", "long"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n"])
@pytest.mark.parametrize("indent", [None, 1])
def test_the_answer_of_a_news_api_is_read_article_by_article(
    tmp_path: Path, remark: str, end: bytes, indent: int | None
) -> None:
    answer = {"status": "ok", "remark": remark, "articles": RECORDS}
    found = docs(put(tmp_path, "answer.json", json.dumps(answer, indent=indent).encode() + end))
    assert [d.id for d in found] == ["a", "b"]


def test_a_first_line_that_is_too_long_hides_no_other(tmp_path: Path) -> None:
    long = json.dumps({"id": "x", "text": "Rain " * 1000}).encode() + b"\n"
    found = docs(put(tmp_path, "dump.json", long + LINES), max_bytes=1000)
    assert [d.problem is None for d in found] == [False, True, True]


@pytest.mark.parametrize("data", [b"[]", b'{"articles": []}\n'])
def test_a_file_without_records_is_said(tmp_path: Path, data: bytes) -> None:
    said: list[str] = []
    path = put(tmp_path, "none.json", data)
    assert docs(path, say=said.append) == []
    assert said == [f"{path}: there is no record in it"]


def test_a_list_of_words_in_an_object_holds_no_records(tmp_path: Path) -> None:
    found = docs(
        put(tmp_path, "one.json", b'{"remark": "Fog over the harbour", "tags": ["fog", "harbour"]}\n')
    )
    assert [d.problem is None for d in found] == [False]
    assert "remark" in str(found[0].problem)


@pytest.mark.parametrize("size", [3, 300_000])
@pytest.mark.parametrize("above", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_lines_named_json_are_read_line_by_line(tmp_path: Path, size: int, above: bytes) -> None:
    first = f'{{"id": "x", "text": "{"x" * size}", "score": NaN}}\n'.encode()
    found = docs(put(tmp_path, "dump.json", above + first + LINES))
    assert [d.id for d in found] == ["x", "a", "b"]
    assert str(found[1].source).endswith(f":{2 + above.count(b'%c' % 10)}")


def test_lines_named_json_below_one_that_is_too_long_are_read(tmp_path: Path) -> None:
    path = put(tmp_path, "dump.json", b'{"text": "' + b"x" * 10_000 + b'"}\n' + LINES)
    found = docs(path, max_bytes=100)
    assert [d.problem is None for d in found] == [False, True, True]


@pytest.mark.parametrize(("levels", "good"), [(100, True), (101, False), (900, False), (200_000, False)])
def test_json_that_is_nested_too_deeply_is_a_problem_wherever_it_is_read(
    tmp_path: Path, levels: int, good: bool
) -> None:
    nested = b'{"text": "Fog", "x": ' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}\n"
    found = docs(put(tmp_path, "dump.jsonl", LINES + nested + LINES))
    assert [d.problem is None for d in found] == [True, True, good, True, True]
    assert good or "levels deep" in str(found[2].problem)
