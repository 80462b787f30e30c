"""`cleaner run`: clean everything, find the copies, report, into a folder; killed at any moment it can go on.

    inputs --records--> worker processes --lines, in order--> articles.jsonl.part, problems.jsonl.part
                                                    `-------> Deduper
    with --learn first: profiles.json, and the cleaning uses it
    at every commit: both files synced, then manifest.json replaced
    at the end: duplicates.jsonl, the files renamed, the manifest finished, report.html

What is beyond the last commit is cut off on resuming and done again. Commits do not show in the output, so
that a resumed run's files are byte for byte those of a run that was never stopped.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from cleaner.config import Config, DedupOptions, RunOptions, WorkOptions
from cleaner.dedup import Clusters, Deduper
from cleaner.document import stripped_share
from cleaner.errors import CleanerError, OutputError
from cleaner.files import cannot_write
from cleaner.io.inputs import records
from cleaner.io.options import ReadOptions
from cleaner.io.record import Record
from cleaner.pipeline import Cleaner
from cleaner.run import inventory, learning, manifest
from cleaner.run.ids import Ids
from cleaner.run.lines import Line, Making, lines
from cleaner.run.live import is_live, ticking
from cleaner.run.manifest import Committed, Manifest
from cleaner.run.output import GrowingFile
from cleaner.run.progress import Progress
from cleaner.run.summary import Summary
from cleaner.settings import Settings

COMMIT_SECONDS = 1.0

ARTICLES, DUPLICATES, PROBLEMS, REPORT = "articles.jsonl", "duplicates.jsonl", "problems.jsonl", "report.html"
WORKING = ".cleaner-working"
"""The folder of a run's working files, which it removes."""
OUTPUTS = (manifest.NAME, ARTICLES, DUPLICATES, PROBLEMS, REPORT, learning.NAME)


@dataclass(slots=True)
class Stages:
    """CPU seconds of each stage, all processes together."""

    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, stage: str, seconds: float) -> None:
        """Count time."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    def timed(self, stage: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """The result of a call whose time counts for `stage`."""
        started = time.thread_time()
        try:
            return function(*arguments, **named)
        finally:
            self.add(stage, time.thread_time() - started)


class _Removed(msgspec.Struct):
    rule: str
    start: int
    end: int


class _Known(msgspec.Struct):
    """What a resumed run must know again of an article that is already written."""

    id: str
    text: str
    site: str | None = None
    published: str | None = None
    wire: str | None = None
    verdict: str | None = None
    removed: list[_Removed] = []

    @property
    def stripped(self) -> float:
        """See `Line`."""
        return stripped_share(self.text, self.removed)


def run(
    inputs: Sequence[str],
    out: Path,
    config: Config,
    progress: Progress,
    *,
    resume: bool = False,
    overwrite: bool = False,
    verbose: bool = False,
    learn: bool = False,
) -> Manifest:
    """Carry out a run into the folder `out`; the finished manifest.

    With `learn` the inputs are read once more, before the rest, for what repeats on each site.

    Raises `OutputError` when `out` holds a run already and neither `resume` nor `overwrite` is set, when both
    are, when the run to resume was another one, and when the disk is full.
    """
    if resume and overwrite:
        raise OutputError(f"{out}: a run is either continued with --resume or replaced with --overwrite")
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is no folder, as a run needs one to write into; choose another --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with manifest.locked(out), _working_folder(out) as working:
            return _Run(inputs, out, config, progress, verbose=verbose, learn=learn).go(
                working, resume=resume, overwrite=overwrite
            )
    except OSError as error:
        raise cannot_write(str(error.filename or out), error, again="continue with --resume") from error


@contextmanager
def _working_folder(out: Path) -> Iterator[Path]:
    """A folder below `out` for what is not kept, without what a run that was killed has left there."""
    folder = out / WORKING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compare(deduper: Deduper, articles: Iterable[Line | _Known]) -> None:
    """Give the deduper articles to find copies among."""
    for article in articles:
        deduper.add(
            article.id,
            article.text,
            site=article.site,
            published=article.published,
            wire=article.wire,
            stripped=article.stripped,
            verdict=article.verdict,
        )


class _Run:
    def __init__(
        self,
        inputs: Sequence[str],
        out: Path,
        config: Config,
        progress: Progress,
        *,
        verbose: bool,
        learn: bool,
    ) -> None:
        self.inputs, self.out, self.progress, self.verbose, self.learn = inputs, out, progress, verbose, learn
        self.settings = config.make(Settings)
        self.reading = config.make(ReadOptions)
        self.options = config.make(RunOptions)
        self.work = config.make(WorkOptions)
        self.dedup = config.make(DedupOptions)
        self.ids = Ids()
        self.stages = Stages()
        self.started = time.time()
        self.read = 0
        self._last: str | None = None

    def go(self, working: Path, *, resume: bool, overwrite: bool) -> Manifest:
        learning.check_apart(self.settings, self.out)
        entries = inventory.take(self.inputs, self.reading, skip=str(self.out))
        options = manifest.plain(self.settings, self.reading, self.dedup)
        if self.learn:
            options["learn"] = True
        fresh = manifest.new(options, entries)
        with ExitStack() as stack:
            deduper = Deduper(
                threshold=self.dedup.threshold,
                keep=self.dedup.original,
                prefer=self.dedup.prefer,
                memory=self.dedup.dedup_memory,
                folder=working,
            )
            self.deduper = stack.enter_context(deduper)
            self.manifest = self._begin(fresh, resume=resume, overwrite=overwrite)
            if self.manifest.status == "finished":
                self.progress.say(f"{self.out}: this run is finished already")
                if not (self.out / REPORT).exists():  # it was stopped while that was written
                    self._report()
                return self.manifest
            if self.learn:
                self._learn()
            self.progress.start(inventory.total_bytes(entries))
            committed = self.manifest.committed
            self.articles = self._open(stack, ARTICLES, committed)
            self.problems = self._open(stack, PROBLEMS, committed)
            self._recover(committed)
            if not committed.cleaned:
                self._clean(committed.documents)
            self._finish()
        self._report()
        return self.manifest

    def _begin(self, fresh: Manifest, *, resume: bool, overwrite: bool) -> Manifest:
        there = [name for name in OUTPUTS if (self.out / name).exists()]
        if resume and manifest.NAME in there:
            old = manifest.load(self.out)
            manifest.check_same(old, fresh)
            old.run = {
                **fresh.run,
                "resumed": old.run.get("resumed", 0) + 1,
                "seconds": old.run.get("seconds", 0.0),
            }
            return old
        if there and not overwrite:
            raise OutputError(
                f"{self.out} holds {', '.join(there)} already; continue with --resume, replace them with "
                "--overwrite, or choose another --out"
            )
        if there:
            Cleaner(self.settings)  # a wrong rule or profile is told before anything is lost to it
        for name in OUTPUTS:  # the manifest first: without it the rest is not taken for a run
            (self.out / name).unlink(missing_ok=True)
            (self.out / f"{name}.part").unlink(missing_ok=True)
        manifest.save(fresh, self.out)
        return fresh

    def _learn(self) -> None:
        """Put what the inputs teach in the place of the profiles that were given; it holds these too."""
        self.stages.timed(
            "learn",
            learning.learn_first,
            self.inputs,
            self.out,
            self.progress,
            settings=self.settings,
            reading=self.reading,
            options=self.work,
        )
        self.settings = replace(self.settings, profiles=str(self.out / learning.NAME))

    def _open(self, stack: ExitStack, name: str, committed: Committed) -> GrowingFile:
        file = GrowingFile(self.out, name, committed=committed.files.get(name, 0))
        stack.callback(file.close)
        return file

    def _recover(self, committed: Committed) -> None:
        """Tell the ids and the deduper of the articles that are there already."""
        self.read, self._last = committed.documents, committed.source
        if not self.read:
            return
        self.progress.say(f"continuing after {committed.documents:,} documents")
        decode = msgspec.json.Decoder(_Known).decode
        with self.articles.part.open("rb", buffering=1 << 20) as file:
            for line in islice(file, committed.documents):
                known = decode(line)
                self.ids.recall(known.id)
                if self.options.dedup:
                    compare(self.deduper, [known])

    def _clean(self, done: int) -> None:
        found: Iterable[Record | None] = self._records(done)
        if is_live(self.inputs):
            found = ticking(found)
        next_commit = time.monotonic() + COMMIT_SECONDS
        for some in lines(found, Making(self.settings), self.work, ids=self.ids, verbose=self.verbose):
            for line in some:
                self._take(line)
            if self.options.dedup:
                self.stages.timed("dedup", compare, self.deduper, some)
            if time.monotonic() > next_commit:
                self._commit()
                next_commit = time.monotonic() + COMMIT_SECONDS
        self._commit(cleaned=True)

    def _records(self, done: int) -> Iterator[Record]:
        """All records, without the first `done`; counted, to see at the end that none was lost."""
        found = records(self.inputs, self.reading, self.progress.say, tally=self.progress.read, skip=self.out)
        if done:
            last = next(islice(found, done - 1, done), None)
            if last is None or last.load().source != self._last:
                raise OutputError(
                    f"this run cannot be resumed: document {done:,} was {self._last} and is another one now; "
                    "start again with --overwrite"
                )
        for record in found:
            self.read += 1
            yield record

    def _take(self, line: Line) -> None:
        self.articles.write(line.data)
        if line.problem is not None:
            listed = {"id": line.id, "source": line.source, "url": line.url, "problem": line.problem}
            self.problems.write(msgspec.json.encode(listed) + b"\n")
            self.progress.problem(line.source or line.id, line.problem)
        self.manifest.summary.add(line)
        for stage, seconds in zip(("read", "clean", "encode"), line.seconds, strict=True):
            self.stages.add(stage, seconds)
        self._last = line.source
        self.progress.document(self.manifest.summary)

    def _commit(self, *, cleaned: bool = False) -> None:
        files = {ARTICLES: self.articles.commit(), PROBLEMS: self.problems.commit()}
        self.manifest.committed = Committed(self.manifest.summary.documents, files, self._last, cleaned)
        manifest.save(self.manifest, self.out)

    def _finish(self) -> None:
        summary = self.manifest.summary
        if self.options.dedup:
            clusters: Clusters = self.stages.timed("dedup", self.deduper.finish, self.progress.phase)
            rows = self._write_duplicates(clusters, summary)
            self.manifest.dedup = clusters.settings
        else:
            rows = summary.documents
        self._balance(rows)
        for file in (self.articles, self.problems):
            file.publish()
        summary.tidy()
        self.manifest.status = "finished"
        self.manifest.run |= {
            "workers": self.work.workers,
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seconds": round(self.manifest.run.get("seconds", 0.0) + time.time() - self.started, 3),
            "cpu_seconds_by_stage": {name: round(spent, 3) for name, spent in self.stages.seconds.items()},
        }
        manifest.save(self.manifest, self.out)

    def _write_duplicates(self, clusters: Clusters, summary: Summary) -> int:
        summary.clusters, summary.copies = len(clusters.clusters), {}
        part = GrowingFile(self.out, DUPLICATES, committed=0)
        rows = 0
        try:
            for row in clusters.rows():
                part.write(msgspec.json.encode(row) + b"\n")
                rows += 1
                if row["role"] == "copy":
                    summary.add_copy(row["relation"])
            part.commit()
        finally:
            part.close()
        part.publish()
        return rows

    def _balance(self, rows: int) -> None:
        """Raise unless every document that was read is in every file it belongs in."""
        written = self.manifest.summary.documents
        sizes = {
            file.part.name: file.part.stat().st_size - file.size for file in (self.articles, self.problems)
        }
        if not self.read == written == rows or any(sizes.values()):
            raise CleanerError(
                f"the books do not balance: {self.read:,} documents were read, {written:,} written to "
                f"{ARTICLES}, {rows:,} to {DUPLICATES}; wrong file sizes: {sizes}; please report this"
            )

    def _report(self) -> None:
        if self.options.report and self.options.dedup:
            from cleaner import report

            self.progress.phase("writing the report")
            self.stages.timed("report", report.write, self.out)
