"""Ratings of one capability: distribution, two perspectives, one person's own answers."""

from collections import Counter
from collections.abc import Sequence

from aiproj.shared import format as show
from aiproj.shared.marks import svg

LEVELS = (1, 2, 3, 4, 5)
DOT_STEP = 11


def distribution(
    counts: Sequence[int],
    mean: float,
    low: float | None = None,
    high: float | None = None,
    *,
    target: float | None = None,
    label: str = "",
) -> svg.Svg:
    """Five columns in level colors with counts, mean and likely range below (250 x 46).

    `counts` holds the number of ratings at the levels 1 to 5; mean, range and target stand on
    the same axis. Column heights are shares of all ratings.
    """
    total = sum(counts) or 1
    parts = [svg.line(0, 33.5, 250, 33.5, "grid")]
    for level, count in zip(LEVELS, counts, strict=True):
        center = 25 + 50 * (level - 1)
        if not count:
            parts.append(svg.rectangle(center - 1, 31, 2, 2, "ap-none"))
            continue
        height = 3 + 19 * count / total
        look = f"ap-level-{level} ap-edge"
        parts.append(svg.rectangle(center - 15, 33 - height, 30, height, look))
        parts.append(svg.text(center, 30.5 - height, str(count), "small quiet", "middle"))
    x = svg.scale(1, 5, 25, 225)
    if low is not None and high is not None:
        parts.append(svg.line(x(low), 40, x(high), 40, "thin-range"))
    parts.append(svg.circle(x(mean), 40, 3.5, "ap-dot"))
    if target:
        parts.append(svg.line(x(target), 35, x(target), 45, "target"))
    return svg.drawing(250, 46, label or distribution_label(counts, mean, low, high), *parts)


def distribution_label(
    counts: Sequence[int], mean: float, low: float | None = None, high: float | None = None
) -> str:
    """All values of the distribution in words.

    >>> distribution_label([0, 2, 3, 0, 0], 2.6, 1.9437, 3.2563)
    '2 at level 2, 3 at level 3; average 2.6, likely 1.9 to 3.3'
    """
    pairs = zip(LEVELS, counts, strict=True)
    said = ", ".join(f"{count} at level {level}" for level, count in pairs if count)
    words = f"{said or 'no ratings'}; average {show.score(mean)}"
    return f"{words}, {show.likely(low, high, 1)}" if low is not None else words


def perspective_gap(business: float, technical: float, label: str = "") -> svg.Svg:
    """Business (open dot) and technical (filled dot) means, and business minus technical."""
    x = svg.scale(1, 5, 8, 112)
    gap = show.signed(business - technical)
    said = f"Business {show.score(business)}, technical {show.score(technical)}, difference {gap}"
    return svg.drawing(
        160,
        20,
        label or said,
        svg.line(x(1), 10, x(5), 10, "grid"),
        svg.line(x(business), 10, x(technical), 10, "thin-range"),
        svg.circle(x(technical), 10, 4.5, "ap-dot"),
        svg.circle(x(business), 10, 4.5, "ap-open-dot"),
        svg.text(160, 14.5, gap, "medium strong", "end"),
    )


def feedback_dots(
    answers: Sequence[int], average: float | None, narrow: bool = False, label: str = ""
) -> svg.Svg:
    """One dot for each own answer, and a bar at the weighted average (None: no bar).

    Dots of one level stand beside each other and, where there are many, in rows.
    """
    width, edge, in_a_row = (284, 12, 5) if narrow else (430, 14, 8)
    counts = Counter(answers)
    rows = max((-(-count // in_a_row) for count in counts.values()), default=1)
    base = 26 + DOT_STEP * (rows - 1)
    x = svg.scale(1, 5, edge, width - edge)
    parts = [svg.line(x(1), base + 12, x(5), base + 12, "tick")]
    for level in LEVELS:
        parts.append(svg.line(x(level), base + 8, x(level), base + 16, "tick"))
        parts.append(svg.text(x(level), base + 32, str(level), "small quiet", "middle"))
    for level in sorted(counts):
        parts.extend(
            _dots(x(level), base, count=counts[level], level=level, in_a_row=in_a_row, width=width)
        )
    if average is not None:
        parts.append(svg.line(x(average), base + 6, x(average), base + 18, "bar"))
        parts.append(svg.text(x(average), 14, show.score(average), "medium strong", "middle"))
    return svg.drawing(
        width, base + 36, label or feedback_label(answers, average), *parts, look="ap-fluid"
    )


def feedback_label(answers: Sequence[int], average: float | None) -> str:
    """The person's own answers and average in words.

    >>> feedback_label([2, 2, 3], 2.25)
    'Your average 2.3 of 5; 2 answers at level 2, 1 answer at level 3'
    """
    counts = sorted(Counter(answers).items())
    said = [f"{show.counted(count, 'answer')} at level {level}" for level, count in counts]
    lead = "No average" if average is None else f"Your average {show.score(average)} of 5"
    return f"{lead}; {', '.join(said) or 'no answers'}"


def _dots(
    center: float, base: float, *, count: int, level: int, in_a_row: int, width: float
) -> list[str]:
    """Dots around the place of their level, moved inward at the edges of the drawing."""
    parts = []
    for number in range(count):
        row, place = divmod(number, in_a_row)
        length = min(in_a_row, count - row * in_a_row)
        half = DOT_STEP * (length - 1) / 2
        middle = min(max(center, half + 5.5), width - half - 5.5)
        x = middle - half + DOT_STEP * place
        parts.append(svg.circle(x, base - DOT_STEP * row, 4.5, f"ap-level-{level} ap-edge"))
    return parts
