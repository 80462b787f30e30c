"""Finding copies in a stream of documents, with memory that does not grow with the texts.

add: text -> token hashes -> spool. finish: furniture -> signatures and samples -> candidates -> verified
pairs -> clusters -> original of each. Start reading at `Deduper.finish`.
"""

import tempfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypedDict, get_args

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup import candidates, cluster
from cleaner.dedup.assemble import Assembler
from cleaner.dedup.collection import TOKEN_SHARE, Collection
from cleaner.dedup.keep import Member
from cleaner.dedup.kernels import I64, KernelName, kernels
from cleaner.dedup.model import Clusters
from cleaner.dedup.normalize import encode
from cleaner.dedup.sketch import SCHEME, SEED, SHINGLE, SLOTS
from cleaner.dedup.store import Spool
from cleaner.dedup.stories import Stories
from cleaner.dedup.verify import Verified
from cleaner.document import Article, Document, site_of, stripped_share
from cleaner.errors import CleanerError, ConfigError, InputError
from cleaner.settings import Keep

THRESHOLD = 0.5
SAME = 0.8
"""Jaccard from which a copy needs no other to bear it out: no piece merged from two stories reaches it."""
COVERAGE = 0.65
"""Share of the smaller text that must run along the other for it to be an excerpt or a noisy copy,"""
PAGE_COVERAGE = 0.3
"""the same for a text that is a page, half of which or more was clutter: other matter will have stayed,"""
QUOTED = 25
"""and on top of either as much as this many words make of those that run along: a few may be a quote."""
ENOUGH = 0.8
"""A text that runs along the other to this share is a copy however short it is."""
CLEANED = 1 / 3
"""What cleaning took off a text counts so much towards its being a page: less is left than of raw pages."""
FORM = 30
"""A form that is filled in again has another number or name at least once in so many shared words,"""
DIFFERENCES = 3
"""and no fewer in all;"""
AGREEMENT = 0.8
"""less than this share of the numbers and names between the same words are the same."""
PASSAGE = 40
"""Words two texts must have in common for the pair to be told of when it joins nothing."""
MOST_PAIRS = 100_000
"""Pairs that join nothing are told of up to this number, those with most in common first."""
LONG = 1_000_000
"""Characters from which a text is tokenised in pieces."""
NO_ARTICLE = ("blocked", "empty")
"""Verdicts on pages whose text, where there is any, is a notice that is alike on many sites."""
NO_WORDS = "no words of its own: not compared"
BATCH_CHARACTERS = 200_000


class _Judged(TypedDict):
    stripped: float
    verdict: str | None


@dataclass(slots=True)
class _Waiting:
    """Texts added and not yet tokenised."""

    texts: list[str]
    characters: int


class Deduper:
    """Collects documents one by one and tells which are copies of which.

    Texts are not kept: a document costs about four bytes a word on disk (in memory while all of it fits
    a quarter of the budget) and, with its place in the answer, some 300 bytes of memory.
    """

    def __init__(
        self,
        *,
        threshold: float = THRESHOLD,
        keep: Keep = "wire-original",
        prefer: tuple[str, ...] = (),
        stories: bool = False,
        memory: int = 1 << 30,
        folder: str | Path | None = None,
        kernel: KernelName = "auto",
    ) -> None:
        """`memory` is a budget in bytes; `folder` holds the temporary files (the system's by default)."""
        if not 0 < threshold <= 1:
            raise ConfigError(f"threshold = {threshold}: it must be above 0 and at most 1")
        for name, value, known in (("keep", keep, Keep), ("kernel", kernel, KernelName)):
            if value not in get_args(known):
                raise ConfigError(f"{name} = {value!r}: choose one of {', '.join(get_args(known))}")
        if isinstance(prefer, str):
            raise ConfigError(f"prefer = {prefer!r}: it holds several; write ({prefer!r},)")
        self.threshold = threshold
        self.keep: Keep = keep
        self.prefer = prefer
        self.stories = stories
        self._kernel_name: KernelName = kernel
        self._budget = memory
        self._folder = tempfile.TemporaryDirectory(prefix="cleanwire-", dir=folder)
        self._path = Path(self._folder.name)
        self._tokens = Spool(self._path / "tokens.u32", memory // TOKEN_SHARE)
        self._counts = array("q")
        self._characters = 0
        self._waiting = _Waiting([], 0)
        self._finished = False
        self._ids: list[str] = []
        self._sites = array("i")
        self._stripped = array("f")
        self._apart: dict[str, str] = {}
        self._site_numbers: dict[str, int] = {}
        self._site_names: list[str] = []
        self._facts: dict[int, tuple[str | None, str | None, str | None]] = {}

    def __enter__(self) -> Self:
        """The deduper itself; its files are deleted at the end of the `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the temporary files."""
        self.close()

    def close(self) -> None:
        """Delete the temporary files."""
        self._tokens.close()
        self._folder.cleanup()

    def add(
        self,
        id: str,  # noqa: A002 - the field's name everywhere
        text: str,
        *,
        site: str | None = None,
        published: str | None = None,
        wire: str | None = None,
        source: str | None = None,
        stripped: float = 0.0,
        verdict: str | None = None,
    ) -> None:
        """Take in a document; `source` names it in error messages. Raises CleanerError after `finish`.

        `stripped` is the share of it, 0 to 1, that cleaning took off before. A page whose `verdict` is that
        no article stands on it is compared with nothing, and its row says so.
        """
        if self._finished:
            raise CleanerError("this Deduper has given its answer: take another for more documents")
        self._stripped.append(stripped)
        if verdict in NO_ARTICLE:
            self._apart[id] = f"{verdict}: not compared"
            text = ""
        if published or wire or source:
            self._facts[len(self._ids)] = (published, wire, source)
        self._ids.append(id)
        self._sites.append(self._site_number(site))
        if len(text) > LONG:
            self._flush()
        self._waiting.texts.append(text)
        self._waiting.characters += len(text)
        if self._waiting.characters >= BATCH_CHARACTERS:
            self._flush()

    def add_document(self, document: Document | Article) -> None:
        """Take in a document with text, or an article; the site is read off the address when not given.

        Raises InputError for a page, whose text is not known before it is cleaned.
        """
        if isinstance(document, Document) and document.html is not None and document.text is None:
            raise InputError(
                f"{document.source or document.id} is a page: clean it first, as clean_many does"
            )
        known = document.metadata if isinstance(document, Article) else document
        self.add(
            document.id,
            document.text or "",
            site=document.site or site_of(document.url),
            published=known.published,
            wire=document.wire if isinstance(document, Article) else None,
            source=document.source,
            **_judged(document),
        )

    def finish(self, phase: Callable[[str], None] = lambda _: None) -> Clusters:
        """The clusters of everything added; `phase` is told what is being done. Once only."""
        if self._finished:
            raise CleanerError("this Deduper has given its answer: take another for more documents")
        self._finished = True
        self._flush()
        self._check_ids()
        collection = self._collection()
        try:
            phase("copies: what repeats on each site")
            collection.strip_furniture()
            phase("copies: signatures")
            collection.sketch()
            phase("copies: candidates")
            pairs = collection.candidates()
            phase(f"copies: checking {pairs.size:,} pairs")
            verified = collection.verify(pairs)
            phase("copies: clusters")
            return self._clusters(collection, verified)
        finally:
            collection.close()

    def _collection(self) -> Collection:
        tokens, self._tokens = self._tokens, Spool(self._path / "tokens.u32", self._budget // TOKEN_SHARE)
        return Collection(
            ids=self._ids,
            tokens=tokens,
            counts=np.frombuffer(self._counts, dtype=np.int64).copy(),
            sites=np.frombuffer(self._sites, dtype=np.int32).astype(np.int64),
            stripped=CLEANED * np.frombuffer(self._stripped, dtype=np.float32).astype(np.float64),
            kernel=kernels(self._kernel_name, self._characters),
            folder=self._path,
            budget=self._budget,
        )

    def _clusters(self, collection: Collection, found: Verified) -> Clusters:
        """Choose the originals of the groups and name the relations."""
        template = is_template(found)
        groups = self._group(collection, found, template)
        assembler = Assembler(
            ids=self._ids, order=collection.order, heads=collection.heads, member=self._member,
            verify=collection.verify, keep=self.keep, prefer=self.prefer,
        )  # fmt: skip
        told = np.flatnonzero(template | (found.along >= PASSAGE))
        apart = told[
            [
                groups.find(a) != groups.find(b)
                for a, b in zip(found.left[told].tolist(), found.right[told].tolist(), strict=True)
            ]
        ]
        strongest = np.sort(apart[np.argsort(-found.along[apart], kind="stable")[:MOST_PAIRS]])
        return Clusters(
            ids=tuple(self._ids),
            clusters=assembler.clusters(groups, found),
            pairs=assembler.pairs(found.select(strongest), template[strongest]),
            apart=self._apart | self._wordless(collection),
            settings=self._settings(),
        )

    def _wordless(self, collection: Collection) -> dict[str, str]:
        numbers = np.flatnonzero(collection.heads < 0).tolist()
        return {self._ids[number]: NO_WORDS for number in numbers if self._ids[number] not in self._apart}

    def _group(self, collection: Collection, found: Verified, template: NDArray[np.bool_]) -> cluster.Groups:
        evidence = cluster.Evidence(found, collection.verify)
        strong = (found.jaccard >= self.threshold) & ~template
        same = strong & (found.jaccard >= SAME)
        groups = cluster.Groups.empty()
        cluster.join_same(groups, best_first(found.select(same)))
        cluster.join_strong(groups, best_first(found.select(strong & ~same)), evidence)
        hanging = runs_along(found, collection.page_share(found.right)) & ~template & ~strong
        cluster.hang(groups, best_first(found.select(hanging)), evidence)
        if self.stories:
            self._join_stories(groups, collection, found.select(template))
        return groups

    @staticmethod
    def _join_stories(groups: cluster.Groups, collection: Collection, templates: Verified) -> None:
        found = Stories(
            collection.order.size, collection.load_ranks, lambda pairs: collection.verify(pairs).shared
        )
        forms = set(zip(templates.left.tolist(), templates.right.tolist(), strict=True))
        cluster.join_stories(groups, [pair for pair in found.pairs() if pair not in forms], found.same)

    def _member(self, number: int) -> Member:
        published, wire, _ = self._facts.get(number, (None, None, None))
        site = self._sites[number]
        name = self._site_names[site] if site >= 0 else None
        return Member(self._ids[number], published, wire, name, self._counts[number])

    def _settings(self) -> dict[str, Any]:
        return {
            "threshold": self.threshold, "keep": self.keep, "stories": self.stories,
            "shingle": SHINGLE, "slots": SLOTS, "scheme": SCHEME, "seed": SEED,
            "bands": candidates.BANDS, "rows": candidates.ROWS,
        }  # fmt: skip

    def _site_number(self, site: str | None) -> int:
        if not site:
            return -1
        number = self._site_numbers.setdefault(site, len(self._site_names))
        if number == len(self._site_names):
            self._site_names.append(site)
        return number

    def _flush(self) -> None:
        texts, self._waiting = self._waiting.texts, _Waiting([], 0)
        if not texts:
            return
        if len(texts) > 1 or len(texts[0]) <= LONG:
            self._counts.frombytes(self._tokenise(texts).tobytes())
        else:
            self._counts.append(sum(int(self._tokenise([piece]).sum()) for piece in pieces(texts[0])))

    def _tokenise(self, texts: list[str]) -> I64:
        """Put the tokens of texts into the spool; how many there are of each."""
        codes, bounds = encode(texts)
        self._characters += codes.size
        tokens, token_bounds = kernels(self._kernel_name, self._characters).tokens(codes, bounds)
        self._tokens.append(tokens)
        return np.diff(token_bounds)

    def _check_ids(self) -> None:
        if len(set(self._ids)) == len(self._ids):
            return
        seen: dict[str, int] = {}
        for number, name in enumerate(self._ids):
            first = seen.setdefault(name, number)
            if first != number:
                raise InputError(
                    f"two documents have the id {name!r}: {self._place(first)} and {self._place(number)}; "
                    "give each its own id"
                )

    def _place(self, number: int) -> str:
        source = self._facts.get(number, (None, None, None))[2]
        return source or f"document {number + 1}"


def pieces(text: str) -> Iterator[str]:
    """A long text cut at spaces, so that its tokens are found with little memory."""
    at = 0
    while at < len(text):
        end = text.find(" ", at + LONG)
        end = len(text) if end < 0 else end
        yield text[at:end]
        at = end


def runs_along(found: Verified, page: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether enough of the right text runs along the left one for it to hang on it.

    The less there is in common, the larger a part of the text it must be, so that another story around
    the same quotes is none; and the more so, the less of a page (0 to 1) the text is.
    """
    share = COVERAGE - (COVERAGE - PAGE_COVERAGE) * page + QUOTED / np.maximum(1, found.along)
    return np.asarray(found.coverage >= np.minimum(ENOUGH, share))


def is_template(found: Verified) -> NDArray[np.bool_]:
    """Same words, other numbers and names, all along: a corrected or updated copy differs here and there."""
    differing = found.slots - found.agreeing
    filled_in = (differing >= DIFFERENCES) & (FORM * differing >= found.along)
    return filled_in & (found.agreeing < AGREEMENT * found.slots)


def best_first(found: Verified) -> list[tuple[int, int]]:
    """(left, right) of pairs, best first: by containment of the smaller, then Jaccard, then rank."""
    order = np.lexsort((found.right, found.left, -found.jaccard, -found.containment))
    return list(zip(found.left[order].tolist(), found.right[order].tolist(), strict=True))


def _judged(document: Document | Article) -> _Judged:
    """What cleaning says of it, now or when the record that was read was written."""
    if isinstance(document, Article):
        verdict = document.verdict if document.original else None  # an article made by hand has none
        return {"stripped": stripped_share(document.text, document.removed), "verdict": verdict}
    return {"stripped": 0.0, "verdict": document.meta.get("verdict")}
