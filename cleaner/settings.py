"""Every option of the cleaner, in one frozen value that is written into each run's manifest."""

from dataclasses import dataclass
from typing import Literal

from cleaner.document import CATEGORIES
from cleaner.errors import ConfigError

Keep = Literal["wire-original", "earliest", "longest", "prefer-domains", "none"]
"""Which copy is taken for the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What to run and how far to go. Two equal settings give equal output on equal input."""

    rules: bool = True
    """Run the rule packs."""
    heuristics: bool = True
    """Run the heuristics: headline runs, truncated teasers, repeated lines."""
    scorer: bool = True
    """Run the learned scorers (lines of text)."""
    fallback: bool = True
    """Let trafilatura try the pages on which the block scorer finds nothing."""
    normalise: bool = True
    """Repair text before cleaning it: mojibake, HTML leftovers, hard-wrapped lines, invisible characters."""
    rule_dirs: tuple[str, ...] = ()
    """Folders with the user's own packs; they add, replace or switch off rules."""
    without_rules: tuple[str, ...] = ()
    """Ids of rules that do not run."""
    profiles: str | None = None
    """A file written by `cleaner learn`."""
    keep: tuple[str, ...] = ()
    """Categories that are labelled but not stripped: what `Article.restore` would put back stays."""
    max_bytes: int = 20_000_000
    """Larger documents come out with `problem` and are not cleaned."""
    max_blocks: int = 50_000
    """Blocks beyond this are kept as they are and named in `problem`."""

    def __post_init__(self) -> None:
        """Raise ConfigError for categories that there are not, one name for several, limits below zero."""
        for name in ("rule_dirs", "without_rules", "keep"):
            if not isinstance(one := getattr(self, name), tuple | list):
                raise ConfigError(f"{name} = {one!r}: it holds several; write ({one!r},)")
        for name in ("rules", "heuristics", "scorer", "fallback", "normalise"):
            if not isinstance(one := getattr(self, name), bool):
                raise ConfigError(f"{name} = {one!r}: write True or False")
        check_at_least(0, max_bytes=self.max_bytes, max_blocks=self.max_blocks)
        unknown = sorted(set(self.keep).difference(CATEGORIES))
        if unknown:
            raise ConfigError(f"keep: no category {', '.join(unknown)}; choose from {', '.join(CATEGORIES)}")


def check_at_least(least: float, **options: float) -> None:
    """Raise ConfigError for an option that is no number or smaller than `least`."""
    for name, value in options.items():
        if not (isinstance(value, int | float) and value >= least):
            raise ConfigError(f"{name} = {value!r}: it must be a number and at least {least:g}")
