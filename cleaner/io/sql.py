"""SQLite files, and any database that SQLAlchemy speaks to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from cleaner.io.compression import require
from cleaner.io.fields import choose_columns, document_from_fields
from cleaner.io.record import Ready, Record, failed
from cleaner.io.stream import Reading, Stream

ROWS = 500
"""Rows that are fetched at once."""


def read_sqlite(stream: Stream, reading: Reading) -> Iterator[Record]:
    """A record for each row of `--query`, or of the only table."""
    if stream.path is None:
        yield failed(stream.name, "a SQLite file cannot be read out of an archive or a pipe; unpack it first")
        return
    from pathlib import Path

    try:
        connection = sqlite3.connect(f"{Path(stream.path).resolve().as_uri()}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        connection.text_factory = _text
        try:
            query = reading.options.query or _only_table(connection, stream.name, reading.say)
            rows = (dict(row) for row in connection.execute(query))
            yield from _records(rows, stream.name, reading)
        finally:
            connection.close()
    except (sqlite3.OperationalError, ValueError) as error:
        yield failed(stream.name, f"{error}; give the rows to read with --query 'SELECT ...'")
    except sqlite3.Error as error:
        yield failed(stream.name, f"damaged, cut off, or no SQLite file: {error}; what came before is read")


def read_database(address: str, reading: Reading) -> Iterator[Record]:
    """A record for each row of `--query` at an SQLAlchemy address."""
    name = without_password(address)
    if not reading.options.query:
        yield failed(name, "a database needs --query 'SELECT ... ORDER BY ...'")
        return
    sqlalchemy = require("sqlalchemy", "sql", "databases")
    try:
        engine = sqlalchemy.create_engine(address, poolclass=sqlalchemy.NullPool)  # closed when it is read
        with engine.connect().execution_options(stream_results=True, yield_per=ROWS) as connection:
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.text_factory = _text
            rows = (
                dict(row) for row in connection.execute(sqlalchemy.text(reading.options.query)).mappings()
            )
            yield from _records(rows, name, reading)
    except ImportError as error:
        yield failed(name, f"the database's driver is missing: pip install {error.name or 'it'} ({error})")
    except sqlalchemy.exc.SQLAlchemyError as error:
        why = str(error).splitlines()[0]
        yield failed(name, f"the database cannot be read: {why}; check the address and --query")


def without_password(address: str) -> str:
    """`address` as it may be shown and stored."""
    try:
        password = urlsplit(address).password
    except ValueError:  # no address; who opens it says so
        return address
    return address.replace(f":{password}@", ":***@") if password else address


def _text(data: bytes) -> str | bytes:
    """A value that the database says is text; where that is not so, its bytes, which the fields decode."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _records(rows: Iterable[Mapping[str, Any]], name: str, reading: Reading) -> Iterator[Record]:
    columns = None
    for number, row in enumerate(rows, 1):
        columns = columns or choose_columns(row, reading.options, reading.guesses_of(name))
        yield Ready(document_from_fields(row, columns, source=f"{name}#{number}"))


def _only_table(connection: sqlite3.Connection, name: str, say: Callable[[str], None]) -> str:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    tables = [row["name"] for row in found]
    if len(tables) != 1:
        raise ValueError(f"the file has {len(tables)} tables ({', '.join(tables[:20])})")
    say(f"{name}: reading table {tables[0]!r} (choose with --query)")
    quoted = tables[0].replace('"', '""')
    return f'SELECT * FROM "{quoted}" ORDER BY rowid'
