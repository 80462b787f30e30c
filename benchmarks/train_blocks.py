"""Train the block scorer of `cleaner.html`, with its out-of-fold scores by site.

    python -m benchmarks.train_blocks [--cache FILE] [--folds 5] [--worst 20] [--save]

Out of fold means: no page is scored by a model that saw a page of its site; the figures are for the text that
the real policy makes of those probabilities, alone and with the rest of the program. `--save` then trains on
all pages and writes the models and their card beside `cleaner/html/scorer.py`.
"""

import argparse
import pickle
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from benchmarks import gold, hard_pages, shared, varied_pages
from benchmarks.block_report import WholePath, report, scorer_alone
from benchmarks.oblivious import from_catboost
from benchmarks.train_lexicon import LexiconTrainer, Terms
from cleaner.clutter.model import ObliviousTrees
from cleaner.html import blocks, decode, features, head, lexicon, scorer

SETS = ("fundus", "wcxb", "segments", "extra")
SET_WEIGHT = {"fundus": 2.0, "wcxb": 1.0, "segments": 0.6, "extra": 0.5, "hard": 0.7}
"""News counts most: it is what the engine is for."""
SEED = 20261122
DEPTH = 6
PAGE_WEIGHT = 2.5
"""F1 saturates: a page of which more than this many times its article can go wrong is no worse for it."""

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Page:
    """A page ready to train on."""

    name: str
    set: str
    site: str
    record: dict[str, Any]
    outline: blocks.Outline
    tree: features.Tree
    terms: Terms
    columns: features.Columns
    hints: features.Hints
    label: Floats
    weight: Floats
    varied: float = 0.0
    """What a variant of a real page counts beside it; 0 for real pages."""


def load(folder: Path, cache: Path | None) -> list[Page]:
    """All pages with their columns and labels, then the hard pages made of them (set `hard`)."""
    if cache and cache.exists():
        return list(pickle.loads(cache.read_bytes()))
    pages, real = [], []
    for name in SETS:
        for record, raw in gold.records(folder, name):
            page = prepare(record["html"], name, None, record, blocks.parse(decode.decode(raw).utf8))
            if page is None:
                print("no text:", record["html"])
                continue
            pages.append(page)
            if name in ("fundus", "wcxb"):
                real.append((page.site, record, raw))
    for number, (site, record, tree) in enumerate(hard_pages.endless(real)):
        page = prepare(f"endless-{number}", "hard", site, record, tree)
        if page is not None:
            pages.append(page)
    if cache:
        cache.write_bytes(pickle.dumps(pages, protocol=5))
    return pages


def prepare(
    name: str, set_name: str, site: str | None, record: dict[str, Any], tree: LexborHTMLParser
) -> Page | None:
    """The page's columns, labels and weights; None if it has no text."""
    declared = head.read_head(tree)
    outline = blocks.outline(tree, 20_000)
    if not outline.texts:
        return None
    hints = declared.hints()
    laid, columns = features.features(outline, hints)
    label, weight = judge(record, outline.texts)
    weight = spare_cut_golds(laid, label, weight)
    site = site or site_of(record, declared.canonical)
    return Page(
        name, set_name, site, record, outline, laid, Terms(outline, laid), columns, hints, label, weight
    )


def variants(pages: list[Page]) -> Iterator[Page]:
    """What `varied_pages` makes of the pages, with columns and labels."""
    rng = np.random.default_rng(SEED)
    for page in pages:
        if page.set == "hard":
            continue
        words = page.tree.text.words
        article = np.where(page.label > 0.05, page.label * words, 0) if page.record.get("body") else None
        wanted = article > 0 if article is not None else (page.weight > 0) | page.tree.text.prose
        for variant in varied_pages.varied(page.outline, page.tree, wanted, article, rng):
            body = page.hints.body
            hints = page.hints._replace(body=body[: int(variant.share * len(body))])
            tree, columns = features.features(variant.page, hints)
            kept = variant.kept
            weight = page.weight[kept]
            if article is not None:
                # by the words of the article that is left
                weight = weight * np.float32((article.sum() + 20) / (article[kept].sum() + 20))
            yield replace(
                page, outline=variant.page, tree=tree, terms=Terms(variant.page, tree), columns=columns,
                label=page.label[kept], weight=weight, varied=variant.weight,
            )  # fmt: skip


def site_of(record: dict[str, Any], canonical: str | None) -> str:
    """The registered domain, near enough to keep one publisher's pages together."""
    host = urlsplit(record.get("url") or canonical or "").hostname or ""
    if host == "web.archive.org":
        host = urlsplit("//" + record["url"].split("/http", 1)[-1].split("//")[-1]).hostname or ""
    parts = host.removeprefix("www.").split(".")
    keep = 3 if len(parts) > 2 and len(parts[-2]) <= 3 else 2
    return ".".join(parts[-keep:]) or record["id"].split("_")[0]


def judge(record: dict[str, Any], texts: list[str]) -> tuple[Floats, Floats]:
    """Label and weight of each block; a set of segments says nothing about most of them."""
    if record.get("body"):
        label, weight = gold.labels(texts, record["body"])
        # a gold that mostly is not on the page teaches little
        return label, weight * np.float32(1.0 if float((label * weight).sum()) > 0.75 else 0.3)
    label, weight = np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32)
    lower = [text.lower() for text in texts]
    for value, snippets in ((0.0, record.get("without", ())), (1.0, record.get("with", ()))):
        for snippet in snippets:
            where = [number for number, text in enumerate(lower) if snippet.lower() in text]
            for number in where:
                label[number] = value
                weight[number] = 0.25 / len(where)
    return label, weight


def spare_cut_golds(tree: features.Tree, label: Floats, weight: Floats) -> Floats:
    """Prose that the gold leaves out between its own siblings is the gold's gap: it hardly counts."""
    size = tree.text.chars
    in_gold = np.bincount(tree.kin, label * size)[tree.kin]
    alike = np.bincount(tree.kin, size)[tree.kin]
    gap = (label < 0.2) & tree.text.prose & (in_gold > 0.4 * alike)
    return np.where(gap, weight * np.float32(0.1), weight).astype(np.float32)


def folds_of(pages: list[Page], count: int) -> list[int]:
    """The fold of each page; a site is in one fold."""
    sites = sorted({page.site for page in pages})
    order = np.random.default_rng(SEED).permutation(len(sites))
    fold = {sites[place]: number % count for number, place in enumerate(order)}
    return [fold[page.site] for page in pages]


def sample(page: Page) -> tuple[NDArray[np.intp], Floats]:
    """The rows to train on and their weights: of what every page has plenty of, one in four."""
    share = SET_WEIGHT[page.set] * (page.varied or 1.0)
    weight = page.weight * np.float32(share / max(1.0, float(page.weight.sum()) / PAGE_WEIGHT))
    text = page.tree.text
    menu = (text.link_density > 0.6) | (text.words < 4) | (page.columns["tag_in_nav"] > 0)
    easy = (page.label < 0.05) & menu
    rows = np.flatnonzero(~(easy & (np.arange(len(easy)) % 4 > 0)) & (weight > 0))
    return rows, np.where(easy, weight * 4, weight)[rows].astype(np.float32)


class Trainer:
    """The pages and their variants as matrices, and models fitted to some of them."""

    def __init__(self, pages: list[Page], folds: int, trees: int) -> None:
        self.real = len(pages)
        self.pages = [*pages, *variants(pages)]
        self.fold = folds_of(self.pages, folds)
        self.trees = trees
        self.plain = tuple(pages[0].columns)
        self.full = [features.matrix(page.columns, self.plain) for page in self.pages]
        self.rows = [sample(page) for page in self.pages]
        labels = [page.label for page in self.pages]
        nothing = np.zeros(0, np.intp), np.zeros(0, np.float32)
        # variants have no words of their own
        spoken = [nothing if page.varied else rows for page, rows in zip(self.pages, self.rows, strict=True)]
        self.lexicon = LexiconTrainer([page.terms for page in self.pages], spoken, labels, self.fold)
        self.names = (*self.plain, *self.lexicon.columns(0, pages[0].tree))

    def columns(self, number: int, held: int | None) -> Floats:
        """A page's columns, the lexicon's from weights that saw neither its fold nor the one held out."""
        found = self.lexicon.columns(number, self.pages[number].tree, held)
        return np.concatenate((self.full[number], features.matrix(found, self.names[len(self.plain) :])))

    def fit(self, held: int | None = None) -> ObliviousTrees:
        """A model of all pages but those of the fold that is held out."""
        model = CatBoostClassifier(
            iterations=self.trees,
            depth=DEPTH,
            learning_rate=30 / self.trees,
            loss_function="CrossEntropy",
            l2_leaf_reg=5,
            border_count=64,
            rsm=0.2,
            random_seed=SEED,
            thread_count=1,
            verbose=False,
            allow_writing_files=False,
        )
        numbers = [number for number, own in enumerate(self.fold) if own != held]
        columns = [self.columns(number, held)[:, self.rows[number][0]] for number in numbers]
        labels = [self.pages[number].label[self.rows[number][0]] for number in numbers]
        weights = [self.rows[number][1] for number in numbers]
        model.fit(
            Pool(np.concatenate(columns, axis=1).T, np.concatenate(labels), weight=np.concatenate(weights))
        )
        return from_catboost(model, self.names)

    def cross_fit(self) -> list[NDArray[np.float64]]:
        """Out-of-fold probabilities for every real page."""
        out: list[NDArray[np.float64]] = [np.zeros(0)] * self.real
        for held in sorted(set(self.fold)):
            model = self.fit(held)
            for number, own in enumerate(self.fold[: self.real]):
                if own == held:
                    out[number] = model.predict(self.columns(number, held))
        return out


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, help="keep the pages' columns in this file")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--trees", type=int, default=260)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--keep", type=Path, help="write the out-of-fold probabilities into this file")
    args = parser.parse_args()
    folder = shared.folder()
    start = time.time()
    pages = load(folder, args.cache)
    trainer = Trainer(pages, args.folds, args.trees)
    sites = len({page.site for page in pages})
    print(f"{len(pages)} pages, {sites} sites, {len(trainer.names)} features, {time.time() - start:.0f} s")
    chances = trainer.cross_fit()
    print(f"cross-validated, {time.time() - start:.0f} s; scorer and policy:")
    alone = report(pages, chances, (*SETS, "hard"), scorer_alone)
    print("the whole path:")
    whole = report(pages, chances, SETS, WholePath(folder, SETS), args.worst)
    if args.keep:
        kept = {page.name: chance for page, chance in zip(pages, chances, strict=True)}
        args.keep.write_bytes(pickle.dumps(kept))
    if args.save:
        trainer.fit().save(scorer.MODEL)
        trainer.lexicon.lexicon().save()
        write_card(trainer, alone, whole, args.folds)
        print(f"saved {scorer.MODEL.name}, {time.time() - start:.0f} s")


def write_card(trainer: Trainer, alone: dict[str, str], whole: dict[str, str], folds: int) -> None:
    """What the model was made of, beside it."""
    real = trainer.pages[: trainer.real]
    variants = len(trainer.pages) - trainer.real
    count = {name: sum(page.set == name for page in real) for name in alone}
    scorer.MODEL.with_suffix(".md").write_text(
        f"""# Block scorer

Gives each block of an HTML page the probability that it belongs to the article (`cleaner.html.scorer`).

- **Data**: pages with gold of WCXB ({count["wcxb"]}, CC-BY-4.0), fundus ({count["fundus"]}, MIT),
  trafilatura's evaluation ({count["segments"]}, Apache-2.0), Mozilla readability and newspaper4k test pages
  ({count["extra"]}, Apache-2.0 and MIT), and {count["hard"]} pages made of these with a second article of the
  same site appended (`benchmarks/hard_pages.py`); at a lower weight also {variants} variants of the pages,
  with clutter missing, the article cut short or its paragraphs set as bare text
  (`benchmarks/varied_pages.py`). None of their text is in the model.
- **Labels**: the share of a block's word 4-grams that stand in the gold, weighted by the block's share of the
  article (`benchmarks/gold.py`); prose that a gold leaves out between its own siblings hardly counts.
- **Features**: {len(trainer.names)} numeric columns, named and described in `cleaner/html/features` and,
  for what is said and what elements are called, in `cleaner/html/lexicon.py`: two logistic regressions over
  {1 << lexicon.BITS:,} hashes of words, {lexicon.MODEL.stat().st_size // 1024} KiB, fitted inside each fold.
- **Model**: {trainer.trees} oblivious trees of depth {DEPTH}, CatBoost, cross entropy, seed {SEED};
  {scorer.MODEL.stat().st_size // 1024} KiB, evaluated by numpy alone (`cleaner.clutter.model`).
- **Made**: {datetime.now(UTC).date()} by `python -m benchmarks.train_blocks --save`, with the pages in
  `../shared/data/pages`.

Scores out of fold, {folds} folds by site, through the policy that ships (`cleaner.html.policy`), and of the
whole path with rules and heuristics. Another seed moves news and WCXB by less than 0.001, segments by 0.003
and the pages with a second article by 0.01.

| set | scorer and policy | whole path |
|---|---|---|
"""
        + "".join(f"| {name} | {line} | {whole.get(name, '')} |\n" for name, line in alone.items())
    )


if __name__ == "__main__":
    main()
