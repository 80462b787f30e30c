"""`cleaner learn`: what repeats on each site, learned from many of its articles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli._options import ConfigFile, Inputs, Quiet, with_options
from cleaner.cli._words import count
from cleaner.config import WorkOptions, load
from cleaner.errors import ConfigError
from cleaner.files import cannot_write
from cleaner.io.inputs import records
from cleaner.io.options import ReadOptions
from cleaner.run.progress import Progress
from cleaner.settings import Settings


@with_options(ReadOptions, Settings, WorkOptions)
def learn(
    inputs: Inputs,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The profiles; what the file already knows is kept.")
    ],
    day: Annotated[
        str | None,
        typer.Option("--date", help="The day to write as learned and last seen; today by default."),
    ] = None,
    quiet: Quiet = False,
    config_file: ConfigFile = None,
    **given: Any,
) -> None:
    """Learn each site's template from its articles, five or more of a site, and write the profiles.

    Give the profiles to other commands with `--profiles FILE`. Learning again with new articles adds to the
    file and tells which sites no longer look as they did.
    """
    from cleaner.clutter.site import MIN_STORIES, Profiles
    from cleaner.run.learning import learned

    progress = Progress(quiet=quiet)
    config = load(given, file=config_file)
    today = _date(day)
    known = Profiles.load(output) if output.exists() else None
    _check_place(output)
    profiles = learned(
        records(inputs, config.make(ReadOptions), progress.say),
        known,
        progress,
        settings=config.make(Settings),
        options=config.make(WorkOptions),
        today=today,
    )
    profiles.save(output)
    ready = sum(profile.stories >= MIN_STORIES for profile in profiles.sites.values())
    progress.say(f"{output}: {count(len(profiles.sites), 'site')}, {ready} of them with enough articles")


def _check_place(output: Path) -> None:
    """Raise OutputError before the work rather than after it."""
    import tempfile

    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output.parent):
            pass
    except OSError as error:
        raise cannot_write(str(output), error, again="learn again") from error


def _date(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError as error:
        raise ConfigError(f"--date {day}: not a date; write it as 2025-03-30") from error
