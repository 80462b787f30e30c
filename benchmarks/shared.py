"""The data that benchmarks and training read, which is not part of the project.

It lies in `../shared` beside the checkout, or where the environment variable CLEANWIRE_SHARED says.
"""

import gzip
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit


def folder() -> Path:
    """The shared folder; the program ends with a message where there is none."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    found = Path(os.environ.get("CLEANWIRE_SHARED", beside))
    if not found.is_dir():
        sys.exit(f"{found} is not there; set CLEANWIRE_SHARED to the folder with data/ and bench/")
    return found


@cache
def bench(name: str) -> ModuleType:
    """A scorer of the shared folder, as a module."""
    path = folder() / "bench" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"shared_bench_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dumps(sets: tuple[str, ...] = ("fundus", "wcxb")) -> Iterator[dict[str, Any]]:
    """The records of shared/data/text, each with the `set` it belongs to."""
    for name in sets:
        for record in read(folder() / "data" / "text" / f"{name}.jsonl.gz"):
            yield record | {"set": name}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a `.jsonl.gz` file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def site(url: str | None) -> str:
    """The registered domain, near enough: the last two labels, three under a short second-level one."""
    labels = (urlsplit(url or "").hostname or "").split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])
