"""Authors' names as pages write them: split, trimmed, told apart from sections and handles."""

import re
from collections.abc import Collection, Iterable, Sequence

_LEAD = re.compile(
    r"^(?:(?:written|story|words|text|reported|posted|published|edited|produced)\s+by|by|von|vom|par|por|di|door"
    r"|av|af|przez|автор|text|autor(?:in)?|author|redaktion|escrito por|publicado por|written)\b\s*[:：]?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"(?:(?<!\s)\s+)?(?:[;|/•·\n]|,(?!\s*(?:jr|sr|md|m\.d|phd|ph\.d|esq|dpa|afp|ap|reuters)\b)"
    r"|(?<=\s)(?:and|und|et|y|e|og|och|en|i|ve|&|with|mit)(?=\s))\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[,(–|]|-\s|\bfor\b|\bin\b|\bfür\b).*$|\s+\d{1,2}[./:].*$|\s*(?:기자|記者|记者)(?:\s.*)?$",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(r"https?:|www\.|@|[#<>{}=_\\]|\.(?:com|org|net|de|co)\b|\d{3}|\d:\d\d", re.IGNORECASE)
_GENERIC = frozenset((
    "admin", "administrator", "author", "autor", "editor", "guest", "null", "none", "undefined", "unknown",
    "user", "news", "sport", "sports", "politics", "business", "world", "opinion", "technology", "culture",
    "lifestyle", "nachrichten", "politik", "wirtschaft", "kultur", "panorama", "home", "staff", "webmaster",
    "anonymous", "contributor", "correspondent", "editor-in-chief", "freelance journalist", "guest author",
    "guest writer", "journalist", "managing editor", "news editor", "political editor", "reporter",
    "senior correspondent", "senior editor", "senior reporter", "senior writer", "special correspondent",
    "staff editor", "staff reporter", "staff writer", "writer",
))  # fmt: skip
"""Accounts, sections and roles, which bylines have beside or instead of a name."""
_NOT_LETTERS = re.compile(r"[\W_]+")
MAX_WORDS = 7


def author_names(
    values: Iterable[str], *, sections: Collection[str] = (), sites: Collection[str] = ()
) -> tuple[str, ...]:
    """The names in `values`, in order, each once; a value in brackets is a picture's credit.

    Names of `sections`, handles and addresses are none; nor is a name that is, but for more or less behind
    it, the name of one of `sites`.
    """
    found: dict[str, str] = {}
    barred = {section.casefold() for section in sections} | _GENERIC
    own = [site for site in map(plain, sites) if len(site) > 2]
    for value in values:
        if value.startswith(("http:", "https:", "//", "/", "(")):
            continue
        for part in _SPLIT.split(value):
            name = _name(part)
            if name and name.casefold() not in barred and not _is_site(plain(name), own):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def plain(text: str) -> str:
    """Letters and digits alone, case folded: what two spellings of a name share."""
    return _NOT_LETTERS.sub("", text.casefold())


def _is_site(name: str, own: Sequence[str]) -> bool:
    return any(name.startswith(site) or (len(name) > 2 and site.startswith(name)) for site in own)


def _name(text: str) -> str | None:
    text = _LEAD.sub("", " ".join(text.split())).strip(" ,;:.|-–—\"'")
    if _NOT_NAME.search(text):
        return None
    text = _TAIL.sub("", text).strip(" ,;:|-–—")
    if not 2 <= len(text) <= 80 or len(text.split()) > MAX_WORDS or not any(map(str.isalpha, text)):
        return None
    if text.isupper() and " " in text:
        text = text.title()
    return text
