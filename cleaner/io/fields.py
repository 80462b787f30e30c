"""Which field of a record is what: as the user says, or guessed from the names that dumps of news use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cleaner.document import Document, site_of
from cleaner.io.decode import decode_text, looks_like_html
from cleaner.io.options import ReadOptions

# In order of preference. Compared without case, `_` and `-`.
_USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "docid", "documentid", "articleid", "uuid", "guid"),
    "html": ("html", "rawhtml", "pagehtml", "htmlcontent", "htmlbody", "htmlsource", "pagesource"),
    "text": (
        "text", "articletext", "fulltext", "maintext", "plaintext", "cleanedtext", "rawtext", "articlebody",
        "bodytext", "body", "content", "article", "maincontent", "contents", "story", "document",
        "description",
    ),
    "url": (
        "url", "link", "canonicalurl", "sourceurl", "pageurl", "articleurl", "permalink", "weburl", "uri",
        "href",
    ),
    "date": (
        "published", "publishedat", "publishdate", "publisheddate", "datepublished", "publicationdate",
        "publishedtime", "pubdate", "publishtime", "date", "datetime", "createdat", "timestamp",
    ),
    "title": ("title", "headline"),
    "site": ("site", "domain", "sourcedomain", "hostname", "host"),
    "lang": ("lang", "language"),
    "authors": ("authors", "author"),
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
    text_is_named: bool = False
    """The user named the text field: it is never taken for HTML."""


def choose_columns(
    names: Iterable[str], options: ReadOptions, *, name: str, say: Callable[[str], None]
) -> Columns:
    """The columns of an input whose records have the fields `names`; guesses are told to `say`."""
    given = {
        "id": options.id_field,
        "html": options.html_field,
        "text": options.text_field,
        "url": options.url_field,
        "date": options.date_field,
    }
    found = {_plain(field): field for field in reversed(list(names))}
    chosen = {part: given.get(part) or _guess(part, found) for part in _USUAL}
    if options.text_field and not options.html_field:
        chosen["html"] = None
    if options.html_field and not options.text_field:
        chosen["text"] = None
    guessed = [f"{part} = {field!r}" for part, field in chosen.items() if field and not given.get(part)]
    if guessed:
        say(f"{name}: taking {', '.join(guessed)} (name others with --text-field, --html-field, ...)")
    return Columns(kind=options.kind, text_is_named=options.text_field is not None, **chosen)


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


def _guess(part: str, found: Mapping[str, str]) -> str | None:
    return next((found[usual] for usual in _USUAL[part] if usual in found), None)


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "") if name != "_id" else name


def _value(record: Mapping[str, Any], name: str | None) -> Any:
    """The field `name`, or what a dotted name leads to."""
    if name is None:
        return None
    if name in record or "." not in name:
        return record.get(name)
    value: Any = record
    for key in name.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


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
            columns.kind == "auto" and not columns.text_is_named and looks_like_html(text)
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
    if value is None or isinstance(value, bool | float | list | dict):
        return None if not isinstance(value, float) else format(value, "g")
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
