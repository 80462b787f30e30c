"""Score the metadata of HTML pages: title, day of publication, authors, beside the gold of the page sets.

python -m benchmarks.page_metadata [--sets fundus,wcxb] [--wrong 20]
"""

import argparse
from collections import Counter, defaultdict

from benchmarks import gold, shared
from cleaner.document import Document
from cleaner.html import blocks, decode, head, metadata
from cleaner.html.names import plain


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", default="fundus,wcxb")
    parser.add_argument("--wrong", type=int, default=0)
    args = parser.parse_args()
    folder = shared.folder()
    for name in args.sets.split(","):
        right: dict[str, float] = defaultdict(float)
        known: Counter[str] = Counter()
        wrong: dict[str, list[str]] = {"title": [], "date": [], "authors": []}
        for record, raw in gold.records(folder, name):
            tree = blocks.parse(decode.decode(raw).utf8)
            found = metadata.read(
                head.read_head(tree), tree, Document(id="x", html=raw, url=record.get("url"))
            )
            for field, ours, theirs in (
                ("title", plain(found.title or ""), plain(record.get("title") or "")),
                ("date", (found.published or "")[:10], (record.get("date") or "")[:10]),
                (
                    "authors",
                    sorted(map(plain, found.authors)),
                    sorted(map(plain, record.get("authors") or [])),
                ),
            ):
                if theirs:
                    known[field] += 1
                    right[field] += ours == theirs
                    if field == "title":
                        known["title words"] += 1
                        right["title words"] += gold.word_score(found.title or "", record["title"])[2]
                    if ours != theirs:
                        value = {"title": found.title, "date": found.published, "authors": found.authors}[
                            field
                        ]
                        source = found.sources.get("published" if field == "date" else field)
                        wrong[field].append(f"{record['id']}: {value} ({source}) != {record.get(field)}")
        print(
            name, "  ".join(f"{field} {right[field] / known[field]:.4f} of {known[field]}" for field in known)
        )
        for field, lines in wrong.items():
            print(*[f"    {field} {line}" for line in lines[: args.wrong]], sep="\n")


if __name__ == "__main__":
    main()
