"""`cleaner report`: write the report of a finished run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `cleaner run` wrote.")],
) -> None:
    """Write report.html into the folder of a finished run, from the files in it; print where it is."""
    from cleaner.report import write

    print(write(directory))  # noqa: T201 - the path is this command's output
