"""Train the block scorer of `cleaner.html`, with its out-of-fold scores by site.

    python -m benchmarks.train_blocks [--cache DIR] [--folds 5] [--save] [--worst 20]

Out-of-fold means: no page is scored by a model that saw a page of its site, in either pass; the figures are for the
text that the real policy makes of those probabilities. `--save` then trains on all pages and writes the models and
their card beside `cleaner/html/scorer.py`.
"""

import argparse
import pickle
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from benchmarks import gold, hard_pages
from benchmarks.oblivious import from_catboost
from cleaner.html import blocks, decode, features, head, policy, scorer

SETS = ("fundus", "wcxb", "segments", "extra")
SET_WEIGHT = {"fundus": 2.0, "wcxb": 1.0, "segments": 0.6, "extra": 0.5, "hard": 0.3}
"""News counts most: it is what the engine is for."""
SEED = 20261122


@dataclass(slots=True)
class Page:
    """A page ready to train on."""

    name: str
    set: str
    site: str
    record: dict[str, Any]
    outline: blocks.Outline
    tree: features.Tree
    columns: features.Columns
    label: NDArray[np.float32]
    weight: NDArray[np.float32]


def site_of(record: dict[str, Any], canonical: str | None) -> str:
    """The registered domain, near enough to keep one publisher's pages together."""
    host = urlsplit(record.get("url") or canonical or "").hostname or ""
    if host == "web.archive.org":
        host = urlsplit("http://" + record["url"].split("/http", 1)[-1].split("//")[-1]).hostname or ""
    parts = host.removeprefix("www.").split(".")
    keep = 3 if len(parts) > 2 and len(parts[-2]) <= 3 else 2
    return ".".join(parts[-keep:]) or record["id"].split("_")[0]


def load(folder: Path, cache: Path | None) -> list[Page]:
    """All pages with their columns and labels, then the hard pages made of them (set `hard`)."""
    if cache and cache.exists():
        return list(pickle.loads(cache.read_bytes()))
    pages, news = [], []
    for name in SETS:
        for record, raw in gold.records(folder, name):
            tree = blocks.parse(decode.decode(raw).text)
            page = prepare(record["html"], name, None, record, tree)
            if page is None:
                print("no text:", record["html"])
                continue
            pages.append(page)
            if name in ("fundus", "wcxb"):
                news.append((page.site, record, raw))
    for number, (site, record, tree) in enumerate(hard_pages.endless(news)):
        page = prepare(f"endless-{number}", "hard", site, record, tree)
        if page is not None:
            pages.append(page)
    if cache:
        cache.write_bytes(pickle.dumps(pages, protocol=5))
    return pages


def prepare(
    name: str, set_name: str, site: str | None, record: dict[str, Any], tree: LexborHTMLParser
) -> Page | None:
    declared = head.read_head(tree)
    outline = blocks.outline(tree, 20_000)
    if not outline.texts:
        return None
    laid, columns = features.features(outline, declared.hints())
    label, weight = judge(record, outline.texts)
    weight = spare_cut_golds(laid, label, weight)
    site = site or site_of(record, declared.canonical)
    return Page(name, set_name, site, record, outline, laid, columns, label, weight)


def judge(record: dict[str, Any], texts: list[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Label and weight of each block; a set of segments says nothing about most of them."""
    if record.get("body"):
        label, weight = gold.labels(texts, record["body"])
        covered = float((label * weight).sum())
        # a gold that mostly is not on the page, or a page that is mostly a copy of it, teaches little
        return label, weight * np.float32(1.0 if covered > 0.75 else 0.3)
    label = np.zeros(len(texts), np.float32)
    weight = np.zeros(len(texts), np.float32)
    lower = [text.lower() for text in texts]
    for value, snippets in ((0.0, record.get("without", ())), (1.0, record.get("with", ()))):
        for snippet in snippets:
            where = [number for number, text in enumerate(lower) if snippet.lower() in text]
            for number in where:
                label[number] = value
                weight[number] = 0.25 / len(where)
    return label, weight


def spare_cut_golds(
    tree: features.Tree, label: NDArray[np.float32], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Prose that the gold leaves out between its own siblings is the gold's gap: it hardly counts."""
    size = tree.text.chars
    gold_chars = np.bincount(tree.kin, label * size)[tree.kin]
    all_chars = np.bincount(tree.kin, size)[tree.kin]
    gap = (label < 0.2) & tree.text.prose & (gold_chars > 0.4 * all_chars)
    return np.where(gap, weight * np.float32(0.1), weight).astype(np.float32)


def fit(
    rows: NDArray[np.float32], label: NDArray[np.float32], weight: NDArray[np.float32], trees: int
) -> Any:
    model = CatBoostClassifier(
        iterations=trees,
        depth=6,
        learning_rate=30 / trees,
        loss_function="CrossEntropy",
        l2_leaf_reg=3,
        border_count=64,
        rsm=0.2,
        random_seed=SEED,
        thread_count=2,
        verbose=False,
        allow_writing_files=False,
    )
    model.fit(Pool(rows, label, weight=weight))
    return model


def folds_of(pages: list[Page], count: int) -> list[int]:
    """The fold of each page; a site is in one fold."""
    sites = sorted({page.site for page in pages})
    order = np.random.default_rng(SEED).permutation(len(sites))
    fold = {sites[place]: number % count for number, place in enumerate(order)}
    return [fold[page.site] for page in pages]


def sample(page: Page) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The rows to train on and their weights: of what every page has plenty of, one in four."""
    # F1 saturates: a page of which much more than the article is wrong is no worse for it
    weight = page.weight * SET_WEIGHT[page.set] / max(1.0, float(page.weight.sum()) / 2.5)
    text = page.tree.text
    easy = (page.label < 0.05) & (
        (text.link_density > 0.6) | (text.words < 4) | (page.columns["tag_in_nav"] > 0)
    )
    drop = easy & (np.arange(len(easy)) % 4 > 0)
    rows = np.flatnonzero(~drop & (weight > 0))
    return rows, np.where(easy, weight * 4, weight)[rows]


def cross_fit(pages: list[Page], fold: list[int], count: int, trees: int, names: tuple[str, ...], extra: list[features.Columns] | None = None) -> tuple[list[NDArray[np.float64]], Any]:  # fmt: skip
    """Out-of-fold probabilities for every page."""
    chosen = [sample(page) for page in pages]
    full = [
        features.matrix(page.columns | (extra[i] if extra else {}), names) for i, page in enumerate(pages)
    ]
    out: list[NDArray[np.float64]] = [np.zeros(0)] * len(pages)
    for held in range(count):
        train = [i for i in range(len(pages)) if fold[i] != held]
        model = fit(
            np.concatenate([full[i][:, chosen[i][0]] for i in train], axis=1).T,
            np.concatenate([pages[i].label[chosen[i][0]] for i in train]),
            np.concatenate([chosen[i][1] for i in train]),
            trees,
        )
        light = from_catboost(model, names)
        for i in range(len(pages)):
            if fold[i] == held:
                out[i] = light.predict(full[i])
    return out, None


def fit_all(
    pages: list[Page], trees: int, names: tuple[str, ...], extra: list[features.Columns] | None = None
) -> Any:
    chosen = [sample(page) for page in pages]
    rows = [features.matrix(page.columns | (extra[i] if extra else {}), names)[:, chosen[i][0]] for i, page in enumerate(pages)]  # fmt: skip
    return fit(
        np.concatenate(rows, axis=1).T,
        np.concatenate([page.label[chosen[i][0]] for i, page in enumerate(pages)]),
        np.concatenate([weight for _, weight in chosen]),
        trees,
    )


def report(pages: list[Page], chances: list[NDArray[np.float64]], worst: int) -> dict[str, str]:
    """Print and return the scores a set."""
    lines = {}
    for name in (*SETS, "hard"):
        rows, hits = [], np.zeros(4)
        for page, chance in zip(pages, chances, strict=True):
            if page.set != name:
                continue
            kept = policy.choose(page.outline, page.columns, chance)
            text = "\n".join(text for text, keep in zip(page.outline.texts, kept, strict=True) if keep)
            low = text.lower()
            wanted = [s.lower() in low for s in page.record.get("with", [])]
            unwanted = [s.lower() in low for s in page.record.get("without", [])]
            hits += (sum(wanted), len(wanted) - sum(wanted), sum(unwanted), len(unwanted))
            if page.record.get("body"):
                rows.append((*gold.word_score(text, page.record["body"]), page.name))
        line = ""
        if rows:
            line = "F1 {:.4f} P {:.4f} R {:.4f}".format(
                *(statistics.mean(r[k] for r in rows) for k in (2, 0, 1))
            )
        if hits[0]:
            p, r = hits[0] / (hits[0] + hits[2]), hits[0] / (hits[0] + hits[1])
            line += f"  segments P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f}"
        lines[name] = line
        print(f"{name:9} {line}", flush=True)
        for row in sorted(rows, key=lambda row: row[2])[:worst]:
            print(f"    P {row[0]:.3f} R {row[1]:.3f} F1 {row[2]:.3f}  {row[3]}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--trees", type=int, default=250)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--keep", type=Path, help="write the out-of-fold probabilities here")
    args = parser.parse_args()
    folder = gold.shared()
    if folder is None:
        sys.exit("the real pages are not here: put them at ../shared or name their place in CLEANWIRE_SHARED")
    start = time.time()
    pages = load(folder, args.cache)
    fold = folds_of(pages, args.folds)
    names = tuple(pages[0].columns)
    print(
        f"{len(pages)} pages, {len({p.site for p in pages})} sites, {len(names)} features, {time.time() - start:.0f} s"
    )
    first, _ = cross_fit(pages, fold, args.folds, args.trees, names)
    print(f"first pass, {time.time() - start:.0f} s")
    report(pages, first, 0)
    extra = [scorer.second_pass(page.tree, chance) for page, chance in zip(pages, first, strict=True)]
    names2 = (*names, *extra[0])
    second, _ = cross_fit(pages, fold, args.folds, args.trees, names2, extra)
    print(f"second pass, {time.time() - start:.0f} s")
    lines = report(pages, second, args.worst)
    if args.keep:
        args.keep.write_bytes(
            pickle.dumps({page.name: (a, b) for page, a, b in zip(pages, first, second, strict=True)})
        )
    if args.save:
        one = from_catboost(fit_all(pages, args.trees, names), names)
        two = from_catboost(fit_all(pages, args.trees, names2, extra), names2)
        one.save(scorer.MODELS / "blocks1.npz")
        two.save(scorer.MODELS / "blocks2.npz")
        print(lines)


if __name__ == "__main__":
    main()
