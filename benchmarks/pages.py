"""Accuracy and speed of the HTML engine beside other extractors, on the same pages in the same run.

    python -m benchmarks.pages [--sets fundus,wcxb] [--every 1] [--write]

F1, precision and recall are means over pages of the bags of words. The shipped model has seen these pages:
its accuracy on unseen sites is what `benchmarks.train_blocks` prints. Times are CPU milliseconds a page in
one process, the tools in turn on each page; compare them only within a run. `--write` keeps the table in
`benchmarks/results/pages.txt`.
"""

import argparse
import gc
import importlib.util
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import gold, shared
from cleaner.document import Document, cut
from cleaner.html import extract
from cleaner.pipeline import Cleaner
from cleaner.run.allocator import keep_freed_memory
from cleaner.settings import Settings

Tool = Callable[[bytes], str]
RESULTS = Path(__file__).with_name("results") / "pages.txt"


def tools() -> dict[str, Tool]:
    """Ours first, then every peer that is installed."""
    import trafilatura

    settings, cleaner = Settings(), Cleaner()

    def engine(page: bytes) -> str:
        found = extract(Document(id="x", html=page), settings)
        return cut(found.original, [(finding.start, finding.end) for finding in found.findings])

    found: dict[str, Tool] = {
        "cleanwire, HTML engine": engine,
        "cleanwire, everything on": lambda page: cleaner.clean(Document(id="x", html=page)).text,
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
        "trafilatura, fast": lambda page: trafilatura.extract(page, include_comments=False, fast=True) or "",
    }
    if importlib.util.find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda page: extract_plain_text(
            page.decode("utf-8", "replace"), main_content=True
        )
    if importlib.util.find_spec("readabilipy") is None and importlib.util.find_spec("readability"):
        from lxml.html import fromstring
        from readability import Document as Readable

        found["readability"] = lambda page: fromstring(
            Readable(page.decode("utf-8", "replace")).summary()
        ).text_content()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", default="fundus,wcxb")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    folder = shared.folder()
    gc.set_threshold(100_000)  # this and the next as in the workers of `cleaner run`, for all tools
    keep_freed_memory()
    lines = []
    for name in args.sets.split(","):
        pages = list(gold.records(folder, name))[:: args.every]
        size = statistics.mean(len(raw) for _, raw in pages)
        lines.append(f"{name}: {len(pages)} pages, {size / 1024:.0f} KiB on average")
        lines.append(f"    {'':26}     F1      P      R   mean ms  median     p95     max")
        found = tools()
        for tool in found.values():
            for _, raw in pages[:3]:
                tool(raw)
        times: dict[str, list[float]] = {tool_name: [] for tool_name in found}
        scores: dict[str, list[tuple[float, float, float]]] = {tool_name: [] for tool_name in found}
        for record, raw in pages:
            for tool_name, tool in found.items():  # in turn: a machine's speed moves from minute to minute
                start = time.process_time()
                text = tool(raw)
                times[tool_name].append(1000 * (time.process_time() - start))
                scores[tool_name].append(gold.word_score(text, record["body"]))
        for tool_name, spent in times.items():
            precision, recall, f1 = (
                statistics.mean(column) for column in zip(*scores[tool_name], strict=True)
            )
            p95 = statistics.quantiles(spent, n=20)[-1]
            lines.append(
                f"    {tool_name:26} {f1:.4f} {precision:.4f} {recall:.4f}   {statistics.mean(spent):7.2f}"
                f" {statistics.median(spent):7.2f} {p95:7.2f} {max(spent):7.2f}"
            )
    table = "\n".join(lines) + "\n"
    print(table)
    if args.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(table)


if __name__ == "__main__":
    main()
