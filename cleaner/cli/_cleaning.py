"""What `cleaner clean` does, apart from the reading of its command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any

from cleaner.cli._words import count, to_file
from cleaner.config import WorkOptions, load
from cleaner.errors import ConfigError
from cleaner.io.inputs import records
from cleaner.io.options import ReadOptions
from cleaner.io.record import Data, File, Record
from cleaner.io.writers import format_for, open_writer
from cleaner.run.lines import Making, lines
from cleaner.run.live import is_live, ticking
from cleaner.run.progress import Progress
from cleaner.settings import Settings


def clean_inputs(
    inputs: Sequence[str],
    *,
    output: str | None = None,
    format: str | None = None,  # noqa: A002
    as_json: bool = False,
    overwrite: bool = False,
    quiet: bool = False,
    config_file: Path | None = None,
    given: Mapping[str, Any] | None = None,
) -> int:
    """Clean `inputs` and write the articles; how many documents had problems. `given` are options by name."""
    if as_json and format not in (None, "jsonl"):
        raise ConfigError(f"--json and --format {format} are two formats: give one of them")
    output = to_file(output)
    progress = Progress(quiet=quiet)
    config = load(given, file=config_file)
    live = is_live(inputs)
    found: Iterator[Record | None] = records(inputs, config.make(ReadOptions), progress.say)
    if live:
        found = ticking(found)
    few = list(islice(dropwhile(lambda record: record is None, found), 2))
    first, *more = few or [None]
    single = isinstance(first, Data | File) and more in ([], [None])  # None: no second has come so far
    options = config.make(WorkOptions)
    if len(few) < 2 and options.workers is None:
        # a process of its own would take longer to start than one page to clean
        options = WorkOptions(workers=0)
    chosen = (
        "jsonl"
        if as_json
        else format
        or (format_for(output) if output else None)
        or ("txt" if single and not output else "jsonl")
    )
    making = Making(config.make(Settings), chosen)
    with open_writer(output, chosen, overwrite=overwrite) as writer:
        for line in chain.from_iterable(lines(chain(few, found), making, options)):
            if line.problem:
                progress.problem(line.source or line.id, line.problem)
            writer.write(line.data)
            if live and output is None:
                sys.stdout.buffer.flush()
    if progress.problems:
        progress.say(f"{count(progress.problems, 'document')} had problems")
    return progress.problems
