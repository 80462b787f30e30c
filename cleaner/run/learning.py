"""What repeats on each site: `cleaner learn`, and `cleaner run --learn` before anything is cleaned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from cleaner.clutter.site import Profiles, learn
from cleaner.config import WorkOptions
from cleaner.errors import ConfigError
from cleaner.io.inputs import STDIN, records
from cleaner.io.options import ReadOptions
from cleaner.io.record import Record
from cleaner.run.many import clean_many
from cleaner.run.progress import Progress
from cleaner.settings import Settings

NAME = "profiles.json"


def check_apart(settings: Settings, out: Path) -> None:
    """Raise `ConfigError` when the profiles to clean with are a file that the run would replace."""
    if settings.profiles and Path(settings.profiles).resolve() == (out / NAME).resolve():
        raise ConfigError(f"--profiles {settings.profiles}: a run into {out} replaces it; give it a copy")


def learn_first(
    inputs: Sequence[str],
    out: Path,
    progress: Progress,
    *,
    settings: Settings,
    reading: ReadOptions,
    options: WorkOptions,
) -> None:
    """Write `out`/profiles.json: what `settings.profiles` knows already, and what the inputs add to it.

    A file that is there is kept: it was written in one step by the run that is resumed now.
    """
    if (out / NAME).exists():
        return
    if STDIN in inputs:
        raise ConfigError(
            "--learn reads the inputs twice, standard input can be read once: write it to a file"
        )
    progress.say("learning what repeats on each site")
    known = Profiles.load(settings.profiles) if settings.profiles else None
    found = records(inputs, reading, lambda _: None, skip=out)  # the second reading says what is wrong
    learned(found, known, progress, settings=settings, options=options).save(out / NAME)


def learned(
    found: Iterable[Record],
    known: Profiles | None,
    progress: Progress,
    *,
    settings: Settings,
    options: WorkOptions,
    today: date | None = None,
) -> Profiles:
    """`known` with what the records add; the sites that no longer look as they did are told."""
    # What the line scorer would remove is learned all the same, and it takes most of the time.
    quick = replace(settings, scorer=False)
    articles = clean_many((record.load() for record in found), settings=quick, options=options)
    profiles, stale = learn(articles, known, today=today)
    for site in stale:
        progress.say(f"{site}: its profile matched none of the new articles; the site looks different now")
    return profiles
