"""The command `cleaner`. Each command is a file beside this one, imported only when it is used."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS = {
    "run": "Clean, find copies and report: everything, into a folder.",
    "clean": "Clean pages and texts.",
    "dedup": "Find copies among articles.",
    "report": "Write the report of a finished run again.",
    "explain": "Show why each piece of a document was kept or removed.",
    "rules": "List, show and test the rules.",
    "learn": "Learn what repeats on each site from many of its articles.",
    "config": "Show every setting, its value and where it comes from.",
}

EXIT_PROBLEMS = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


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


def main() -> None:
    """Run the command that the process was called with; no traceback is shown unless `--debug` is given."""
    gc.set_threshold(100_000)  # what is imported stays: looking for garbage in it takes a while
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1  # it may stand anywhere
    try:
        _app()(arguments, prog_name="cleaner")
    except BrokenPipeError:
        # Nobody reads on: not an error of ours. Keep the interpreter from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except KeyboardInterrupt:
        _tell("interrupted")
        sys.exit(EXIT_INTERRUPTED)
    except Exception as error:
        from cleaner.errors import CleanerError

        if debug:
            raise
        if isinstance(error, CleanerError):
            _tell(str(error))
            sys.exit(EXIT_USAGE)
        _tell(f"{type(error).__name__}: {error} (unexpected; run again with --debug for the details)")
        sys.exit(EXIT_USAGE)


def _app() -> typer.Typer:
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


def _tell(message: str) -> None:
    print(f"cleaner: {message}", file=sys.stderr)  # noqa: T201
