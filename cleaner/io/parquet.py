"""Parquet through pyarrow, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.io.compression import require
from cleaner.io.fields import choose_columns, document_from_fields, missing_column
from cleaner.io.record import Ready, Record, failed
from cleaner.io.stream import Reading, Stream

ROWS = 256
"""Rows that are decoded at once."""


def read(stream: Stream, reading: Reading) -> Iterator[Record]:
    """A record for each row."""
    parquet = require("pyarrow.parquet", "parquet", "Parquet files")
    with stream.seekable() as file:
        try:
            table = parquet.ParquetFile(file)
        except Exception as error:  # pyarrow's own exceptions and OSError
            yield failed(stream.name, stream.problem or f"not a whole Parquet file: {error}")
            return
        names = table.schema_arrow.names
        wrong = missing_column(names, reading.options)
        if wrong:
            yield failed(stream.name, wrong)
            return
        columns = choose_columns(names, reading.options, reading.guesses_of(stream.name))
        row = 0
        try:
            for batch in table.iter_batches(batch_size=ROWS):
                for fields in batch.to_pylist():
                    row += 1
                    yield Ready(document_from_fields(fields, columns, source=f"{stream.name}#{row}"))
        except Exception as error:
            yield failed(stream.name, f"damaged after row {row}: {error}")
