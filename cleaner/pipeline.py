"""The way of a document: front end -> blocks -> labels -> decision -> article. Start reading here.

Document --html.extract / text.extract--> Extraction (original, blocks, metadata)
         --LABELLERS, in order----------> findings
         --clutter.strip.decide---------> removals
         --clutter.verdict--------------> Article
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from typing import Any, NamedTuple, cast

from cleaner import html, text
from cleaner.clutter import heuristics, strip, verdict
from cleaner.clutter.indexcache import cache_dir, shipped_index
from cleaner.clutter.match import RuleSet
from cleaner.clutter.rulepack import load_rules
from cleaner.clutter.site import Profiles
from cleaner.clutter.siterules import SiteRules
from cleaner.document import Article, Block, Document, Finding, cut, site_of
from cleaner.extraction import Context, Extraction
from cleaner.settings import Settings
from cleaner.together import Ask, Asking, finish
from cleaner.wire import Agencies

ROUNDS = 3
"""How often a text is looked at again after much of it has gone."""
MUCH = 0.25
"""Share of a text's characters that is much."""
_TEXT_FIELDS = ("url", "site", "lang", "title", "published")
_MISSING = ("nan", "NaT", "<NA>")
"""What rows of data frames hold where they have no value, as it is written."""
BESIDE = 2
"""Blocks above and below a page's article in which its agency may be named."""

Answering = Callable[[Context], Sequence[Finding]]
"""A labeller that answers at once ..."""
Labeller = Answering | Callable[[Context], Ask]
"""... or one that asks to be answered together with others."""


class Stage(NamedTuple):
    """A labeller, how it is made, and whether it reads only text (a page's blocks have their own scorer)."""

    name: str
    make: Callable[[Settings], Labeller | None]
    text_only: bool = False


def _profiles(settings: Settings) -> Labeller | None:
    if settings.profiles is None:
        return None
    return Profiles.load(settings.profiles).label


def _rules(settings: Settings) -> Labeller | None:
    if not settings.rules:
        return None
    if settings.rule_dirs or settings.without_rules:
        return RuleSet(load_rules(settings.rule_dirs, without=settings.without_rules)).label
    return RuleSet(shipped_index(cache_dir())).label


def _heuristics(settings: Settings) -> Labeller | None:
    return heuristics.label if settings.heuristics else None


def _head(settings: Settings) -> Labeller | None:
    return text.head.label if settings.heuristics else None


def _inline(settings: Settings) -> Labeller | None:
    from cleaner.text import inline

    return inline.label if settings.rules else None


def _line_scorer(settings: Settings) -> Labeller | None:
    return _score_lines if settings.scorer else None


def _score_lines(context: Context) -> Ask:
    from cleaner.text import scorer  # loaded with the first text: who cleans a page has no use for it

    return scorer.shipped().label(context)


RULES = Stage("rules", _rules)
LABELLERS = (
    Stage("site profiles", _profiles),
    RULES,
    Stage("heuristics", _heuristics),
    Stage("head of the text", _head, text_only=True),
    Stage("ends of lines", _inline),
    Stage("line scorer", _line_scorer, text_only=True),
)
"""Every labeller, in the order they run; each sees what those before it said."""


class Cleaner:
    """Everything that cleaning needs, loaded once: rule packs, models, site profiles. Immutable."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.agencies = Agencies.load()
        self.sites = SiteRules.load(self.settings.rule_dirs)
        made = {stage: stage.make(self.settings) for stage in LABELLERS}
        self.labellers = tuple((stage, label) for stage, label in made.items() if label is not None)
        self._rules = cast("Answering | None", made[RULES])

    def clean(self, document: Document) -> Article:
        """The article in `document`. Never raises for a bad document: see `Article.problem`."""
        return self.clean_all([document])[0]

    def clean_all(
        self, documents: Sequence[Document], turn: Callable[[int], None] = lambda number: None
    ) -> list[Article]:
        """What `clean` makes of each document, in order; some dozens of texts together take half the time.

        `turn` is called with the index of the document that is worked on next.
        """
        return finish([self._clean(document) for document in documents], turn)

    def _clean(self, document: Document) -> Asking[Article]:
        stage, extraction = "read", None
        if not (isinstance(document.html, bytes | str | None) and isinstance(document.text, str | None)):
            kinds = f"html is {type(document.html).__name__}, text {type(document.text).__name__}"
            return failed(replace(document, html=None, text=None), f"no content to clean: {kinds}")
        if document.html is None and document.text is None:
            return failed(document, document.problem or "it has neither HTML nor text")
        document = _sound(document)
        try:
            stage = "extract"
            extraction = self._extract(document)
            context = self._context(document, extraction)
            stage = "label"
            labels = yield from self._label(context, is_text=document.html is None)
            findings = [*extraction.findings, *labels]
            yield None
            words = context.page.words if document.html is None else ()
            gone = strip.decide(extraction.blocks, findings, words=words)
            if document.html is None:
                more = yield from self._again(extraction, context, gone)
                findings, gone = findings + more, gone + more
            yield None
            stage = "assemble"
            return self._assemble(document, extraction, context, findings, gone)
        except RecursionError:
            problem = f"nested too deeply for the {stage} stage; the document is not cleaned"
            return failed(document, problem, extraction)
        except Exception as error:  # one document must never stop a batch
            where = ", ".join(getattr(error, "__notes__", [stage]))
            return failed(document, f"{type(error).__name__} in the {where} stage: {error}", extraction)

    def _label(self, context: Context, *, is_text: bool) -> Asking[list[Finding]]:
        """What all labellers say, in their order; an error carries the name of its stage."""
        found = context.findings
        before = len(found)
        for (name, _, text_only), label in self.labellers:
            if text_only and not is_text:
                continue
            yield None
            try:
                said = label(context)
                found += (yield said) if isinstance(said, Ask) else said
            except Exception as error:
                error.add_note(name)
                raise
        return found[before:]

    def _walls(self, context: Context, extraction: Extraction, text: str) -> list[Finding]:
        """What the rules say of a wall in blocks that a page's front end has already decided against.

        Looked at only where little text is left: a paywall explains that, and a consent wall that none is.
        """
        if self._rules is None or not extraction.rejected or len(text.split()) >= verdict.TEASED_WORDS:
            return []
        blocks = tuple(block for i, block in enumerate(extraction.blocks) if i in extraction.rejected)
        walls = ("paywalled",) if text.strip() else ("paywalled", "blocked")
        said = self._rules(replace(context, blocks=blocks))
        return [finding for finding in said if finding.verdict in walls]

    def _again(self, extraction: Extraction, context: Context, gone: list[Finding]) -> Asking[list[Finding]]:
        """What else goes once `gone` is out of the way, so that cleaning a cleaned text finds nothing more.

        Only where much has gone: there what is left looks different without it.
        """
        more: list[Finding] = []
        blocks, found = context.blocks, gone
        size = sum(len(block.text) for block in blocks)
        for _ in range(ROUNDS):
            starts = {finding.start for finding in found}
            left = [block for block in blocks if block.start not in starts]
            if len(left) == len(blocks) or sum(len(block.text) for block in left) > (1 - MUCH) * size:
                break
            blocks = left
            metadata = text.head.lift(context.metadata, strip.removals(context.original, gone), "")
            seen = replace(context, blocks=blocks, metadata=metadata, findings=list(extraction.findings))
            labels = yield from self._label(seen, is_text=True)
            found = strip.decide(blocks, labels, words=seen.page.words)
            more += found
        return more

    def _extract(self, document: Document) -> Extraction:
        if document.html is not None:
            return html.extract(document, self.settings, self.sites.for_url(document.url))
        return text.extract(document, self.settings)

    def _context(self, document: Document, extraction: Extraction) -> Context:
        shown = tuple(b for i, b in enumerate(extraction.blocks) if i not in extraction.rejected)
        return Context(
            original=extraction.original,
            blocks=shown,
            metadata=extraction.metadata,
            site=document.site or site_of(document.url),
            findings=list(extraction.findings),
        )

    def _assemble(
        self,
        document: Document,
        extraction: Extraction,
        context: Context,
        findings: list[Finding],
        gone: list[Finding],
    ) -> Article:
        credit = self.agencies.credit(_credited(extraction), extraction.metadata.authors)
        clutter = strip.removals(extraction.original, gone)
        bare = kept = cut(extraction.original, [(r.start, r.end) for r in clutter])
        removed = tuple(removal for removal in clutter if removal.category not in self.settings.keep)
        if len(removed) < len(clutter):
            kept = cut(extraction.original, [(r.start, r.end) for r in removed])
        return Article(
            id=document.id,
            text=kept,
            metadata=text.head.lift(extraction.metadata, clutter, bare.partition("\n")[0]),
            verdict=verdict.judge(
                kept, extraction, [*findings, *self._walls(context, extraction, kept)], context.page
            ),
            wire=credit.agency if credit else None,
            problem="; ".join(filter(None, (document.problem, extraction.problem))) or None,
            removed=removed,
            findings=tuple(findings),
            original=extraction.original,
            blocks=tuple(extraction.blocks),
            url=document.url,
            site=document.site,
            source=document.source,
            meta=document.meta,
        )


def _sound(document: Document) -> Document:
    """`document` without what is no text in the fields that hold text; its problem says what was there."""
    held = [(name, getattr(document, name)) for name in _TEXT_FIELDS]
    strange = [(name, value) for name, value in held if value is not None and not isinstance(value, str)]
    given: Any = document.authors
    several = given if isinstance(given, tuple | list) else (given,)
    authors = tuple([name for name in several if isinstance(name, str)])
    if not strange and authors == given:
        return document
    wrong = [
        f"{name} is {type(value).__name__}, no text" for name, value in strange if str(value) not in _MISSING
    ]
    changes: dict[str, Any] = dict.fromkeys(name for name, _ in strange)
    changes["problem"] = "; ".join(filter(None, (document.problem, *wrong))) or None
    return replace(document, authors=authors, **changes)


def _credited(extraction: Extraction) -> Sequence[Block]:
    """The blocks in which an agency may be credited: the article's, and those around them.

    Lines of bylines and sources are furniture to the scorer of a page. Whom a caption names supplied the
    picture, and what a heading names is another story's.
    """
    if not extraction.rejected:
        return extraction.blocks
    article = [i for i in range(len(extraction.blocks)) if i not in extraction.rejected]
    if not article:
        return ()
    captions = sorted((f.start, f.end) for f in extraction.findings if f.category == "caption")

    def names_another(block: Block) -> bool:
        before = bisect_right(captions, (block.start, inf))
        return block.kind in ("caption", "heading") or (before > 0 and block.start < captions[before - 1][1])

    first = max(0, article[0] - BESIDE)
    return [
        block
        for i, block in enumerate(extraction.blocks[first : article[-1] + BESIDE + 1], first)
        if i not in extraction.rejected or not names_another(block)
    ]


def failed(document: Document, problem: str, extraction: Extraction | None = None) -> Article:
    """An article that carries what was there, all of it, and says why there is not more.

    Text that could not be judged is not called empty: whoever drops empty documents would drop it unseen.
    """
    known = extraction or Extraction(original=document.text or "", blocks=())
    return Article(
        id=document.id,
        text=known.original,
        metadata=known.metadata,
        verdict="article" if known.original.strip() else "empty",
        problem=problem,
        findings=tuple(known.findings),
        original=known.original,
        blocks=tuple(known.blocks),
        url=document.url,
        site=document.site,
        source=document.source,
        meta=document.meta,
    )
