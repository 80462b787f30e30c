"""Copies in scripts other than Latin, and of short wire texts: edited copies of real articles, by script.

    python -m benchmarks.dedup_scripts > benchmarks/results/dedup_scripts.txt

Needs the development data beside the repository (`../shared`, or the folder CLEANWIRE_SHARED names). Article
texts of its pages are cut into stories of 150 to 400 words (of characters, where a script does not space its
words), and again into wires of 60 to 150; each is edited as newsrooms and scanners do. Under each edit
is the share of copies that stand in their story's cluster, under `joined` of stories joined with another.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks import shared
from cleaner.dedup import dedup
from cleaner.dedup.evidence import WORD

SETS = ("fundus", "wcxb", "extra")
STORIES = 300
"""Stories of a script at most."""

SCRIPTS = {
    "Han and kana": r"[\u3040-\u30ff\u4e00-\u9fff]",
    "Thai": r"[\u0e00-\u0e7f]",
    "Arabic": r"[\u0600-\u06ff]",
    "Hangul": r"[\uac00-\ud7af]",
    "Devanagari": r"[\u0900-\u097f]",
    "Cyrillic": r"[\u0400-\u04ff]",
    "Greek": r"[\u0370-\u03ff]",
    "Latin": r"[A-Za-z\u00c0-\u024f]",
}
"""Name and a letter; a text is of the first script that has half of its letters."""

Words = list[str]
"""Words with what stands before each of them: joined, they are the text."""


def script_of(text: str) -> str | None:
    letters = sum(char.isalpha() for char in text)
    found = (name for name, letter in SCRIPTS.items() if 2 * len(re.findall(letter, text)) > letters)
    return next(found, None)


def words_of(text: str) -> Words:
    ends = [match.end() for match in WORD.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def bodies() -> Iterator[str]:
    for name in SETS:
        pages = shared.read(shared.folder() / "data" / "pages" / f"{name}.jsonl.gz")
        yield from (record["body"] for record in pages)


def stories(texts: list[Words], shortest: int, longest: int) -> list[Words]:
    """Pieces of texts, none overlapping."""
    generator = random.Random(1)
    found = []
    for words in texts:
        at = 0
        while at + shortest <= len(words):
            size = generator.randint(shortest, longest)
            if at + size <= len(words):
                found.append(words[at : at + size])
            at += size
    return generator.sample(found, min(STORIES, len(found)))


def trimmed(words: Words, generator: random.Random) -> str:
    return "".join(words[: int(len(words) * generator.uniform(0.5, 0.8))])


def excerpt(words: Words, generator: random.Random) -> str:
    size = max(30, int(len(words) * generator.uniform(0.2, 0.35)))
    start = generator.randrange(max(1, len(words) - size))
    return "".join(words[start : start + size])


def lightly_edited(words: Words, generator: random.Random) -> str:
    """One word in 25 gone or put elsewhere, the first ten words again at the end."""
    edited = list(words)
    for _ in range(len(words) // 25):
        word = edited.pop(generator.randrange(len(edited)))
        if generator.random() < 0.5:
            edited.insert(generator.randrange(len(edited)), word)
    return "".join([*edited, *edited[:10]])


def misread(words: Words, generator: random.Random) -> str:
    """One word in eight with a wrong character from elsewhere in the text."""
    letters = [char for char in "".join(words) if char.isalpha()]
    noisy = []
    for word in words:
        if generator.random() < 1 / 8:
            place = generator.choice([at for at, char in enumerate(word) if char.isalnum()] or [0])
            word = word[:place] + generator.choice(letters) + word[place + 1 :]  # noqa: PLW2901
        noisy.append(word)
    return "".join(noisy)


EDITS: dict[str, Callable[[Words, random.Random], str]] = {
    "trimmed": trimmed,
    "excerpt": excerpt,
    "lightly edited": lightly_edited,
    "misread": misread,
}


def measure(name: str, originals: list[Words]) -> None:
    generator = random.Random(2)
    records = []
    for number, words in enumerate(originals):
        records.append({"id": f"{number}:original", "text": "".join(words)})
        records += [
            {"id": f"{number}:{edit}", "text": function(words, generator)} for edit, function in EDITS.items()
        ]
    cluster_of = dedup(records).cluster_of()
    linked = Counter(
        edit
        for number in range(len(originals))
        for edit in EDITS
        if cluster_of[f"{number}:{edit}"] == cluster_of[f"{number}:original"]
    )
    clusters: dict[str, set[str]] = {}
    for document, cluster in cluster_of.items():
        clusters.setdefault(cluster, set()).add(document.split(":")[0])
    wrong = {number for numbers in clusters.values() if len(numbers) > 1 for number in numbers}
    shares = "".join(f"{linked[edit] / len(originals):>16.3f}" for edit in EDITS)
    print(f"{name:<24}{len(originals):>8}{shares}{len(wrong) / len(originals):>10.3f}", flush=True)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    texts: dict[str | None, list[Words]] = {}
    for body in bodies():
        texts.setdefault(script_of(body), []).append(words_of(body))
    print(f"{'':<24}{'stories':>8}" + "".join(f"{edit:>16}" for edit in EDITS) + f"{'joined':>10}")
    for name in SCRIPTS:
        for kind, shortest, longest in (("", 150, 400), (", wires", 60, 150)):
            found = stories(texts.get(name, []), shortest, longest)
            if found:
                measure(name + kind, found)


if __name__ == "__main__":
    main()
