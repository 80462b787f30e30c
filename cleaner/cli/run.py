"""`cleaner run`: clean, find copies and report, into a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from cleaner.cli._options import ConfigFile, Inputs, Quiet, with_options
from cleaner.cli._words import count
from cleaner.config import CLASSES, load
from cleaner.io.inputs import STDIN
from cleaner.run.allocator import keep_freed_memory
from cleaner.run.local import REPORT
from cleaner.run.local import run as carry_out
from cleaner.run.manifest import Manifest
from cleaner.run.progress import choose


@with_options(*CLASSES)
def run(
    inputs: Inputs,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    resume: Annotated[bool, typer.Option("--resume", help="Continue a run that was stopped.")] = False,
    learn: Annotated[
        bool,
        typer.Option("--learn", help="First learn what repeats on each site, as `cleaner learn` does."),
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a run that is there.")] = False,
    quiet: Quiet = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Progress and problems as lines of JSON.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest on standard output.")] = False,
    config_file: ConfigFile = None,
    **given: Any,
) -> None:
    """Clean, find copies and report: everything, into a folder.

    Writes articles.jsonl and duplicates.jsonl (a line for every document), problems.jsonl, manifest.json,
    report.html and with --learn profiles.json, which later runs can be given. Exit status: 0 when all went
    well, 1 when documents had problems.
    """
    config = load(given, file=config_file)
    keep_freed_memory()
    with choose(quiet=quiet, log_json=log_json) as progress:
        try:
            manifest = carry_out(
                inputs,
                out,
                config,
                progress,
                resume=resume,
                overwrite=overwrite,
                verbose="--debug" in sys.argv,
                learn=learn,
            )
        except KeyboardInterrupt:
            if STDIN not in inputs:
                progress.say(f"what is done is kept in {out}; the same command with --resume continues")
            raise
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    if not quiet and not log_json:
        _show(manifest, out)
    if manifest.summary.problems:
        raise typer.Exit(1)


def _show(manifest: Manifest, out: Path) -> None:
    """The figures of the run, on standard error."""
    from rich.console import Console
    from rich.table import Table

    summary = manifest.summary
    good = summary.documents - summary.problems
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column()
    _section(table, "documents by verdict", summary.verdicts)
    _section(table, "characters removed", summary.removed)
    _section(table, "copies by relation", summary.copies)
    _section(table, "articles by agency", summary.wire)
    _section(table, "CPU seconds", manifest.run.get("cpu_seconds_by_stage", {}))
    console = Console(stderr=True, highlight=False)
    console.print(table)
    console.print(
        f"{count(summary.documents, 'document')} read = {good:,} without problems + {summary.problems:,} in "
        f"problems.jsonl; {count(summary.clusters, 'cluster')} of copies",
        soft_wrap=True,
    )
    if (out / REPORT).exists():
        console.print(f"report: {out / REPORT}", soft_wrap=True, markup=False)


def _section(table: Any, title: str, figures: dict[str, Any]) -> None:
    for name, figure in sorted(figures.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(title, f"{figure:,}" if isinstance(figure, int) else f"{figure:,.1f}", name)
        title = ""
