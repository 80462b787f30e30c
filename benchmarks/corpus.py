"""Dumps of any size, the same for the same seed: made-up news, and the shared pages with made-up words."""

import gzip
import json
import random
import re
import string
from collections.abc import Iterator
from pathlib import Path

_SYLLABLES = "ba be co da fer gan hol in jor ka lem mi nor os pra qui ros sta tur ul ver wen xa yor zel"
_TAILS = (
    "Share this @{site}",
    "You May Also Like",
    "Sign up for our newsletter",
    "Read more: {title}",
    "© 2024 {site}",
)
_TEXT = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>|([^<]+)", re.DOTALL | re.IGNORECASE)


def documents(count: int, *, seed: int = 1, words: int = 120) -> Iterator[dict[str, str]]:
    """Records with `id, url, date, text`: one in five is a copy of an earlier one under other clutter."""
    random_ = random.Random(seed)
    syllables = _SYLLABLES.split()
    vocabulary = ["".join(random_.choices(syllables, k=random_.randint(1, 4))) for _ in range(5000)]
    recent: list[tuple[str, str]] = []
    for number in range(count):
        site = f"site{random_.randrange(50)}.example"
        if recent and random_.random() < 0.2:
            title, body = random_.choice(recent)
        else:
            title = " ".join(random_.choices(vocabulary, k=7)).capitalize()
            body = "\n\n".join(_paragraph(random_, vocabulary) for _ in range(max(1, words // 40)))
            recent = [*recent[-200:], (title, body)]
        tails = [tail.format(site=site, title=title) for tail in random_.sample(_TAILS, k=3)]
        yield {
            "id": f"d{number:08}",
            "url": f"https://{site}/{number}",
            "date": f"2024-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}",
            "text": "\n\n".join([title, body, *tails]),
        }


def write(path: Path, count: int, **options: int) -> int:
    """Write a dump as JSONL; its size in bytes."""
    with path.open("w") as file:
        file.writelines(json.dumps(record) + "\n" for record in documents(count, **options))
    return path.stat().st_size


def write_pages(path: Path, folder: Path, size: int, *, seed: int = 1) -> int:
    """Write `size` bytes of pages as JSONL; how many pages that is.

    The pages of `folder` again and again, the letters of their texts exchanged: the same shape, other words.
    """
    random_ = random.Random(seed)
    files = sorted(folder.glob("*/*.html.gz"))
    number = 0
    with path.open("wb") as file:
        while file.tell() < size:
            random_.shuffle(files)
            for name in files:
                page = _enciphered(gzip.decompress(name.read_bytes()), random_).decode("utf-8", "replace")
                url = f"https://site{number % 500}.example/{number}"
                file.write(json.dumps({"id": f"p{number:08}", "url": url, "html": page}).encode() + b"\n")
                number += 1
                if file.tell() >= size:
                    break
    return number


def _enciphered(page: bytes, random_: random.Random) -> bytes:
    """The page with the letters of its text (not of tags and scripts) replaced by others."""
    letters = string.ascii_lowercase
    other = "".join(random_.sample(letters, k=len(letters)))
    table = bytes.maketrans((letters + letters.upper()).encode(), (other + other.upper()).encode())
    return _TEXT.sub(lambda found: found[0].translate(table) if found[1] else found[0], page)


def _paragraph(random_: random.Random, vocabulary: list[str]) -> str:
    sentences = [
        " ".join(random_.choices(vocabulary, k=random_.randint(6, 16))).capitalize() for _ in range(4)
    ]
    return ". ".join(sentences) + "."
