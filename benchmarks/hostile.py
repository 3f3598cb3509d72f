"""Files that were made to take much: what a reading must stop, whatever they declare."""

import gzip
import io
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

MILLION = 1_000_000
FIVE_HUNDRED_MB = 500 * MILLION


def _packed(head: bytes, unit: bytes, size: int) -> bytes:
    target = io.BytesIO()
    block = unit * (4 * MILLION // len(unit))
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1) as packed:
        packed.write(head)
        for _ in range(size // len(block)):
            packed.write(block)
    return target.getvalue()


def _constant_rows() -> bytes:
    target = io.BytesIO()
    part = pa.table({"y": pa.repeat(pa.scalar(1, pa.int8()), MILLION)})
    part = part.append_column("score", pa.repeat(pa.scalar(0.5), MILLION))
    with pq.ParquetWriter(target, part.schema) as writer:
        for _ in range(50):
            writer.write_table(part, row_group_size=MILLION)
    return target.getvalue()


def _texts() -> bytes:
    """A thousand ids of a megabyte each, in a file of a few kilobytes."""
    rows = 50_000
    ids = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * MILLION])
    target = io.BytesIO()
    pq.write_table(pa.table({"y": [1] * rows, "score": ids}), target, store_schema=False)
    return target.getvalue()


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "50 M equal rows": _constant_rows,
    "50 GB of text": _texts,
    "500 MB of blank lines, packed": lambda: _packed(b"", b"\n", FIVE_HUNDRED_MB),
    "500 MB in one line, packed": lambda: _packed(b"y,score\n", b"1", FIVE_HUNDRED_MB),
    "500 MB of rows, packed": lambda: _packed(b"y,score\n", b"1,0.5\n", FIVE_HUNDRED_MB),
    "500 MB of broken quotes, packed": lambda: _packed(b"y,score\n", b'"\n', FIVE_HUNDRED_MB),
    "1 M columns": lambda: b",".join(b"c%d" % at for at in range(MILLION)),
}
