"""How much of a file, and of the machine, one reading may use."""

from dataclasses import dataclass

BLOCK_BYTES = 4 * 1024**2
BATCH_ROWS = 50_000
BATCH_BYTES = 200 * 1024**2
FOOTER_BYTES = 16 * 1024**2
MOST_LABELS = 1_000
MOST_PERIODS = 10_000
LEAST_ROWS = 30
LARGEST_AMOUNT = 1e15


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
