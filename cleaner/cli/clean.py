"""`cleaner clean`: pages and texts in, articles out."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cleaner.cli._cleaning import clean_inputs
from cleaner.cli._options import ConfigFile, Inputs, Quiet, with_options
from cleaner.config import WorkOptions
from cleaner.io.options import ReadOptions
from cleaner.io.writers import FORMATS
from cleaner.settings import Settings


@with_options(Settings, ReadOptions, WorkOptions)
def clean(
    inputs: Inputs,
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
    quiet: Quiet = False,
    config_file: ConfigFile = None,
    **given: Any,
) -> None:
    """Clean pages and texts.

    Exit status: 0 when all went well, 1 when documents had problems (they are in the output, with `problem`).
    """
    problems = clean_inputs(
        inputs,
        output=output,
        format=format,
        as_json=as_json,
        overwrite=overwrite,
        quiet=quiet,
        config_file=config_file,
        given=given,
    )
    if problems:
        raise typer.Exit(1)
