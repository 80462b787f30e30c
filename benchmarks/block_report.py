"""What out-of-fold probabilities of blocks are worth: the scorer and its policy alone, and the whole path.

The whole path is what users get: the same pages through `cleaner.Cleaner`, rules and heuristics included,
with the probabilities of models that saw no page of the site in place of the shipped model's.
"""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks import gold
from cleaner import html
from cleaner.document import Document
from cleaner.html import policy
from cleaner.pipeline import Cleaner

if TYPE_CHECKING:
    from benchmarks.train_blocks import Page

Chances = list[NDArray[np.float64]]


def scorer_alone(page: "Page", chance: NDArray[np.float64]) -> str:
    """The text that the policy makes of a page's probabilities."""
    kept, extra = policy.choose(page.outline, page.tree, page.columns, chance, page.hints.body)
    return "\n".join([*(text for text, keep in zip(page.outline.texts, kept, strict=True) if keep), *extra])


class WholePath:
    """The shipped program with known probabilities instead of its scorer's."""

    def __init__(self, folder: Path, sets: tuple[str, ...]) -> None:
        self.cleaner = Cleaner()
        self.raw = {record["html"]: raw for name in sets for record, raw in gold.records(folder, name)}

    def __call__(self, page: "Page", chance: NDArray[np.float64]) -> str:
        document = Document(id=page.name, html=self.raw[page.name], url=page.record.get("url"))
        with patch.object(html, "_scorer", lambda: _Known(chance)):
            article = self.cleaner.clean(document)
        if article.problem:
            print(page.name, article.problem)
        return article.text


class _Known:
    """Stands in for the scorer."""

    def __init__(self, chance: NDArray[np.float64]) -> None:
        self.chance = chance

    def score(self, *_: object) -> NDArray[np.float64]:
        return self.chance


def report(
    pages: "list[Page]",
    chances: Chances,
    sets: tuple[str, ...],
    extract: "Callable[[Page, NDArray[np.float64]], str]",
    worst: int = 0,
) -> dict[str, str]:
    """Print and return the scores of each set."""
    lines = {}
    for name in sets:
        rows, hits = [], np.zeros(4)
        for page, text in _texts(pages, chances, name, extract):
            low = text.lower()
            wanted = [s.lower() in low for s in page.record.get("with", [])]
            unwanted = [s.lower() in low for s in page.record.get("without", [])]
            hits += (sum(wanted), len(wanted) - sum(wanted), sum(unwanted), len(unwanted))
            if page.record.get("body"):
                rows.append((*gold.word_score(text, page.record["body"]), page.name))
        lines[name] = _line(rows, hits)
        print(f"{name:9} {lines[name]}", flush=True)
        for row in sorted(rows, key=lambda row: row[2])[:worst]:
            print(f"    P {row[0]:.3f} R {row[1]:.3f} F1 {row[2]:.3f}  {row[3]}")
    return lines


def _texts(
    pages: "list[Page]",
    chances: Chances,
    name: str,
    extract: "Callable[[Page, NDArray[np.float64]], str]",
) -> "Iterator[tuple[Page, str]]":
    for page, chance in zip(pages, chances, strict=True):
        if page.set == name:
            yield page, extract(page, chance)


def _line(rows: list[tuple[float, float, float, str]], hits: NDArray[np.float64]) -> str:
    parts = []
    if rows:
        f1, precision, recall = (statistics.mean(row[place] for row in rows) for place in (2, 0, 1))
        parts.append(f"{len(rows)} pages F1 {f1:.4f} P {precision:.4f} R {recall:.4f}")
    if hits[0]:
        p, r = hits[0] / (hits[0] + hits[2]), hits[0] / (hits[0] + hits[1])
        parts.append(f"segments P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f}")
    return "  ".join(parts)
