"""What `cleaner rules test` checks beyond a pack's own form: spares against all rules, and real prose."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.clutter.match import RuleIndex
from cleaner.clutter.rulepack import Rule, load_rules, pack_files, read_pack, shipped_dir
from cleaner.errors import RuleError
from cleaner.resources import data_dir


@dataclass(slots=True)
class Report:
    """What was checked, and what is wrong."""

    rules: int = 0
    examples: int = 0
    prose: int = 0
    """Lines of the seeds' gold text."""
    found: list[RuleError] = field(default_factory=list)


def check_packs(dirs: Sequence[Path] = (), *, stop_at_first: bool = False) -> Report:
    """Check the shipped packs and those in `dirs`; RuleError for the first fault if `stop_at_first`."""
    report = Report()
    rules = load_rules(dirs, examples=True, problems=None if stop_at_first else report.found)
    report.rules = len(rules)
    report.examples = sum(len(rule.match) + len(rule.spare) for rule in rules)
    index = RuleIndex(rules)
    for error in (*_names(), *_spares(rules, index), *_prose(index, report)):
        if stop_at_first:
            raise error
        report.found.append(error)
    return report


def _names() -> Iterator[RuleError]:
    """Shipped packs are called after their place, and rules after their pack."""
    folder = shipped_dir()
    for path in pack_files(folder):
        place = path.relative_to(folder)
        wanted = ".".join([*place.parts[:-1], path.stem])
        pack = read_pack(path, name=f"rules/{place.as_posix()}")
        if pack.pack != wanted:
            yield RuleError(
                f'rules/{place.as_posix()}: its pack is named {pack.pack!r}; write pack = "{wanted}"'
            )
        for rule in pack.rule:
            if not rule.id.startswith(f"{wanted}."):
                yield RuleError(f"rules/{place.as_posix()}: rule {rule.id}: its id must begin with {wanted}.")


def _spares(rules: Sequence[Rule], index: RuleIndex) -> Iterator[RuleError]:
    """No spare may be hit by a rule that would remove it."""
    for rule in rules:
        for line, hit in index.hits(rule.spare):
            if hit.weight >= 0.5:
                yield RuleError(
                    f"rule {hit.id} hits a spare of {rule.id}: {rule.spare[line]!r}; narrow it down"
                )


def _prose(index: RuleIndex, report: Report) -> Iterator[RuleError]:
    """No rule may hit the articles of the seeds."""
    for path in sorted((data_dir("seeds") / "gold").rglob("*.toml")):
        gold = tomllib.loads(path.read_text(encoding="utf-8"))
        lines = [line for line in gold.get("text", ()) if len(line) <= 300]
        report.prose += len(lines)
        for line, hit in index.hits(lines):
            if hit.weight >= 0.5:
                yield RuleError(
                    f"rule {hit.id} hits the prose of {path.name}: {lines[line]!r}; narrow it down"
                )
