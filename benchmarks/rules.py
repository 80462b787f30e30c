"""The rules on real text.

python -m benchmarks.rules         gold lines that rules hit, hits in the dumps, unused rules, speed
python ../shared/bench/text.py --tool benchmarks.rules:rules_only      what rules and heuristics do alone
"""

import time
from collections import Counter
from collections.abc import Iterator
from functools import cache

from benchmarks import shared
from cleaner.clutter.match import RuleIndex
from cleaner.clutter.rulepack import load_rules
from cleaner.clutter.shape import LINE_CHARACTERS
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

ALLOWED = 10_000
"""A rule may hit one gold line in so many."""
BATCH = 40
"""Lines that a document has, more or less."""


@cache
def _cleaner() -> Cleaner:
    return Cleaner(Settings(scorer=False))


def rules_only(text: str) -> str:
    """`text` cleaned by rules and heuristics alone."""
    return _cleaner().clean(Document(id="-", text=text)).text


def gold_lines() -> Iterator[str]:
    for path in sorted((shared.folder() / "data" / "pages").glob("*.jsonl.gz")):
        for record in shared.read(path):
            yield from filter(None, map(str.strip, record.get("body", "").split("\n")))


def dump_lines() -> Iterator[str]:
    for record in shared.dumps():
        yield from filter(None, map(str.strip, record["dirty"].split("\n")))


def count(index: RuleIndex, lines: list[str]) -> tuple[Counter[str], dict[str, str], float]:
    """Hits by rule, an example of each, and seconds of processor time."""
    hits: Counter[str] = Counter()
    examples: dict[str, str] = {}
    start = time.process_time()
    for at in range(0, len(lines), BATCH):
        batch = lines[at : at + BATCH]
        for line, rule in index.hits(batch):
            hits[rule.id] += 1
            examples.setdefault(rule.id, batch[line])
    return hits, examples, time.process_time() - start


def main() -> None:
    start = time.process_time()
    index = RuleIndex(load_rules())
    print(f"{len(index.rules)} rules loaded and indexed in {(time.process_time() - start) * 1e3:.0f} ms")
    weights = {rule.id: rule.weight for rule in index.rules}

    gold = list(gold_lines())
    hits, examples, _ = count(index, [line for line in gold if len(line) <= LINE_CHARACTERS])
    over = [row for row in hits.most_common() if row[1] * ALLOWED > len(gold) and weights[row[0]] >= 0.5]
    print(f"\n{len(over)} rules hit more than 1 in {ALLOWED} of {len(gold)} gold lines:")
    for name, times in over:
        print(f"{times:6} {weights[name]:.2f} {name:36} {examples[name][:90]}")

    lines = [line for line in dump_lines() if len(line) <= LINE_CHARACTERS]
    hits, _, seconds = count(index, lines)
    unused = [rule.id for rule in index.rules if rule.id not in hits]
    print(f"\n{len(lines)} short lines of the dumps, {len(lines) / seconds:,.0f} a second")
    print("hits:", ", ".join(f"{name} {times}" for name, times in hits.most_common(40)), "…")
    print(f"\n{len(unused)} rules hit nothing:", ", ".join(unused))


if __name__ == "__main__":
    main()
