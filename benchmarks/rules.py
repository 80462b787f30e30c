"""The rules on real text.

python -m benchmarks.rules [--write]       load, speed, gold lines taken, unused rules, what rules do alone
python ../shared/bench/text.py --tool benchmarks.rules:rules_only      the last by the scorer's program
"""

import argparse
import gzip
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from benchmarks import shared
from cleaner.clutter.match import RuleIndex, RuleSet
from cleaner.clutter.rulepack import load_rules, pack_files, shipped_dir
from cleaner.clutter.shape import LINE_CHARACTERS
from cleaner.clutter.siterules import PageRules, Selectors
from cleaner.document import Document, Metadata
from cleaner.extraction import Context
from cleaner.html.selectors import select
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text.segment import segment

ALLOWED = 10_000
"""A rule may hit one gold line in so many."""
BATCH = 40
"""Lines that a document has, more or less."""
LINES = 100_000
"""More than any gold body has."""
OUT = ("related", "byline", "dateline", "caption", "credit", "copyright", "bio", "comments", "share", "promo")
"""What the gold's policy (data/README.md) leaves out, though some golds keep it."""
REMOVES = 0.5
"""The weight from which a rule alone removes a line."""
HELD = 0.1
"""A text with less than this share of its gold's words has no article: taking its clutter away costs F1."""
HEAD = "Rules on the gold and the dumps of ../shared. Made by: python -m benchmarks.rules --write"


@cache
def _cleaner() -> Cleaner:
    return Cleaner(Settings(scorer=False))


def rules_only(text: str) -> str:
    """`text` cleaned by rules and heuristics alone."""
    return _cleaner().clean(Document(id="-", text=text)).text


def gold_texts() -> Iterator[Context]:
    """The gold bodies of the pages, as the rules see a text."""
    for path in sorted((shared.folder() / "data" / "pages").glob("*.jsonl.gz")):
        for record in shared.read(path):
            original = record.get("body", "")
            yield Context(
                original=original, blocks=segment(original, limit=LINES), metadata=Metadata(), site=None
            )


def dump_lines() -> Iterator[str]:
    for record in shared.dumps():
        yield from filter(None, map(str.strip, record["dirty"].split("\n")))


def gold_hits(rules: RuleSet) -> tuple[Counter[str], int]:
    """How many gold lines each rule would take where they stand, and how many lines there are."""
    hits: Counter[str] = Counter()
    lines = 0
    for context in gold_texts():
        lines += len(context.blocks)
        hits.update(finding.rule for finding in rules.label(context) if finding.weight >= REMOVES)
    return hits, lines


def selector_times() -> tuple[float, float]:
    """Milliseconds that a page takes with a list of 13,000 selectors, as they are asked and one by one."""
    invented = [f".sample-{number:x}" for number in range(9000)]
    invented += [f"#sample-{number:x}" for number in range(3000)]
    invented += [f'a[href^="https://sample-{number:x}.example/"]' for number in range(1000)]
    rules = PageRules(strip=(Selectors(invented),))
    spent, alone, pages = 0.0, 0.0, 0
    for record in islice(shared.read(shared.folder() / "data" / "pages" / "fundus.jsonl.gz"), 0, None, 20):
        data = gzip.decompress((shared.folder() / "data" / "pages" / record["html"]).read_bytes())
        tree = LexborHTMLParser(data)
        start = time.process_time()
        select(tree, rules)
        middle = time.process_time()
        for selector in invented:
            tree.css(selector)
        spent, alone, pages = spent + middle - start, alone + time.process_time() - middle, pages + 1
    return spent / pages * 1e3, alone / pages * 1e3


def results(records: Iterable[Mapping[str, Any]], clean: Callable[[Mapping[str, Any]], str]) -> Iterator[str]:
    """The table of what `clean` does to the records, as the shared scorer counts it."""
    score, words = shared.bench("text").score, shared.bench("text").words
    scored: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        row = score(record, clean(record))
        row["held"] = row["content"] >= HELD * len(words(record["gold"]))
        scored[record["set"], record["via"]].append(row)
    yield "| set | via | pages | F1 before | F1 after | removed | kept | harmed | of those with an article |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for (name, via), rows in scored.items():
        total = {key: sum(row[key] for row in rows) for key in rows[0]}
        pages = len(rows)
        harmed = sum(row["harmed"] and row["held"] for row in rows) / max(1, total["held"])
        yield (
            f"| {name} | {via} | {pages} "
            f"| {total['before'] / pages:.4f} | {total['after'] / pages:.4f} "
            f"| {1 - total['clutter_left'] / total['clutter']:.4f} "
            f"| {total['content_left'] / total['content']:.5f} "
            f"| {total['harmed'] / pages:.4f} | {harmed:.4f} |"
        )


def count(index: RuleIndex, lines: list[str]) -> tuple[Counter[str], float]:
    """Hits by rule, and seconds of processor time."""
    hits: Counter[str] = Counter()
    start = time.process_time()
    for at in range(0, len(lines), BATCH):
        hits.update(rule.id for _, rule in index.hits(lines[at : at + BATCH]))
    return hits, time.process_time() - start


def main(options: argparse.Namespace) -> None:
    loaded = 1e9
    for _ in range(5):
        start = time.process_time()
        index = RuleIndex(load_rules())
        loaded = min(loaded, time.process_time() - start)
    rows = [f"rules                  {len(index.rules):,} in {len(pack_files(shipped_dir()))} packs"]
    rows += [f"machine                load average {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors"]
    rows += [f"load and index         {loaded * 1e3:.0f} ms (best of 5)"]

    lines = [line for line in dump_lines() if len(line) <= LINE_CHARACTERS]
    hits, seconds = count(index, lines)
    unused = [rule.id for rule in index.rules if rule.id not in hits]
    rows += [f"short lines of dumps   {len(lines):,}", f"lines a second         {len(lines) / seconds:,.0f}"]
    rows += [f"rules that hit none    {len(unused)}"]

    categories = {rule.id: rule.category for rule in index.rules}
    gold, total = gold_hits(RuleSet(index))
    over = [(name, times) for name, times in gold.most_common() if times * ALLOWED > total]
    rows += [f"gold lines             {total:,}"]
    rows += [f"rules of weight {REMOVES} or more that take more than 1 gold line in {ALLOWED:,}: {len(over)}"]
    rows += [f"  {times:5} {name:30} {categories[name]}" for name, times in over]
    left_out = sum(categories[name] in OUT for name, _ in over)
    rows += [f"  of these in a category that the gold's policy leaves out: {left_out}"]
    spent, alone = selector_times()
    rows += [f"13,000 selectors       {spent:.0f} ms a page; one by one {alone:.0f} ms"]
    kept = (record for record in shared.dumps() if record["via"] != "dump")
    rows += [
        "",
        "Rules and heuristics alone (no learned scorer):",
        *results(kept, lambda record: rules_only(record["dirty"])),
    ]
    report = "\n".join(rows)
    print(report)
    print("\nhit nothing:", ", ".join(unused))
    if options.write:
        path = Path(__file__).parent / "results" / "rules.txt"
        path.write_text(f"{HEAD}\n{report}\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="Write benchmarks/results/rules.txt.")
    main(parser.parse_args())
