"""What the tests of the readers share: documents read from files made for the test."""

import bz2
import gzip
import json
import lzma
from pathlib import Path

import pytest

from cleaner.document import Document
from cleaner.io import read

PAGE = b"<!doctype html><html><body><p>Rain fell on the harbour.</p></body></html>"
RECORDS = [
    {
        "id": "a",
        "text": "Rain fell.",
        "url": "https://www.example.org/a",
        "date": "2024-05-01",
        "desk": "city",
    },
    {"id": "b", "text": "It stopped.", "url": "https://example.net/b", "date": "2024-05-02", "desk": "world"},
]
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def docs(*inputs: object, **options: object) -> list[Document]:
    return list(read([str(each) for each in inputs], **options))  # type: ignore[arg-type]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def packed(suffix: str, data: bytes) -> bytes:
    if suffix == ".zst":
        zstandard = pytest.importorskip("zstandard")
        result: bytes = zstandard.ZstdCompressor(write_checksum=True).compress(data)
        return result
    return {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix](data)
