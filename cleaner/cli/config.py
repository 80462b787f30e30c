"""`cleaner config`: every option, its value and where it comes from."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import msgspec
import typer

from cleaner.cli._options import ConfigFile, with_options
from cleaner.config import CLASSES, load


@with_options(*CLASSES)
def config(
    config_file: ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    **given: Any,
) -> None:
    """Show every setting, its value and where it comes from.

    An option is taken from the command line, else from CLEANER_<NAME> in the environment, else from
    cleaner.toml, else from [tool.cleanwire] in pyproject.toml, else it has its default.
    """
    values = load(given, file=config_file).values
    if as_json:
        rows = {name: value._asdict() for name, value in values.items()}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n")
        return
    width = max(map(len, values))
    for name, (value, origin) in values.items():
        shown = '""' if value is None else msgspec.json.encode(value).decode()
        sys.stdout.write(f"{name:{width}} = {shown:24} # {origin}\n")
