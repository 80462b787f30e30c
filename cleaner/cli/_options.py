"""Command line options made of the classes in `cleaner.config`, so that each is described once."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import typer

from cleaner.config import Option, options_of, sayings_of

# What several commands take beside the options of `cleaner.config`.
Inputs = Annotated[
    list[str], typer.Argument(help="Files, folders, patterns, addresses, or - for standard input.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on standard error but errors.")]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Read this file, not the nearest cleaner.toml.")
]

FLAGS = {"rules": "--no-rules", "rule_dirs": "--rules"}
"""Options that are not called after their field: folders of packs are given with `--rules`, everywhere."""


def with_options(*classes: type[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command an option for each field of `classes`; what is set arrives as keyword arguments."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)
        hints = get_type_hints(function, include_extras=True)
        own = [
            parameter.replace(annotation=hints[parameter.name])
            for parameter in signature.parameters.values()
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        options = {option.name: option for cls in classes for option in options_of(cls)}
        says = {name: words for cls in classes for name, words in sayings_of(cls).items()}
        made = [_parameter(option, says.get(option.name, "")) for option in options.values()]

        def command(**arguments: Any) -> Any:
            given = {name: arguments.pop(name) for name in options}
            return function(**arguments, **{n: v for n, v in given.items() if v is not None and v != []})

        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__signature__ = signature.replace(parameters=own + made)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in own + made}
        return command

    return wrap


def _parameter(option: Option, says: str) -> inspect.Parameter:
    plain, name = _plain(option.type), option.name.replace("_", "-")
    flag = FLAGS.get(option.name, f"--{name}/--no-{name}" if plain is bool else f"--{name}")
    several, only_off = get_origin(plain) is list, flag.startswith("--no-")
    if several:
        says += " Repeatable."
    elif only_off:
        says = f"Do not {says[:1].lower()}{says[1:]}"
    elif option.default is not None:
        says += f" [default: {_shown(option.default)}]"
    made = typer.Option(
        None,
        flag,
        metavar="<str>" if several else None,
        callback=_off if only_off else None,
        help=says,
        show_default=False,
    )
    return inspect.Parameter(
        option.name, inspect.Parameter.KEYWORD_ONLY, default=made, annotation=plain | None
    )


def _off(given: bool | None) -> bool | None:
    """What a flag that can only switch off says when it is given."""
    return False if given else None


def _shown(default: Any) -> str:
    return {True: "on", False: "off"}[default] if isinstance(default, bool) else str(default)


def _plain(annotation: Any) -> Any:
    """`int` of `int | None`, `list[str]` of `tuple[str, ...]`."""
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (each for each in get_args(annotation) if each is not type(None))
    if get_origin(annotation) is tuple:
        item: Any = get_args(annotation)[0]
        return list[item]
    if get_origin(annotation) in (Sequence, list):
        return annotation
    return annotation if annotation in (bool, int, float, str) else str
