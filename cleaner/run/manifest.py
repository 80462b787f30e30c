"""`manifest.json`: what a run reads, how, how far it has come, and what came out."""

from __future__ import annotations

import dataclasses
import errno
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from cleaner import __version__
from cleaner.errors import OutputError
from cleaner.resources import data_dir
from cleaner.run import inventory
from cleaner.run.summary import Summary

NAME = "manifest.json"


class Committed(msgspec.Struct):
    """What is safely on disk. Bytes beyond these are of documents that a resumed run does again."""

    documents: int = 0
    files: dict[str, int] = {}
    """Bytes of each output file."""
    source: str | None = None
    """Where the last of the documents was read."""
    cleaned: bool = False
    """All documents are done; copies may still have to be found."""


class Manifest(msgspec.Struct):
    """The whole manifest. Nothing outside `run` depends on when, where or how often the run was started."""

    cleanwire: str
    """Version."""
    status: str
    """`unfinished` or `finished`."""
    config: dict[str, Any]
    config_hash: str
    """Of `config` and of the files it names: rule packs, profiles."""
    inputs: list[dict[str, Any]]
    committed: Committed
    summary: Summary
    dedup: dict[str, Any] = {}
    """What the clusters depend on: thresholds, scheme, seed."""
    run: dict[str, Any] = {}
    """Times, workers, machine."""


def new(config: Mapping[str, Any], inputs: list[dict[str, Any]]) -> Manifest:
    """The manifest of a run that has not begun."""
    return Manifest(
        cleanwire=__version__,
        status="unfinished",
        config=dict(config),
        config_hash=config_hash(config),
        inputs=inputs,
        committed=Committed(),
        summary=Summary(),
        run={"python": platform.python_version(), "system": platform.platform()},
    )


def load(folder: Path) -> Manifest:
    """The manifest in `folder`."""
    path = folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise OutputError(f"{folder}: there is no {NAME} here, so no run to resume") from None
    except (msgspec.DecodeError, OSError) as error:
        raise OutputError(f"{path}: cannot be read ({error}); start again with --overwrite") from None


def save(manifest: Manifest, folder: Path) -> None:
    """Replace the manifest in `folder` in one step."""
    replace_file(folder / NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that, whatever happens, either the old or the new content is there."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    publish(part, path)


def publish(part: Path, path: Path) -> None:
    """Give a finished file its name, durably."""
    os.replace(part, path)  # noqa: PTH105
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def check_same(then: Manifest, now: Manifest) -> None:
    """Raise `OutputError` with every difference that would make a resumed run another run."""
    found = []
    if then.cleanwire != now.cleanwire:
        found.append(f"it was begun by cleanwire {then.cleanwire}, this is {now.cleanwire}")
    found += [
        f"{key} was {_json(then.config.get(key))}, now it is {_json(now.config.get(key))}"
        for key in sorted({*then.config, *now.config})
        if then.config.get(key) != now.config.get(key)
    ]
    if not found and then.config_hash != now.config_hash:
        found.append("the rule packs or profiles are not the same as they were")
    found += inventory.differences(then.inputs, now.inputs)
    if found:
        raise OutputError(
            "this run cannot be resumed: "
            + "; ".join(found)
            + ". Put it back as it was, or start again with --overwrite"
        )


def config_hash(config: Mapping[str, Any]) -> str:
    """Digest of the options and of the content of the packs and profiles they lead to."""
    digest = blake2b(msgspec.json.encode(config, order="deterministic"), digest_size=16)
    folders = [data_dir("rules"), *map(Path, config.get("rule_dirs", ()))]
    files = [path for folder in folders for path in sorted(folder.rglob("*.toml"))]
    if config.get("profiles"):
        files.append(Path(config["profiles"]))
    for path in files:
        try:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        except OSError:
            digest.update(path.name.encode() + b"\0missing")
    return digest.hexdigest()


def plain(*options: Any) -> dict[str, Any]:
    """The fields of option classes in one mapping, as they look in JSON."""
    merged = {name: value for each in options for name, value in dataclasses.asdict(each).items()}
    builtin: dict[str, Any] = msgspec.to_builtins(merged)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in builtin.items()}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of `folder`; the lock ends with this process, however it ends."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    path = folder / ".lock"
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held it may have removed it between our opening and our locking it.
            free = os.path.samestat(os.fstat(file.fileno()), path.stat())
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.ENOENT):
                raise
            free = False
        if not free:
            raise OutputError(f"{folder}: another run is writing here; wait for it or choose another --out")
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
