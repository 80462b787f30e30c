"""Text cleaning beside doing nothing and beside what others offer for text, on shared/data/text.

    python -m benchmarks.text [--sets fundus,wcxb]

Our own row here is the *shipped* model, which was trained on these documents; the honest figures are those
of `benchmarks.train_lines --cv`, where each site is cleaned by a model that has not seen it. `whole lines` is
the best that dropping whole lines could do, knowing the gold.
"""

import argparse
import collections
import time
from collections.abc import Callable
from typing import Any

from benchmarks import shared
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

Tool = Callable[[dict[str, Any]], str]


def nothing(record: dict[str, Any]) -> str:
    return str(record["dirty"])


def whole_lines(record: dict[str, Any]) -> str:
    """Every line of which half the trigrams stand in the gold."""
    bench = shared.bench("text")
    gold = bench.words(record["gold"])
    grams = set(bench.grams(gold))
    lines = {" ".join(bench.words(line)) for line in record["gold"].split("\n")}
    kept = []
    for line in record["dirty"].split("\n"):
        words = bench.words(line)
        own = bench.grams(words)
        if " ".join(words) in lines or (own and sum(gram in grams for gram in own) * 2 >= len(own)):
            kept.append(line)
    return "\n".join(kept)


def with_settings(settings: Settings) -> Tool:
    cleaner = Cleaner(settings)
    return lambda record: cleaner.clean(Document(id="x", text=record["dirty"])).text


def justext(record: dict[str, Any]) -> str:
    """jusText on the lines as paragraphs: the one peer that can be run on text."""
    from html import escape

    import justext as peer

    names = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch"}
    page = "".join(f"<p>{escape(line)}</p>" for line in record["dirty"].split("\n") if line.strip())
    stop = peer.get_stoplist(names.get(record["lang"] or "en", "English"))
    return "\n".join(p.text for p in peer.justext(page, stop) if not p.is_boilerplate)


def trafilatura(record: dict[str, Any]) -> str:
    """trafilatura on the lines as paragraphs of a page."""
    from html import escape

    import trafilatura as peer

    body = "".join(f"<p>{escape(line)}</p>" for line in record["dirty"].split("\n") if line.strip())
    return peer.extract(f"<html><body><article>{body}</article></body></html>", include_comments=False) or ""


def tools() -> dict[str, Tool]:
    """Ours and those of the others that are installed."""
    from importlib.util import find_spec

    found: dict[str, Tool] = {
        "nothing": nothing,
        "whole lines": whole_lines,
        "cleaner, rules alone": with_settings(Settings(scorer=False)),
        "cleaner": with_settings(Settings()),
        "trafilatura": trafilatura,
    }
    if find_spec("justext"):
        found["justext"] = justext
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", default="fundus")
    given = parser.parse_args()
    records = list(shared.dumps(tuple(given.sets.split(","))))
    score = shared.bench("text").score
    print("| tool | via | F1 | content kept | clutter removed | harmed | ms a document |")
    print("|---|---|---|---|---|---|---|")
    for name, tool in tools().items():
        rows: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
        spent: collections.Counter[str] = collections.Counter()
        for record in records:
            start = time.process_time()
            text = tool(record)
            spent[record["via"]] += time.process_time() - start  # type: ignore[assignment]
            rows[record["via"]].append(score(record, text))
        for via, got in rows.items():
            total = {key: sum(row[key] for row in got) for key in got[0]}
            print(
                f"| {name} | {via} | {total['after'] / len(got):.4f} | "
                f"{total['content_left'] / total['content']:.4f} | "
                f"{1 - total['clutter_left'] / max(1, total['clutter']):.3f} | "
                f"{total['harmed'] / len(got):.3f} | "
                f"{spent[via] / len(got) * 1000:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
