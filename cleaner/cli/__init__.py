"""The command `cleaner`. Each command is a file beside this one, imported only when it is used."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from typing import NoReturn

from cleaner.errors import CleanerError

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

EXIT_OK = 0
EXIT_PROBLEMS = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


def main() -> NoReturn:
    """Run the command that the process was called with; no traceback is shown unless `--debug` is given."""
    gc.set_threshold(100_000)  # what is imported stays: looking for garbage in it takes a while
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1  # it may stand anywhere
    _write_any_letter()
    try:
        _call(arguments)
        sys.stdout.flush()
        sys.exit(EXIT_OK)
    except BrokenPipeError:
        # Nobody reads on: not an error of ours. Keep the interpreter from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except SystemExit as ended:
        if ended.code == EXIT_INTERRUPTED:  # what Typer makes of an interrupt, without a word
            _tell("interrupted")
        raise
    except KeyboardInterrupt:
        _tell("interrupted")
        sys.exit(EXIT_INTERRUPTED)
    except Exception as error:
        if debug:
            raise
        if isinstance(error, CleanerError):
            _tell(str(error))
            sys.exit(EXIT_USAGE)
        _tell(f"{type(error).__name__}: {error} (unexpected; run again with --debug for the details)")
        sys.exit(EXIT_USAGE)


def end() -> NoReturn:
    """What the installed command calls: `main`, and then the end of the process at once.

    Taking the rules' index and the libraries apart piece by piece would take another tenth of a second, and
    a thread that still waits for standard input would stop it. Nothing is left to the interpreter to close:
    whoever opens a file or starts a process ends it, on errors when their traceback is let go of.
    """
    status: object = EXIT_OK
    # Whoever stops a service or a container: what was opened is closed and removed as on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else EXIT_USAGE)


def _write_any_letter() -> None:
    """Have both streams take every text: in UTF-8, or with `?` for what a terminal of another kind lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _call(arguments: list[str]) -> None:
    """Hand the arguments to the command they name; `clean` without an option needs no parser to be built."""
    command, *inputs = arguments or [""]
    if command == "clean" and inputs and all(name == "-" or name[:1] not in ("-", "") for name in inputs):
        from cleaner.cli._cleaning import clean_inputs

        if clean_inputs(inputs):
            sys.exit(EXIT_PROBLEMS)
        return
    from cleaner.cli import _app

    _app.build()(arguments, prog_name="cleaner")


def _tell(message: str) -> None:
    print(f"cleaner: {message}", file=sys.stderr)  # noqa: T201
