"""`cleaner learn`: what repeats on each site, learned from many of its articles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli._console import Console, count
from cleaner.cli._options import ConfigFile, Inputs, Quiet, with_options
from cleaner.config import WorkOptions, load
from cleaner.errors import ConfigError
from cleaner.io.inputs import records
from cleaner.io.options import ReadOptions
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
    from cleaner import clean_many
    from cleaner.clutter.site import MIN_STORIES, Profiles
    from cleaner.clutter.site import learn as learn_sites

    console = Console(quiet=quiet)
    config = load(given, file=config_file)
    found = records(inputs, config.make(ReadOptions), console.say)
    options = config.make(WorkOptions)
    known = Profiles.load(output) if output.exists() else None
    articles = clean_many(
        (record.load() for record in found), workers=options.workers, settings=config.make(Settings)
    )
    profiles, stale = learn_sites(articles, known, today=_date(day))
    profiles.save(output)
    for site in stale:
        console.say(f"{site}: its profile matched none of the new articles; the site looks different now")
    ready = sum(profile.stories >= MIN_STORIES for profile in profiles.sites.values())
    console.say(f"{output}: {count(len(profiles.sites), 'site')}, {ready} of them with articles enough")


def _date(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError as error:
        raise ConfigError(f"--date {day}: not a date; write it as 2025-03-30") from error
