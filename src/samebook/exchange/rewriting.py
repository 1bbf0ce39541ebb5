"""Run as ``python -m samebook.exchange.rewriting IN OUT …``: reads an upload under limits and writes it as Parquet.

What a stranger sent is parsed here, in a process that may use little memory and time and knows no database.
Prints one line of JSON: what it found, or why it refused.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY = 1_500 * 1024 * 1024
SECONDS = 300
LARGEST_OUTPUT = 4 * 1024**3
ROWS_AT_ONCE = 2_000


def limit(memory: int, seconds: int) -> None:
    """From here on the process ends rather than take more than this."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def rewrite(source: Path, out: Path, *, encoding: str, delimiter: str, sheet: str, most_rows: int) -> dict[str, object]:
    """Read the upload strictly and write its rows, refused ones included, as Parquet.

    Raises:
        Refused: The file as a whole cannot be read; ``exchange.too_many_rows``.
    """
    import pyarrow as pa
    from pyarrow import parquet

    from samebook.exchange.dialects import guess_dialect
    from samebook.exchange.reading import read_header, read_rows
    from samebook.exchange.workbooks import sheets_of
    from samebook.kernel.refusals import Refused

    dialect = guess_dialect(source, encoding=encoding, delimiter=delimiter, sheet=sheet)
    header = read_header(source, dialect)
    fields = [
        ("number", pa.int64()), ("cells", pa.list_(pa.string())), ("code", pa.string()), ("reason", pa.string()),
    ]  # fmt: skip
    schema = pa.schema(fields, metadata={"samebook": json.dumps({"header": header})})
    count, waiting = 0, []
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for row in read_rows(source, dialect):
            count += 1
            if count > most_rows:
                raise Refused("exchange.too_many_rows", f"The file has more than {most_rows:,} rows.", "file")
            refused = row.refused
            waiting.append(
                {
                    "number": row.number,
                    "cells": [cell.encode("utf-8", "replace").decode() for cell in row.cells],
                    "code": refused.code if refused else "",
                    "reason": refused.message if refused else "",
                }
            )
            if len(waiting) == ROWS_AT_ONCE:
                writer.write_table(pa.Table.from_pylist(waiting, schema))
                waiting = []
        writer.write_table(pa.Table.from_pylist(waiting, schema))
    sheets = sheets_of(source) if dialect.sheet else []
    read_so = {"encoding": dialect.encoding, "delimiter": dialect.delimiter, "sheet": dialect.sheet}
    return {**read_so, "sheets": sheets, "header": header, "rows": count}


def main(arguments: list[str]) -> None:
    source, out, encoding, delimiter, sheet, most_rows, memory, seconds = arguments
    limit(int(memory), int(seconds))
    from samebook.kernel.refusals import Refused

    try:
        read_so = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
        found = rewrite(Path(source), Path(out), **read_so, most_rows=int(most_rows))
    except Refused as refused:
        found = {"refused": {"code": refused.code, "message": refused.message, "field": refused.field}}
    except MemoryError:
        found = {"refused": {"code": "exchange.too_large_to_read", "message": "", "field": "file"}}
    except Exception as error:
        why = f"The file cannot be read ({type(error).__name__}); save it anew and take that."
        found = {"refused": {"code": "exchange.unreadable", "message": why, "field": "file"}}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
