"""How much of a file, and of the machine, one reading may use."""

from dataclasses import dataclass, replace

BLOCK_BYTES = 4 * 1024**2
BATCH_ROWS = 50_000
BATCH_BYTES = 200 * 1024**2
HEAD_BYTES = 8 * 1024**2  # of the first rows that are looked at
HEAD_CELLS = 50_000  # of them: rows of 2,000 columns take long
FOOTER_BYTES = 16 * 1024**2
MOST_LABELS = 1_000
MOST_PERIODS = 10_000
LEAST_ROWS = 30
LARGEST_AMOUNT = 1e15
LEAST_WEIGHT, MOST_WEIGHT = 1e-9, 1e9  # beyond, sums of squares would lose rows or overflow
LONGEST_NAME = 255  # characters of a column's name
LONGEST_WORD = 200  # characters of an outcome, a period or an input's word


@dataclass(frozen=True)
class Limits:
    """Limits of one reading: bytes are counted after unpacking, seconds by clock and by CPU."""

    bytes: int = 2 * 1024**3
    rows: int = 100_000_000
    columns: int = 2_000
    line_bytes: int = 1_000_000
    memory: int = 1024**3
    cpu_seconds: int = 300
    wall_seconds: float = 600.0


LIMITS = Limits()
# Somebody waits for the first rows, and so does the web server
PREVIEW_LIMITS = replace(LIMITS, memory=768 * 1024**2, cpu_seconds=5, wall_seconds=9.0)
LEAST_SECONDS = 5
BYTES_PER_SECOND = 5 * 1024**2


def limits_for(size: int) -> Limits:
    """The limits of reading a file of this many bytes: a small one gets few seconds of CPU.

    Files are read at 30 MB/s and more; what takes far longer for its size was made to.

    >>> limits_for(400_000).cpu_seconds, limits_for(1024**3).cpu_seconds
    (5, 209)
    """
    seconds = min(LIMITS.cpu_seconds, LEAST_SECONDS + size // BYTES_PER_SECOND)
    return replace(LIMITS, cpu_seconds=seconds)
