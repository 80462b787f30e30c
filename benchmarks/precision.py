"""How often each rule is right, and whether its weight says so.

python -m benchmarks.precision [--write]

Measured where a mistake costs most: on what four extractors kept of the pages of ../shared, not on the
visible text of whole pages, where most lines are clutter. A site counts once, however many lines a rule hits,
and the rules of one name in all languages are counted together: they are one habit.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec

from benchmarks import shared
from benchmarks.rules import LINES, results
from cleaner.clutter.match import RuleIndex, RuleSet
from cleaner.clutter.rulepack import Rule, load_rules
from cleaner.clutter.strip import CERTAIN
from cleaner.document import Document, Metadata
from cleaner.extraction import Context
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text.normalise import normalise
from cleaner.text.segment import segment

EXPECTED, SITES = 0.95, 2
"""What rules reach on average, and how many sites that belief is worth."""
SUPPORT = 0.5
"""Rules of less weight only support others, by their author's will."""
STEP = 20
"""Weights are rounded down to a twentieth."""

Measured = Mapping[str, tuple[float, int]]
"""By name of rule: the sum over sites of the share of its lines that are clutter, and how many sites."""


@cache
def kept_by_extractors() -> tuple[dict[str, Any], ...]:
    """The records whose text an extractor made."""
    return tuple(record for record in shared.dumps() if record["via"] != "dump")


def site(record: Mapping[str, Any]) -> str:
    return shared.site(record["url"]) or str(record["id"])


def name(rule: str) -> str:
    """A rule's id without its language; affiliate notices stand under `ad` in some and `promo` in others."""
    return "affiliate" if rule.endswith(".affiliate") else rule.split(".", 1)[1]


def measure(records: Iterable[Mapping[str, Any]], rules: RuleSet) -> Measured:
    """How often the rules are right, by name; a line of a page counts once, whoever extracted it."""
    label = shared.bench("text").label
    seen: set[tuple[str, str, str]] = set()
    found: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for record in records:
        text = normalise(record["dirty"])
        context = Context(original=text, blocks=segment(text, limit=LINES), metadata=Metadata(), site=None)
        hits = [f for f in rules.label(context) if not f.because.startswith("Listed under")]
        new = {(name(f.rule), text[f.start : f.end]) for f in hits}
        gold = _gold(record) if new else ()
        for rule, line in sorted(new):
            key = (f"{record['set']}{record['id']}", rule, line)
            if key not in seen:
                seen.add(key)
                found[rule][site(record)][label(line, *gold)] += 1
    return {rule: _by_site(sites.values()) for rule, sites in found.items()}


def _gold(record: Mapping[str, Any]) -> tuple[set[Any], set[str], str]:
    """The gold as the shared scorer's `label` wants it."""
    bench = shared.bench("text")
    words = bench.words(record["gold"])
    lines = {" ".join(bench.words(line)) for line in record["gold"].split("\n")}
    return set(bench.grams(words)), lines, f" {' '.join(words)} "


def _by_site(sites: Iterable[Counter[str]]) -> tuple[float, int]:
    counted = [(c["clutter"], c["clutter"] + c["content"]) for c in sites if c["clutter"] + c["content"]]
    return sum(clutter / lines for clutter, lines in counted), len(counted)


def weight(right: float, sites: int) -> float:
    """The weight of a rule: how often it is right, rounded down, and no more than stands alone.

    >>> weight(3, 3), weight(56.1, 58), weight(1, 2)
    (0.9, 0.9, 0.7)
    """
    precision = (right + SITES * EXPECTED) / (sites + SITES)
    return min(CERTAIN, int(precision * STEP + 1e-9) / STEP)


def weigh(rules: Iterable[Rule], measured: Measured) -> list[Rule]:
    """The rules with the weights that `measured` gives them; those that only support keep theirs."""
    return [
        msgspec.structs.replace(rule, weight=weight(*measured.get(name(rule.id), (0.0, 0))))
        if rule.weight >= SUPPORT
        else rule
        for rule in rules
    ]


def out_of_step(rules: Iterable[Rule], measured: Measured) -> list[str]:
    """The rules whose weight claims more than was measured."""
    rows = []
    for rule in rules:
        right, sites = measured.get(name(rule.id), (0.0, 0))
        if rule.weight >= SUPPORT and rule.weight > weight(right, sites):
            said = f"{weight(right, sites):.2f} on {sites} sites"
            rows.append(f"  {rule.id:32} weight {rule.weight:.2f}, measured {said}")
    return rows


def half(record: Mapping[str, Any]) -> int:
    """Which half of the sites a record is of."""
    return crc32(site(record).encode()) % 2


def on_other_sites(rules: Iterable[Rule], index: RuleSet) -> Callable[[Mapping[str, Any]], str]:
    """Cleans a record by rules whose weights come from the half of the sites that it is not of."""
    rules = tuple(rules)
    cleaners = []
    for mine in (0, 1):
        measured = measure((r for r in kept_by_extractors() if half(r) != mine), index)
        cleaner = Cleaner(Settings(scorer=False))
        label = RuleSet(RuleIndex(weigh(rules, measured))).label
        cleaner.labellers = tuple(
            (stage, label if stage.name == "rules" else old) for stage, old in cleaner.labellers
        )
        cleaners.append(cleaner)
    return lambda record: cleaners[half(record)].clean(Document(id="-", text=record["dirty"])).text


def main(options: argparse.Namespace) -> None:
    rules = load_rules()
    index = RuleSet(RuleIndex(rules))
    measured = measure(kept_by_extractors(), index)
    names = {name(rule.id) for rule in rules if rule.weight >= SUPPORT}
    below = sorted(n for n in names & measured.keys() if weight(*measured[n]) < CERTAIN)
    rows = [f"names of rules          {len(names)}, of which {len(names & measured.keys())} hit"]
    rows += [f"right too seldom to stand alone: {len(below)}"]
    rows += [f"  {n:28} {weight(*measured[n]):.2f} on {measured[n][1]} sites" for n in below]
    rows += ["weights that claim more than was measured:", *(out_of_step(rules, measured) or ["  none"])]
    rows += ["", "Rules and heuristics alone, the rules' weights measured on the other half of the sites:"]
    rows += results(kept_by_extractors(), on_other_sites(rules, index))
    report = "\n".join(rows)
    print(report)
    if options.write:
        path = Path(__file__).parent / "results" / "precision.txt"
        head = "How often rules are right. Made by: python -m benchmarks.precision --write"
        path.write_text(f"{head}\n{report}\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="Write benchmarks/results/precision.txt.")
    main(parser.parse_args())
