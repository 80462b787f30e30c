"""The command as Typer has it: help, options, and a module for each command, imported when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cleaner.cli import COMMANDS


def _version(wanted: bool) -> None:
    if wanted:
        from cleaner import __version__

        print(__version__)  # noqa: T201
        raise typer.Exit


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is called, and not to list it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands, in the order they are explained in."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Enough of a command to list it."""
        del ctx
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself."""
        name, stub, rest = super().resolve_command(ctx, args)
        return (name, _load(name), rest) if stub is not None and name is not None else (name, stub, rest)


def build() -> typer.Typer:
    app = typer.Typer(
        cls=LazyGroup,
        name="cleaner",
        help="Clean, deduplicated articles from scraped news.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_before_any_command)
    return app


def _before_any_command(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_version
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the details of unexpected errors."),
) -> None:
    del version, debug  # both are dealt with before any command runs


def _load(name: str) -> Any:
    """The command in the module of this name: a function, or an app with commands of its own."""
    module = import_module(f"cleaner.cli.{name}")
    found = getattr(module, name if hasattr(module, name) else "app")
    if isinstance(found, typer.Typer):
        app = found
    else:
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        app.command(name)(found)
    command = typer.main.get_command(app)
    command.name = name
    return command
