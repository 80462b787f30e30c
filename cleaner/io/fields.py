"""Which field of a record is what: as the user says, or guessed from the names that dumps of news use."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cleaner.document import Document, site_of
from cleaner.io.decode import decode_text, looks_like_html
from cleaner.io.options import ReadOptions

# In order of preference. Compared by letters and digits alone: `Story Body` is `storybody`.
_USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "docid", "documentid", "articleid", "uuid", "guid"),
    "html": (
        "html", "rawhtml", "pagehtml", "htmlcontent", "contenthtml", "htmlbody", "bodyhtml", "articlehtml",
        "htmlsource", "pagesource",
    ),
    "text": (
        "text", "articletext", "fulltext", "maintext", "plaintext", "cleanedtext", "rawtext", "newstext",
        "articlebody", "storybody", "newsbody", "bodytext", "body", "content", "articlecontent",
        "newscontent", "rawcontent", "article", "maincontent", "contents", "story", "document", "description",
    ),
    "url": (
        "url", "link", "canonicalurl", "sourceurl", "pageurl", "articleurl", "permalink", "weburl", "uri",
        "href",
    ),
    "date": (
        "published", "publishedat", "publishdate", "publisheddate", "datepublished", "publicationdate",
        "publishedtime", "pubdate", "publishtime", "date", "datetime", "createdat", "timestamp",
    ),
    "title": ("title", "headline", "articletitle"),
    "site": ("site", "domain", "sourcedomain", "hostname", "host"),
    "lang": ("lang", "language"),
    "authors": ("authors", "author", "byline"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """The name of the record's field for each part of a document; None where there is none."""

    kind: str = "auto"
    id: str | None = None
    html: str | None = None
    text: str | None = None
    url: str | None = None
    date: str | None = None
    title: str | None = None
    site: str | None = None
    lang: str | None = None
    authors: str | None = None
    named: tuple[str, ...] = ()
    """The parts whose field the user named: text that was named is never taken for HTML."""


def choose_columns(
    names: Iterable[str], options: ReadOptions, say: Callable[[str], None] = lambda guess: None
) -> Columns:
    """The columns of an input whose records have the fields `names`; `say` is told what was guessed."""
    given = {
        "id": options.id_field,
        "html": options.html_field,
        "text": options.text_field,
        "url": options.url_field,
        "date": options.date_field,
    }
    columns = _columns(names, {part: field for part, field in given.items() if field}, options.kind)
    chosen = {part: getattr(columns, part) for part in _USUAL if part not in columns.named}
    guessed = [f"{part} = {field!r}" for part, field in chosen.items() if field]
    if guessed:
        say(f"taking {', '.join(guessed)} (name others with --text-field, --html-field, ...)")
    return columns


def missing_column(names: Sequence[str], options: ReadOptions) -> str | None:
    """What is wrong with a table that lacks a column the user named."""
    named = {
        "--id-field": options.id_field,
        "--text-field": options.text_field,
        "--html-field": options.html_field,
        "--url-field": options.url_field,
        "--date-field": options.date_field,
    }
    there = ", ".join(map(repr, names[:30]))
    for option, name in named.items():
        if name is not None and name not in names:
            return f"there is no column {name!r} ({option}); the columns are: {there}"
    return None


def document_from_fields(record: Mapping[str, Any], columns: Columns, *, source: str) -> Document:
    """The document in `record`; without content, one whose `problem` names the fields there are."""
    columns = _of_record(record, columns)
    known = {part: _value(record, getattr(columns, part)) for part in _USUAL}
    url = _string(known["url"])
    html, text, problem = _content(known["html"], known["text"], columns, record)
    used = {getattr(columns, part) for part in _USUAL}
    return Document(
        id=_string(known["id"]) or source,
        html=html,
        text=text,
        url=url,
        site=_string(known["site"]) or site_of(url),
        lang=_string(known["lang"]),
        title=_string(known["title"]),
        authors=_names(known["authors"]),
        published=_moment(known["date"]),
        source=source,
        meta={name: value for name, value in record.items() if name not in used},
        problem=problem,
    )


def _columns(names: Iterable[str], named: Mapping[str, str], kind: str) -> Columns:
    """The columns of records with the fields `names`: what the user `named`, the rest guessed."""
    found = {_plain(field): field for field in reversed(list(names))}
    chosen = {part: named.get(part) or _guess(part, found) for part in _USUAL}
    if "text" in named and "html" not in named:
        chosen["html"] = None
    if "html" in named and "text" not in named:
        chosen["text"] = None
    return Columns(kind=kind, named=tuple(named), **chosen)


def _of_record(record: Mapping[str, Any], columns: Columns) -> Columns:
    """The columns of one record: its own where it lacks the fields in which the others have their content.

    A file that several crawlers wrote to holds records of several kinds.
    """
    if columns.text in record or columns.html in record or {"text", "html"}.intersection(columns.named):
        return columns
    return _columns(record, {part: getattr(columns, part) for part in columns.named}, columns.kind)


def _guess(part: str, found: Mapping[str, str]) -> str | None:
    return next((found[usual] for usual in _USUAL[part] if usual in found), None)


def _plain(name: str) -> str:
    return name if name == "_id" else "".join(filter(str.isalnum, name.lower()))


def _value(record: Mapping[str, Any], name: str | None) -> Any:
    """The field `name`, or what a dotted name leads to; None also for the NaN of a table with gaps."""
    if name is None:
        return None
    value: Any = record.get(name)
    if value is None and name not in record and "." in name:
        value = record
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
    return None if isinstance(value, float) and math.isnan(value) else value


def _content(
    html: Any, text: Any, columns: Columns, record: Mapping[str, Any]
) -> tuple[bytes | str | None, str | None, str | None]:
    """(html, text, problem) of a record; HTML that is there is preferred to text made of it."""
    if html is not None and not isinstance(html, str | bytes):
        return None, None, f"field {columns.html!r} is no string but {type(html).__name__}"
    if html:
        return html, None, None
    problem = None
    if isinstance(text, bytes):
        text, problem = decode_text(text)
    if isinstance(text, list) and all(isinstance(piece, str) for piece in text):
        text = "\n\n".join(text)
    if text is not None and not isinstance(text, str):
        return None, None, f"field {columns.text!r} is no string but {type(text).__name__}"
    if text is not None:
        page = columns.kind == "html" or (
            columns.kind == "auto" and "text" not in columns.named and looks_like_html(text)
        )
        return (text, None, problem) if page else (None, text, problem)
    if html is not None:
        return html, None, None
    wanted = " or ".join(repr(field) for field in (columns.html, columns.text) if field)
    there = ", ".join(map(repr, list(record)[:20])) or "none"
    return (
        None,
        None,
        (
            f"the record has no {wanted or 'field with text or HTML'}; its fields are: {there}. "
            "Name the right one with --text-field or --html-field"
        ),
    )


def _string(value: Any) -> str | None:
    if value is None or isinstance(value, bool | list | dict):
        return None
    if isinstance(value, float) and value.is_integer():  # a number in a column with gaps
        value = int(value)
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value) or None


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, list | tuple):
        return tuple(name for item in value for name in _names(item))
    return ()


def _moment(value: Any) -> str | None:
    """A date as text; numbers are seconds (or milliseconds) since 1970."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) > 1e11 else value
        try:
            return datetime.fromtimestamp(seconds, UTC).isoformat()
        except (OverflowError, OSError, ValueError):
            return None
    return _string(value)
