"""A run accounts for every document, and one that was stopped at any moment ends as if it had not been."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cleaner import config
from cleaner.errors import ConfigError, OutputError
from cleaner.run import local, manifest
from cleaner.run.ids import Ids
from cleaner.run.manifest import Manifest
from cleaner.run.progress import Progress
from cleaner.run.summary import Summary

QUICK = {"report": False, "rules": False, "scorer": False}
"""What a run does with a document does not matter here."""

STORY = "The harbour was closed on Monday after heavy rain flooded the lower quays, officials said. " * 3


def dump(path: Path, count: int = 60) -> Path:
    records = []
    for n in range(count):
        text = (
            f"{STORY}Crew number {n // 3} of the port cleared the road.\n\nShare this @harbour{n}.example\n"
        )
        records.append(json.dumps({"id": f"d{n}", "url": f"https://s{n % 4}.example/{n}", "text": text}))
    records[7] = "{broken"
    records[11] = json.dumps({"id": "d3", "text": "The id of another."})
    path.write_text("\n".join(records) + "\n")
    return path


def go(source: Path, out: Path, *, progress: Progress | None = None, **options: Any) -> Manifest:
    how = {name: options.pop(name) for name in ("resume", "overwrite", "learn") if name in options}
    chosen = config.load({"workers": 0, **QUICK, **options}, environment={}, folder=out.parent)
    return local.run([str(source)], out, chosen, progress or Progress(quiet=True), **how)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def files(out: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.name != "manifest.json"}
    manifest = json.loads((out / "manifest.json").read_bytes())
    del manifest["run"]
    return {**found, "manifest.json": json.dumps(manifest).encode()}


class StopsAt(Progress):
    """Stands for a run that dies after so many documents."""

    def __init__(self, document: int) -> None:
        super().__init__(quiet=True)
        self.at = document

    def document(self, summary: Summary) -> None:
        if summary.documents == self.at:
            raise KeyboardInterrupt

    def phase(self, name: str) -> None:
        if self.at < 0:
            raise KeyboardInterrupt


class TestBooks:
    def test_every_document_read_is_a_line_of_every_file(self, tmp_path: Path) -> None:
        manifest = go(dump(tmp_path / "dump.jsonl"), tmp_path / "out")
        articles = lines(tmp_path / "out/articles.jsonl")
        copies = lines(tmp_path / "out/duplicates.jsonl")
        problems = lines(tmp_path / "out/problems.jsonl")
        assert manifest.summary.documents == len(articles) == len(copies) == 60
        assert [article["id"] for article in articles] == [row["id"] for row in copies]
        assert [problem["id"] for problem in problems] == [a["id"] for a in articles if "problem" in a]
        assert manifest.summary.problems == len(problems) == 2

    def test_a_second_document_of_one_id_gets_another_and_says_so(self, tmp_path: Path) -> None:
        go(dump(tmp_path / "dump.jsonl"), tmp_path / "out")
        articles = lines(tmp_path / "out/articles.jsonl")
        assert articles[11]["id"] == "d3#12"
        assert "'d3'" in articles[11]["problem"]
        assert articles[11]["text"] == "The id of another."

    def test_the_number_of_workers_does_not_show(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")
        for workers in (0, 1, 3):
            go(source, tmp_path / f"out{workers}", workers=workers)
        assert files(tmp_path / "out0") == files(tmp_path / "out1") == files(tmp_path / "out3")

    def test_a_run_below_its_input_does_not_read_its_own_output(self, tmp_path: Path) -> None:
        dump(tmp_path / "dump.jsonl")
        assert go(tmp_path, tmp_path / "out").summary.documents == 60
        assert go(tmp_path, tmp_path / "out", overwrite=True).summary.documents == 60


class TestLearning:
    TEMPLATE = "Harbour Weather And Tides"

    def pages(self, path: Path, count: int = 12) -> Path:
        ships = ["".join(chr(97 + (n * step) % 26) for step in (3, 5, 7, 11)) for n in range(1, count + 1)]
        told = [
            f"The {ship} left the port of {ship}ville on Monday with a crew of {ship}land, its owner said."
            for ship in ships
        ]
        records = [
            {"id": f"d{n}", "url": f"https://harbour.example/{n}", "text": f"{text}\n{self.TEMPLATE}"}
            for n, text in enumerate(told)
        ]
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    def kept(self, out: Path) -> bool:
        return any(self.TEMPLATE in article["text"] for article in lines(out / "articles.jsonl"))

    def test_what_repeats_on_a_site_is_learned_before_it_is_cleaned(self, tmp_path: Path) -> None:
        source = self.pages(tmp_path / "dump.jsonl")
        go(source, tmp_path / "plain")
        go(source, tmp_path / "learned", learn=True)
        assert self.kept(tmp_path / "plain")
        assert not self.kept(tmp_path / "learned")

    def test_the_profiles_serve_a_later_run(self, tmp_path: Path) -> None:
        go(self.pages(tmp_path / "dump.jsonl"), tmp_path / "first", learn=True)
        one = self.pages(tmp_path / "one.jsonl", count=1)
        go(one, tmp_path / "second", profiles=str(tmp_path / "first/profiles.json"))
        assert not self.kept(tmp_path / "second")

    def test_a_stopped_run_ends_as_one_that_was_not(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = self.pages(tmp_path / "dump.jsonl")
        go(source, tmp_path / "whole", learn=True)
        monkeypatch.setattr(local, "COMMIT_SECONDS", 0.0)
        with pytest.raises(KeyboardInterrupt):
            go(source, tmp_path / "out", learn=True, progress=StopsAt(5))
        go(source, tmp_path / "out", learn=True, resume=True)
        assert files(tmp_path / "out") == files(tmp_path / "whole")

    def test_profiles_that_the_run_would_replace_are_refused(self, tmp_path: Path) -> None:
        source = self.pages(tmp_path / "dump.jsonl")
        go(source, tmp_path / "out", learn=True)
        with pytest.raises(ConfigError, match="replaces it"):
            go(source, tmp_path / "out", overwrite=True, profiles=str(tmp_path / "out/profiles.json"))
        assert (tmp_path / "out/profiles.json").exists()

    def test_standard_input_cannot_be_read_twice(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="write it to a file"):
            go(Path("-"), tmp_path / "out", learn=True)


class TestResume:
    @pytest.mark.parametrize("stops", [[1], [30], [60], [5, 20, 59], [-1]])
    def test_a_stopped_run_ends_as_one_that_was_not(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stops: list[int]
    ) -> None:
        source = dump(tmp_path / "dump.jsonl")
        go(source, tmp_path / "whole")
        monkeypatch.setattr(local, "COMMIT_SECONDS", 0.0)
        for stop in stops:
            with pytest.raises(KeyboardInterrupt):
                go(source, tmp_path / "out", progress=StopsAt(stop), resume=True)
        go(source, tmp_path / "out", resume=True)
        assert files(tmp_path / "out") == files(tmp_path / "whole")

    def test_what_was_written_after_the_last_commit_is_cut_off(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = dump(tmp_path / "dump.jsonl")
        go(source, tmp_path / "whole")
        monkeypatch.setattr(local, "COMMIT_SECONDS", 0.0)
        with pytest.raises(KeyboardInterrupt):
            go(source, tmp_path / "out", progress=StopsAt(20))
        for name in ("articles", "problems"):
            with (tmp_path / f"out/{name}.jsonl.part").open("ab") as file:
                file.write(b'{"id": "half a li')
        go(source, tmp_path / "out", resume=True)
        assert files(tmp_path / "out") == files(tmp_path / "whole")

    def test_a_finished_run_is_left_as_it_is(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")
        go(source, tmp_path / "out")
        before = files(tmp_path / "out")
        go(source, tmp_path / "out", resume=True)
        assert files(tmp_path / "out") == before

    def test_a_run_that_was_stopped_while_its_report_was_written_gets_it(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")
        go(source, tmp_path / "out", report=True)
        (tmp_path / "out/report.html").unlink()
        before = files(tmp_path / "out")
        go(source, tmp_path / "out", report=True, resume=True)
        after = files(tmp_path / "out")
        assert b"<h1>out</h1>" in after.pop("report.html")
        assert after == before

    def stopped(self, tmp_path: Path) -> Path:
        source = dump(tmp_path / "dump.jsonl")
        with pytest.raises(KeyboardInterrupt):
            go(source, tmp_path / "out", progress=StopsAt(20))
        return source

    def test_another_configuration_is_refused_with_the_difference(self, tmp_path: Path) -> None:
        source = self.stopped(tmp_path)
        with pytest.raises(OutputError, match="max_bytes was 20000000, now it is 1000"):
            go(source, tmp_path / "out", resume=True, max_bytes=1000)

    def test_another_input_is_refused_with_the_difference(self, tmp_path: Path) -> None:
        source = self.stopped(tmp_path)
        size = source.stat().st_size
        with source.open("a") as file:
            file.write("{}\n")
        with pytest.raises(OutputError, match=f"had {size} bytes, now {size + 3}"):
            go(source, tmp_path / "out", resume=True)

    def test_a_file_renamed_in_a_folder_is_noticed(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        for name in "abc":
            (tmp_path / f"in/{name}.txt").write_text("Rain.")
        with pytest.raises(KeyboardInterrupt):
            go(tmp_path / "in", tmp_path / "out", progress=StopsAt(2))
        (tmp_path / "in/a.txt").rename(tmp_path / "in/d.txt")
        with pytest.raises(OutputError, match="renamed"):
            go(tmp_path / "in", tmp_path / "out", resume=True)

    def test_output_that_was_tampered_with_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(local, "COMMIT_SECONDS", 0.0)
        source = self.stopped(tmp_path)
        os.truncate(tmp_path / "out/articles.jsonl.part", 10)
        with pytest.raises(OutputError, match="--overwrite"):
            go(source, tmp_path / "out", resume=True)

    def test_a_run_killed_with_its_workers_at_work_is_resumed(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl", 400)
        go(source, tmp_path / "whole")
        command = [
            sys.executable,
            "-m",
            "cleaner",
            "run",
            str(source),
            "--out",
            str(tmp_path / "out"),
            "--resume",
            "-q",
        ]
        environment = {
            **os.environ,
            **{f"CLEANER_{name.upper()}": "no" for name in QUICK},
            "CLEANER_WORKERS": "2",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        process = subprocess.Popen(command, env=environment, cwd=tmp_path)
        while process.poll() is None and not (tmp_path / "out/articles.jsonl.part").exists():
            time.sleep(0.01)  # the moment does not matter, only that the run has begun
        process.send_signal(signal.SIGKILL)
        process.wait()
        subprocess.run(command, env=environment, cwd=tmp_path, check=False)
        assert files(tmp_path / "out") == files(tmp_path / "whole")


class TestRefusals:
    def test_an_output_that_exists_is_not_overwritten(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")
        go(source, tmp_path / "out")
        with pytest.raises(OutputError, match="--overwrite"):
            go(source, tmp_path / "out")
        with pytest.raises(OutputError, match="either"):
            go(source, tmp_path / "out", overwrite=True, resume=True)
        assert go(source, tmp_path / "out", overwrite=True).summary.documents == 60

    def test_folders_of_others_are_left_alone(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")
        (tmp_path / "out/cleanwire-notes").mkdir(parents=True)
        (tmp_path / "out/cleanwire-notes/mine.txt").write_text("keep")
        go(source, tmp_path / "out")
        assert (tmp_path / "out/cleanwire-notes/mine.txt").read_text() == "keep"

    def test_what_a_killed_run_left_behind_is_removed(self, tmp_path: Path) -> None:
        (tmp_path / "out" / local.WORKING).mkdir(parents=True)
        (tmp_path / "out" / local.WORKING / "tokens.u32").write_bytes(bytes(100))
        go(dump(tmp_path / "dump.jsonl"), tmp_path / "out")
        assert not (tmp_path / "out" / local.WORKING).exists()

    def test_a_lock_that_its_holder_removes_meanwhile_is_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fcntl = pytest.importorskip("fcntl")
        lock = fcntl.flock

        def late(file: Any, how: int) -> None:
            Path(file.name).unlink()
            lock(file, how)

        monkeypatch.setattr(fcntl, "flock", late)
        with pytest.raises(OutputError, match="another run"), manifest.locked(tmp_path):
            pass

    def test_a_file_in_the_place_of_the_folder_is_named(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")
        before = source.read_bytes()
        with pytest.raises(OutputError, match=r"dump\.jsonl is no folder.*--out"):
            go(source, source, overwrite=True)
        assert source.read_bytes() == before

    def test_two_runs_do_not_write_to_one_folder(self, tmp_path: Path) -> None:
        source = dump(tmp_path / "dump.jsonl")

        class Second(Progress):
            def document(self, summary: Summary) -> None:
                with pytest.raises(OutputError, match="another run"):
                    go(source, tmp_path / "out", resume=True)

        go(source, tmp_path / "out", progress=Second(quiet=True))

    def test_a_full_disk_is_said_and_the_run_resumed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = dump(tmp_path / "dump.jsonl")
        go(source, tmp_path / "whole")
        with monkeypatch.context() as patch:
            patch.setattr(local, "COMMIT_SECONDS", 0.0)
            patch.setattr(os, "fsync", _FullAfter(20))
            with pytest.raises(OutputError, match=r"no space left.*--resume"):
                go(source, tmp_path / "out")
        go(source, tmp_path / "out", resume=True)
        assert files(tmp_path / "out") == files(tmp_path / "whole")


class _FullAfter:
    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self, descriptor: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(28, "No space left on device")


def test_ids_are_told_apart_in_any_number() -> None:
    ids = Ids()
    assert all(ids.add(f"document {n}") for n in range(5000))
    assert not any(ids.add(f"document {n}") for n in range(5000))


def test_a_name_made_for_a_document_is_no_other_documents() -> None:
    ids = Ids()
    assert [ids.name_for(name) for name in ("a", "a#3", "a", "a", "a#4")] == [
        "a",
        "a#3",
        "a#4",
        "a#5",
        "a#4#5",
    ]
