"""`cleaner clean`: pages and texts in, articles out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli._console import Console
from cleaner.cli._options import with_options
from cleaner.config import CLASSES, RunOptions, load
from cleaner.errors import ConfigError
from cleaner.io.inputs import records
from cleaner.io.options import ReadOptions
from cleaner.io.record import Data, File
from cleaner.io.writers import FORMATS, format_for, open_writer
from cleaner.run.lines import Line, lines
from cleaner.settings import Settings


@with_options(*CLASSES)
def clean(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns, addresses, or - for standard input.")
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="File or folder to write; by default standard output."),
    ] = None,
    format: Annotated[  # noqa: A002
        str | None,
        typer.Option(
            "--format",
            help=f"{', '.join(FORMATS)}. By default as --output says; else text for one page and JSONL.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format jsonl.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the output if it exists.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing on standard error but errors.")
    ] = False,
    config_file: Annotated[
        Path | None, typer.Option("--config", help="Read this file, not the nearest cleaner.toml.")
    ] = None,
    **given: Any,
) -> None:
    """Clean pages and texts.

    Exit status: 0 when all went well, 1 when documents had problems (they are in the output, with `problem`).
    """
    if format is not None and format not in FORMATS:
        raise ConfigError(f"--format {format}: there is no such format; there are {', '.join(FORMATS)}")
    console = Console(quiet=quiet)
    config = load(given, file=config_file)
    found = records(inputs, config.make(ReadOptions), console.say)
    few = list(islice(found, 2))
    single = len(few) == 1 and isinstance(few[0], Data | File)
    options = config.make(RunOptions)
    if len(few) < 2 and options.workers is None:
        options = RunOptions(
            workers=0
        )  # a process of its own would take longer to start than one page to clean
    chosen = (
        "jsonl"
        if as_json
        else format
        or (format_for(output) if output else None)
        or ("txt" if single and not output else "jsonl")
    )
    with open_writer(output, chosen, overwrite=overwrite) as writer:
        for line in _reported(lines(chain(few, found), config.make(Settings), options), console):
            writer.write_json(line.data)
    if console.problems:
        documents = "document" if console.problems == 1 else "documents"
        console.say(f"{console.problems} {documents} had problems")
        raise typer.Exit(1)


def _reported(cleaned: Iterator[Line], console: Console) -> Iterator[Line]:
    for line in cleaned:
        if line.problem:
            console.problem(line.source or line.id, line.problem)
        yield line
