"""Row ids as 64-bit numbers, equal for equal texts in every file."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped]

Hashes = npt.NDArray[np.uint64]
LONGEST_FAST = 64
MOST_SORTED = 20_000_000  # beyond, sorting takes the memory that reading has
MIX = np.uint64(0x9E3779B97F4A7C15)
SPREAD = np.uint64(0xBF58476D1CE4E5B9)


def hash_texts(column: Any) -> Hashes:
    """Hash an Arrow column of texts without null; equal texts give equal numbers in any file.

    Texts of up to 64 bytes are mixed word by word, all rows at once; longer ones one by one. Two
    of ten million different ids are equal with a chance of about 3 in a million.
    """
    column = column.cast(pa.large_string())
    offsets = np.frombuffer(column.buffers()[1], np.int64)[column.offset :][: len(column) + 1]
    lengths = np.diff(offsets)
    data = np.frombuffer(column.buffers()[2] or b"", np.uint8)
    hashes = np.zeros(len(column), dtype=np.uint64)
    fast = np.flatnonzero(lengths <= LONGEST_FAST)
    hashes[fast] = _mix(data, offsets[fast], lengths[fast])
    for row in np.flatnonzero(lengths > LONGEST_FAST).tolist():
        digest = hashlib.blake2b(data[offsets[row] : offsets[row + 1]].tobytes(), digest_size=8)
        hashes[row] = int.from_bytes(digest.digest(), "little")
    return hashes


def repeated(path: Path) -> int:
    """How many of the stored ids stood before; 0 where there are more than can be sorted here.

    Two different ids of ten million count as equal with a chance of about 3 in a million.
    """
    stored = np.load(path, mmap_mode="r")
    if len(stored) > MOST_SORTED:
        return 0
    ids = np.sort(stored)
    return int(np.count_nonzero(ids[1:] == ids[:-1]))


def _mix(
    data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> Hashes:
    hashes = lengths.astype(np.uint64) * MIX
    padded = np.concatenate([data, np.zeros(8, dtype=np.uint8)])
    words = np.lib.stride_tricks.sliding_window_view(padded, 8)
    for start in range(0, int(lengths.max(initial=0)), 8):
        rows = np.flatnonzero(lengths > start)
        bytes_left = np.minimum(lengths[rows] - start, 8)
        word = np.ascontiguousarray(words[starts[rows] + start]).view("<u8")[:, 0]
        shift = ((8 - bytes_left) * 8).astype(np.uint64)
        word = (word << shift) >> shift
        hashes[rows] = _spread(hashes[rows] ^ (word * MIX))
    return _spread(hashes)


def _spread(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(31))) * SPREAD
    return hashes ^ (hashes >> np.uint64(29))
