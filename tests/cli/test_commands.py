"""Data on standard output, everything else on standard error, exit status 0, 1 or 2, never a traceback."""

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from cleaner.cli import main

TEXT = "Rain closed the harbour on Monday, the port said. Crews cleared the road and ferries ran again.\n"
QUICK = {"CLEANER_RULES": "no", "CLEANER_SCORER": "no", "CLEANER_REPORT": "no", "CLEANER_WORKERS": "0"}


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


def cleaner(*arguments: object, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> Done:
    """What a call of the command does; in this process, which is quicker than one of its own."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), "utf-8") for name in ("stdout", "stderr")}
    with (
        mock.patch.multiple(
            sys, argv=["cleaner", *map(str, arguments)], stdin=io.TextIOWrapper(io.BytesIO(stdin)), **streams
        ),
        mock.patch.dict(os.environ, {**QUICK, **environment}),
        contextlib.chdir(cwd or Path.cwd()),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    written = {name: (stream.flush(), stream.buffer.getvalue())[1] for name, stream in streams.items()}  # type: ignore[attr-defined]
    code = ended.value.code
    return Done(code if isinstance(code, int) else 0 if code is None else 1, **written)


def process(**more: str) -> dict[str, str]:
    """The environment of a process that is to find this package."""
    return {**os.environ, **QUICK, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT)
    (tmp_path / "in/b.txt").write_text(TEXT.replace("Rain", "Snow"))
    (tmp_path / "in/c.jsonl.gz").write_bytes(gzip.compress(json.dumps({"id": "c", "text": TEXT}).encode()))
    return tmp_path


def test_help_lists_the_commands_without_importing_them() -> None:
    code = (
        "import sys\nfrom cleaner.cli import main\nsys.argv = ['cleaner', '--help']\n"
        "try: main()\nfinally: print('|', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    shown, modules = done.stdout.split("|")
    assert done.returncode == 0
    assert all(
        name in shown for name in ("run", "clean", "dedup", "report", "explain", "rules", "learn", "config")
    )
    assert not {"numpy", "rich", "cleaner.pipeline", "selectolax", "pydantic"} & set(modules.split())


def test_a_page_without_options_is_cleaned_without_the_libraries_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><article><p>{TEXT * 5}</p></article></body></html>")
    code = (
        "import sys\nfrom cleaner.cli import main\nsys.argv = ['cleaner', 'clean', 'a.html']\n"
        "try: main()\nfinally: print('|', *sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    shown, modules = done.stdout.split("|")
    assert done.returncode == 0, done.stderr
    assert shown.startswith("Rain closed the harbour")
    assert not {"typer", "pydantic", "rich", "asyncio", "multiprocessing", "trafilatura"} & set(
        modules.split()
    )


class TestClean:
    def test_options_do_not_change_what_a_plain_call_does(self, folder: Path) -> None:
        plain = cleaner("clean", folder / "in")
        assert cleaner("clean", folder / "in", "--format", "jsonl") == plain

    def test_an_empty_name_is_a_file_that_is_not_there(self) -> None:
        assert cleaner("clean", "").returncode == 1

    def test_a_page_through_a_pipe_comes_out_as_text(self) -> None:
        done = cleaner("clean", "-", stdin=TEXT.encode())
        assert (done.returncode, done.stdout.decode(), done.stderr) == (0, TEXT, b"")

    def test_json_is_a_line_a_document(self) -> None:
        done = cleaner("clean", "-", "--json", stdin=TEXT.encode())
        assert json.loads(done.stdout)["text"] == TEXT.strip()

    def test_several_documents_come_out_as_jsonl(self, folder: Path) -> None:
        done = cleaner("clean", folder / "in")
        assert [Path(json.loads(line)["id"]).name for line in done.stdout.splitlines()] == [
            "a.txt",
            "b.txt",
            "c",
        ]

    @pytest.mark.parametrize(
        "name", ["out.jsonl", "out.jsonl.gz", "out.csv", "out.csv.xz", "out.parquet", "out.db"]
    )
    def test_what_is_written_can_be_read_again(self, folder: Path, name: str) -> None:
        if name.endswith("parquet"):
            pytest.importorskip("pyarrow")
        assert cleaner("clean", folder / "in", "-o", folder / name).returncode == 0
        done = cleaner("clean", folder / name, "--json")
        assert [json.loads(line)["text"] for line in done.stdout.splitlines()][2] == TEXT.strip()

    @pytest.mark.parametrize(
        ("format_name", "suffix", "head"), [("txt", ".txt", "Flood"), ("markdown", ".md", "# Flood")]
    )
    def test_text_formats_put_the_title_above_the_text(
        self, tmp_path: Path, format_name: str, suffix: str, head: str
    ) -> None:
        record = {"id": "a/b:c", "title": "Flood", "text": TEXT}
        done = cleaner(
            "clean", "-", "-o", tmp_path / "out", "--format", format_name, stdin=json.dumps(record).encode()
        )
        assert done.returncode == 0
        (written,) = (tmp_path / "out").iterdir()
        assert written.name == f"000001-a-b-c{suffix}"
        assert written.read_text() == f"{head}\n\n{TEXT}"

    @pytest.mark.parametrize("workers", ["0", "1"])
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("out.md", "# Flood\n\n{rain}\n\n- {roads}\n- {trains}\n"),
            (
                "out.html",
                '<!doctype html>\n<meta charset="utf-8">\n<article>\n<h1>Flood</h1>\n<p>{rain}</p>\n'
                "<ul>\n<li>{roads}</li>\n<li>{trains}</li>\n</ul>\n</article>\n",
            ),
        ],
    )
    def test_pages_keep_their_structure(self, tmp_path: Path, name: str, expected: str, workers: str) -> None:
        told = {
            "rain": TEXT.strip(),
            "roads": "Two roads along the coast stay shut until Thursday, when engineers test the bridge.",
            "trains": "Trains run every hour, and tickets for the ferry are valid, its manager said.",
        }
        page = "<title>Flood</title><h1>Flood</h1><p>{rain}</p><ul><li>{roads}</li><li>{trains}</li></ul>"
        (tmp_path / "a.html").write_text(page.format(**told))
        done = cleaner("clean", tmp_path / "a.html", "-o", tmp_path / name, CLEANER_WORKERS=workers)
        assert done.returncode == 0
        assert (tmp_path / name).read_text() == expected.format(**told)

    def test_problems_are_counted_and_named_and_the_rest_is_cleaned(self, folder: Path) -> None:
        done = cleaner("clean", folder / "nope.html", folder / "in")
        assert done.returncode == 1
        assert len(done.stdout.splitlines()) == 4
        assert b"nope.html: there is no such file" in done.stderr
        assert b"1 document had" in done.stderr

    @pytest.mark.parametrize("command", ["clean", "dedup"])
    def test_a_dash_is_standard_output(self, folder: Path, command: str) -> None:
        done = cleaner(command, folder / "in/c.jsonl.gz", "-o", "-", cwd=folder)
        assert json.loads(done.stdout)["id"] == "c"
        assert not (folder / "-").exists()

    def test_two_formats_are_refused(self, folder: Path) -> None:
        done = cleaner("clean", folder / "in/a.txt", "--json", "--format", "csv")
        assert done.returncode == 2
        assert b"give one of them" in done.stderr

    def test_an_output_that_exists_is_kept(self, folder: Path) -> None:
        (folder / "out.jsonl").write_text("mine")
        done = cleaner("clean", folder / "in", "-o", folder / "out.jsonl")
        assert done.returncode == 2
        assert b"--overwrite" in done.stderr
        assert (folder / "out.jsonl").read_text() == "mine"
        assert cleaner("clean", folder / "in", "-o", folder / "out.jsonl", "--overwrite").returncode == 0

    def test_a_pipe_with_a_name_is_written_to(self, folder: Path) -> None:
        os.mkfifo(folder / "pipe")
        with ThreadPoolExecutor(1) as reader:
            read = reader.submit((folder / "pipe").read_bytes)
            assert cleaner("clean", folder / "in", "-o", folder / "pipe").returncode == 0
            assert len(read.result().splitlines()) == 3
        assert (folder / "pipe").is_fifo()

    def test_quiet_says_nothing(self, folder: Path) -> None:
        assert cleaner("clean", folder / "in", "--quiet").stderr == b""

    def test_a_reader_that_goes_away_is_no_error(self, folder: Path) -> None:
        line = json.dumps({"text": TEXT * 200}) + "\n"
        (folder / "many.jsonl").write_text(line * 200)
        command = f"{sys.executable} -m cleaner clean many.jsonl | head -c 10"
        done = subprocess.run(
            command, shell=True, capture_output=True, cwd=folder, env=process(), check=False
        )
        assert b"Traceback" not in done.stderr
        assert b"Broken" not in done.stderr


class TestRun:
    def test_a_run_writes_its_files_and_its_figures(self, folder: Path) -> None:
        done = cleaner("run", folder / "in", "--out", folder / "out", "--json")
        assert done.returncode == 0
        assert json.loads(done.stdout)["summary"]["documents"] == 3
        assert b"3 documents read = 3 without problems + 0 in problems.jsonl" in done.stderr
        assert {path.name for path in (folder / "out").iterdir()} == {
            "articles.jsonl",
            "duplicates.jsonl",
            "problems.jsonl",
            "manifest.json",
        }

    def test_problems_make_the_status_1(self, folder: Path) -> None:
        (folder / "in/d.jsonl").write_text("{broken\n")
        done = cleaner("run", folder / "in", "--out", folder / "out")
        assert done.returncode == 1
        assert b"d.jsonl:1: not valid JSON" in done.stderr

    def test_the_log_can_be_json(self, folder: Path) -> None:
        done = cleaner("run", folder / "in", folder / "nope", "--out", folder / "out", "--log-json")
        events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
        assert events[0] == "start"
        assert "problem" in events

    def test_the_log_can_tell_of_any_name(self, folder: Path) -> None:
        try:
            (folder / "in" / os.fsdecode(b"a.b\xff")).write_text("Rain.")
        except OSError:
            pytest.skip("this file system takes only names that are Unicode")
        done = cleaner("run", folder / "in", "--out", folder / "out", "--log-json")
        notes = [json.loads(line).get("message", "") for line in done.stderr.splitlines()]
        assert any("1 .b\\udcff" in note for note in notes)

    @pytest.mark.parametrize("wrong", [["--rules", "nowhere"], ["--threshold", "3"], ["--original", "best"]])
    def test_a_wrong_option_costs_no_earlier_run(self, folder: Path, wrong: list[str]) -> None:
        cleaner("run", folder / "in", "--out", folder / "out")
        before = sorted(folder.rglob("*"))
        done = cleaner(
            "run", folder / "in", "--out", folder / "out", "--overwrite", *wrong, CLEANER_RULES="yes"
        )
        assert done.returncode == 2
        assert sorted(folder.rglob("*")) == before

    @pytest.mark.parametrize(("source", "says"), [("in", True), ("-", False)])
    def test_who_interrupts_a_run_is_told_how_to_continue_if_that_can_be(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, says: bool
    ) -> None:
        monkeypatch.setattr("cleaner.cli.run.carry_out", mock.Mock(side_effect=KeyboardInterrupt))
        done = cleaner("run", source, "--out", "out", cwd=folder)
        assert done.returncode == 130
        assert (b"--resume" in done.stderr) == says

    def test_a_run_that_exists_is_kept(self, folder: Path) -> None:
        cleaner("run", folder / "in", "--out", folder / "out")
        done = cleaner("run", folder / "in", "--out", folder / "out")
        assert done.returncode == 2
        assert b"--resume" in done.stderr


class TestConfig:
    def shown(self, cwd: Path, *arguments: str, **environment: str) -> tuple[object, str]:
        done = cleaner("config", "--json", *arguments, cwd=cwd, **environment)
        value = json.loads(done.stdout)["max_bytes"]
        return value["value"], Path(value["origin"]).name

    def test_the_command_line_comes_before_environment_before_file_before_project(
        self, tmp_path: Path
    ) -> None:
        assert self.shown(tmp_path) == (20_000_000, "default")
        (tmp_path / "pyproject.toml").write_text("[tool.cleanwire]\nmax_bytes = 1\n")
        assert self.shown(tmp_path) == (1, "pyproject.toml")
        (tmp_path / "cleaner.toml").write_text("max-bytes = 2\n")
        assert self.shown(tmp_path) == (2, "cleaner.toml")
        assert self.shown(tmp_path, CLEANER_MAX_BYTES="3") == (3, "CLEANER_MAX_BYTES")
        assert self.shown(tmp_path, "--max-bytes", "4", CLEANER_MAX_BYTES="3") == (4, "command line")

    def test_an_unknown_option_names_the_nearest(self, tmp_path: Path) -> None:
        (tmp_path / "cleaner.toml").write_text("max_byte = 2\n")
        done = cleaner("config", cwd=tmp_path)
        assert done.returncode == 2
        assert b"did you mean 'max_bytes'?" in done.stderr

    def test_a_value_of_the_wrong_kind_names_its_place(self, tmp_path: Path) -> None:
        done = cleaner("config", cwd=tmp_path, CLEANER_MAX_BYTES="many")
        assert done.returncode == 2
        assert b"CLEANER_MAX_BYTES: max_bytes = 'many'" in done.stderr

    def test_the_options_of_other_commands_may_stand_in_the_file(self, folder: Path) -> None:
        (folder / "cleaner.toml").write_text('keep = ["share"]\nthreshold = 0.6\n')
        done = cleaner("dedup", "in", "--json", cwd=folder)
        assert json.loads(done.stdout)["settings"]["threshold"] == 0.6

    def test_paths_in_a_file_are_relative_to_it(self, tmp_path: Path) -> None:
        (tmp_path / "below").mkdir()
        (tmp_path / "cleaner.toml").write_text('rule_dirs = ["mine"]\nprofiles = "p.json"\n')
        for cwd, paths in (
            (tmp_path, ["mine", "p.json"]),
            (tmp_path / "below", [str(tmp_path / "mine"), str(tmp_path / "p.json")]),
        ):
            values = json.loads(cleaner("config", "--json", cwd=cwd).stdout)
            assert [*values["rule_dirs"]["value"], values["profiles"]["value"]] == paths

    @pytest.mark.parametrize(
        ("option", "value", "says"),
        [
            ("--kind", "page", "choose one of auto, html, text"),
            ("--input-format", "xml", "choose one of auto, html"),
            ("--workers", "-1", "at least 0"),
            ("--seconds", "0", "at least 0.01"),
            ("--max-ratio", "-1", "at least 0"),
            ("--max-blocks", "-1", "at least 0"),
        ],
    )
    def test_a_value_that_cannot_be_is_refused(
        self, folder: Path, option: str, value: str, says: str
    ) -> None:
        done = cleaner("clean", folder / "in", option, value)
        assert done.returncode == 2
        assert says in done.stderr.decode()

    def test_a_flag_can_switch_the_rules_off(self, tmp_path: Path) -> None:
        done = cleaner("config", "--json", "--no-rules", cwd=tmp_path, CLEANER_RULES="yes")
        assert json.loads(done.stdout)["rules"] == {"value": False, "origin": "command line"}


@pytest.mark.parametrize(
    "arguments", [["nope"], ["clean"], ["clean", "--nope"], ["run", "x"], ["clean", "-", "--format", "x"]]
)
def test_wrong_usage_is_status_2_and_no_traceback(arguments: list[str]) -> None:
    done = cleaner(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_explain_reads_a_text_in_a_legacy_encoding_as_the_other_commands_do(tmp_path: Path) -> None:
    text = "<3 sagen die Gäste über das Café.\n\nDie Brücke über den Fluss bleibt für zwei Jahre geschlossen."
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    done = cleaner("explain", tmp_path / "a.txt", "--json")
    assert json.loads(done.stdout)["original"] == text


def test_explain_shows_what_one_rule_took_in_one_place_together(tmp_path: Path) -> None:
    list_of_stories = "You May Also Like\n\nFerry runs aground\n\nMayor resigns over pier\n"
    (tmp_path / "a.txt").write_text(f"{TEXT * 3}\n{TEXT * 3}\n{list_of_stories}")
    done = cleaner("explain", tmp_path / "a.txt", CLEANER_RULES="yes")
    lines = done.stdout.decode().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("▼ related"))
    assert "en.related.also-like · 0.90 · 3 pieces" in lines[at]
    assert lines[at + 1 : at + 4] == [
        "− You May Also Like",
        "− Ferry runs aground",
        "− Mayor resigns over pier",
    ]
    assert lines[-2:] == ["removed: 3 related", ""]


def test_what_is_written_to_a_pipe_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Мост закрыт на два года.\n", encoding="utf-8")
    command = [sys.executable, "-m", "cleaner", "explain", "a.txt"]
    done = subprocess.run(
        command, capture_output=True, cwd=tmp_path, env=process(PYTHONIOENCODING="ascii"), check=True
    )
    assert "Мост закрыт на два года." in done.stdout.decode("utf-8")


def test_explain_picks_documents_out_of_a_dump(tmp_path: Path) -> None:
    rows = [{"id": name, "text": f"{name}. {TEXT * 3}\nShare this @{name}"} for name in ("ada", "bob", "cyd")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    shown = cleaner("explain", tmp_path / "a.jsonl", "--id", "cyd", "--id", "ada").stdout.decode()
    assert [line for line in shown.splitlines() if "@" in line] == ["− Share this @ada", "− Share this @cyd"]
    missing = cleaner("explain", tmp_path / "a.jsonl", "--id", "ada", "--id", "dan")
    assert missing.returncode == 2
    assert b"no document has the id dan" in missing.stderr


def test_packs_of_ones_own_are_given_to_every_command_by_the_same_option(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(
        'pack = "my.share"\ncategory = "share"\n'
        '[[rule]]\nid = "my.share.go"\nsays = "Go."\nis = ["go share it"]\n'
        'match = ["Go share it"]\nspare = ["Go and share it with nobody."]\n'
    )
    (tmp_path / "a.txt").write_text(f"{TEXT * 3}\nGo share it\n")
    for command in ("clean", "explain"):
        done = cleaner(
            command, tmp_path / "a.txt", "--json", "--rules", tmp_path / "pack.toml", CLEANER_RULES="yes"
        )
        assert [removal["rule"] for removal in json.loads(done.stdout)["removed"]] == ["my.share.go"]
    assert cleaner("rules", "show", "my.share.go", "--rules", tmp_path).returncode == 0


def test_rules_are_counted_on_dumps_and_pages_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": f"{TEXT * 3}\nYou May Also Like\n"}))
    (tmp_path / "b.html").write_text(f"<body><p>{TEXT * 3}</p><h3>You May Also Like</h3></body>")
    done = cleaner("rules", "stats", tmp_path / "a.jsonl", tmp_path / "b.html", "--json")
    assert json.loads(done.stdout)["hits"]["en.related.also-like"] == 2
    assert done.returncode == 0
    done = cleaner("rules", "stats", tmp_path / "a.jsonl", tmp_path / "gone.txt", "--json")
    assert json.loads(done.stdout)["hits"]["en.related.also-like"] == 1
    assert done.returncode == 1


def test_a_list_of_rules_that_there_are_not_is_an_error() -> None:
    done = cleaner("rules", "list", "en.share", "xx")
    assert done.returncode == 2
    assert b"'xx'" in done.stderr


def test_profiles_are_written_into_a_folder_that_is_made(folder: Path) -> None:
    output = folder / "new/profiles.json"
    assert cleaner("learn", folder / "in", "-o", output).returncode == 0
    assert json.loads(output.read_bytes())["sites"] == {}


def test_profiles_that_cannot_be_written_are_told_of_before_the_work(folder: Path) -> None:
    done = cleaner("learn", folder / "in", "-o", folder / "in/a.txt/profiles.json")
    assert done.returncode == 2
    assert done.stderr.startswith(b"cleaner: ")
    assert b"cannot be written" in done.stderr


def test_an_import_replaces_no_rules_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a.example##.promo\n")
    import_list = ("rules", "import", tmp_path / "list.txt", "-o", tmp_path)
    assert cleaner(*import_list).returncode == 0
    path = tmp_path / "sites/a.example.toml"
    path.write_text("mine")
    assert cleaner(*import_list).returncode == 2
    assert path.read_text() == "mine"
    assert cleaner(*import_list, "--overwrite").returncode == 0
