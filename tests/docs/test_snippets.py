"""The commands and programs in the README and the documentation work as they are written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner.resources import data_dir

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"(?P<skip><!-- not run: [^>]+-->\s*)?^```(?P<language>python|sh)\n(?P<code>.*?)^```",
    re.MULTILINE | re.DOTALL,
)


class Snippet(NamedTuple):
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    code: str


def snippets() -> list[Snippet]:
    return [
        Snippet(
            path.relative_to(ROOT).as_posix(),
            text[: match.start("language")].count("\n") + 1,
            match["language"],
            match["code"],
        )
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
        for text in [path.read_text("utf-8")]
        for match in FENCE.finditer(text)
        if not match["skip"]
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the inputs that the documentation speaks of."""
    seeds = data_dir("seeds")
    shutil.copytree(seeds / "pages" / "en", tmp_path / "pages")
    shutil.copy(seeds / "pages" / "en" / "bridge-reprint.html", tmp_path / "page.html")
    shutil.copy(seeds / "texts" / "en" / "bridge-parrot.txt", tmp_path / "story.txt")
    shutil.copy(seeds / "dumps" / "newsdesk.jsonl", tmp_path / "dump.jsonl")
    shutil.copy(seeds / "dumps" / "crawl.csv", tmp_path / "dump.csv")
    return tmp_path


def test_the_readme_has_snippets() -> None:
    languages = [snippet.language for snippet in snippets() if snippet.page == "README.md"]
    assert languages.count("python") >= 2
    assert languages.count("sh") >= 3


@pytest.mark.parametrize("snippet", snippets(), ids=lambda snippet: f"{snippet.page}:{snippet.line}")
def test_snippet_runs(snippet: Snippet, folder: Path) -> None:
    command = folder / "bin" / "cleaner"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n')
    command.chmod(0o755)
    script = folder / ("snippet.py" if snippet.language == "python" else "snippet.sh")
    script.write_text(snippet.code, encoding="utf-8")
    ran = subprocess.run(
        [
            sys.executable if snippet.language == "python" else "sh",
            *(["-e"] if snippet.language == "sh" else []),
            script,
        ],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
