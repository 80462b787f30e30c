"""Every option, from four places: command line, environment, `cleaner.toml`, `[tool.cleanwire]` of pyproject.

The options are the fields of a few frozen dataclasses; a name stands for the same thing everywhere:
`max_bytes` is `--max-bytes`, `CLEANER_MAX_BYTES` and `max_bytes = ...` (or `max-bytes = ...`). One exception:
`rule_dirs` is `--rules` on the command line, whose `rules` has `--no-rules` alone.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from cleaner.errors import ConfigError
from cleaner.io.options import ReadOptions
from cleaner.settings import Keep, Settings, check_at_least

FILE = "cleaner.toml"
PREFIX = "CLEANER_"
PATHS = ("rule_dirs", "profiles")
"""Options that name files: what stands in a file is relative to that file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOptions:
    """Who does the work; nothing here changes what comes out for a document that gets through."""

    workers: int | None = None
    """Processes that clean; by default one a core, 0 to clean in the main process without budgets."""
    seconds: float = 30.0
    """A document that takes longer than this is given up and comes out with `problem`."""
    memory: int = 4_294_967_296
    """Bytes of memory a worker may use; a document that needs more has a `problem`. 0 for no limit."""

    def __post_init__(self) -> None:
        """Raise ConfigError for a budget that nothing can be done with."""
        check_at_least(0, workers=0 if self.workers is None else self.workers, memory=self.memory)
        check_at_least(0.01, seconds=self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a run does beside cleaning."""

    dedup: bool = True
    """Find copies; without, a run only cleans."""
    report: bool = True
    """Write report.html at the end of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupOptions:
    """How copies are found and which of them is taken for the original."""

    threshold: float = 0.5
    """Jaccard index of 5-word shingles from which two texts are copies."""
    original: Keep = "wire-original"
    """Which copy is the original: wire-original, earliest, longest, prefer-domains or none."""
    prefer: tuple[str, ...] = ()
    """Domains whose copy is taken for the original, best first (with prefer-domains)."""
    dedup_memory: int = 402_653_184
    """Bytes of memory that finding copies may use, about."""

    def __post_init__(self) -> None:
        """Raise ConfigError for a budget below zero."""
        check_at_least(0, dedup_memory=self.dedup_memory)


CLASSES: tuple[type[Any], ...] = (Settings, ReadOptions, WorkOptions, RunOptions, DedupOptions)
"""Every option class; each command takes those that mean something to it."""

T = TypeVar("T")


class Option(NamedTuple):
    """One option, as the field of its class describes it."""

    name: str
    type: Any
    default: Any


class Value(NamedTuple):
    """What an option is set to, and where."""

    value: Any
    origin: str
    """`default`, `pyproject.toml`, `cleaner.toml`, `CLEANER_...` or `command line`."""


class Config:
    """The options of one call, each with its origin."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def make(self, cls: type[T]) -> T:
        """An instance of one of CLASSES with these values."""
        return cls(**{option.name: self.values[option.name].value for option in options_of(cls)})


def load(
    given: Mapping[str, Any] | None = None,
    *,
    file: str | Path | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Config:
    """The options: `given` (the command line), else the environment, else `cleaner.toml`, else pyproject.

    `file` is read in place of the nearest `cleaner.toml` at or above `folder` (default: the current one).
    """
    options = {option.name: option for cls in CLASSES for option in options_of(cls)}
    values = {name: Value(option.default, "default") for name, option in options.items()}
    here = folder or Path.cwd()
    for origin, layer in _layers(given or {}, file, os.environ if environment is None else environment, here):
        for key, value in layer.items():
            name = key.replace("-", "_")
            if name not in options:
                raise ConfigError(f"{origin}: there is no option {key!r}{_nearest(name, options)}")
            converted = _converted(value, options[name], str(origin))
            if name in PATHS and isinstance(origin, Path) and origin.parent.resolve() != here.resolve():
                converted = _below(origin.parent, converted)
            values[name] = Value(converted, str(origin))
    return Config(values)


def options_of(cls: type[Any]) -> list[Option]:
    """The options that the fields of `cls` are."""
    types = get_type_hints(cls)
    return [
        Option(
            field.name,
            types[field.name],
            field.default_factory() if field.default_factory is not MISSING else field.default,
        )
        for field in fields(cls)
    ]


def sayings_of(cls: type[Any]) -> dict[str, str]:
    """What the string under each field in the source of `cls` says of it."""
    import ast
    import inspect

    try:
        (definition,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return {}
    if not isinstance(definition, ast.ClassDef):
        return {}
    says = {}
    for field, string in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(string, ast.Expr)
        ):
            says[field.target.id] = " ".join(str(ast.literal_eval(string.value)).split())
    return says


def _layers(
    given: Mapping[str, Any], file: str | Path | None, environment: Mapping[str, str], folder: Path
) -> Iterator[tuple[str | Path, Mapping[str, Any]]]:
    """The places options come from, the weakest first; a file is a path."""
    project = _above(folder, "pyproject.toml")
    if project:
        yield project, _own_table(project)
    own = Path(file) if file else _above(folder, FILE)
    if own:
        yield own, _toml(own)
    for name in sorted(environment):
        if name.startswith(PREFIX):
            yield name, {name.removeprefix(PREFIX).lower(): environment[name]}
    yield "command line", given


def _above(folder: Path, name: str) -> Path | None:
    """The nearest file of this name in `folder` or a folder above it."""
    return next((found for parent in (folder, *folder.parents) if (found := parent / name).is_file()), None)


def _own_table(project: Path) -> Mapping[str, Any]:
    """`[tool.cleanwire]` of a pyproject file; of the rest, whoever it is for may complain."""
    tools = _toml(project).get("tool")
    own = tools.get("cleanwire", {}) if isinstance(tools, dict) else {}
    if not isinstance(own, dict):
        raise ConfigError(f"{project}: tool.cleanwire is no table; write its options below [tool.cleanwire]")
    return own


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _below(folder: Path, value: Any) -> Any:
    """The path or paths `value`, those that are relative from `folder`."""
    if isinstance(value, tuple):
        return tuple(_below(folder, each) for each in value)
    return None if value is None else str(folder / value)


def _converted(value: Any, option: Option, origin: str) -> Any:
    """`value` as the option's type; strings (from the environment) are read, lists split at commas."""
    if isinstance(value, str) and "tuple" in str(option.type):
        value = [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(value, str) and option.type is bool:
        value = {"yes": True, "on": True, "no": False, "off": False}.get(value.lower(), value)
    try:
        return msgspec.convert(value, option.type, strict=not origin.startswith(PREFIX))
    except msgspec.ValidationError as error:
        choices = get_args(option.type) if get_origin(option.type) is Literal else ()
        why = f"choose one of {', '.join(choices)}" if choices else str(error)
        raise ConfigError(f"{origin}: {option.name} = {value!r}: {why}") from None


def _nearest(name: str, options: Mapping[str, Option]) -> str:
    import difflib

    found = difflib.get_close_matches(name, options, n=1)
    return f"; did you mean {found[0]!r}?" if found else "; `cleaner config` lists them all"
