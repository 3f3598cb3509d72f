"""Generated files of credit defaults and of forecasts, to try things with; nothing is real."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

CHUNK = 50_000
SHARE = 0.04
APART = 1.5  # standard deviations between those who default and those who do not
MEAN_EXPOSURE = 12_000
SPREAD = 0.5
FIRST_DAY = datetime.date(2024, 1, 1)
DAYS = 731  # two years
MEAN_SALES = 40
WEEK = np.array([0.8, 0.8, 0.9, 1.0, 1.2, 1.4, 0.9])


def credit_defaults(rows: int, seed: int = 1) -> Iterator[bytes]:
    """Yield a CSV of `rows` loans in chunks: loan_id, defaulted, score, exposure.

    4% default, exact to one row from the start to the end of every chunk. Scores are calibrated
    chances between 0 and 1: log odds of SHARE plus the log likelihood ratio of two normal
    distributions APART deviations from each other. Exposures are log-normal and independent of
    the outcome, 12,000 on average. The same seed gives the same bytes; raises ValueError for no
    rows.

    >>> b"".join(credit_defaults(2)).splitlines()[0]
    b'loan_id,defaulted,score,exposure'
    """
    if rows < 1:
        raise ValueError("a file needs at least one row")
    random = np.random.default_rng(seed)
    yield b"loan_id,defaulted,score,exposure\n"
    for start in range(0, rows, CHUNK):
        yield _chunk(random, start, min(start + CHUNK, rows))


def loans_by_month(
    months: Sequence[str], rows: int, seed: int = 1, *, pending: int = 0
) -> Iterator[bytes]:
    """Yield a CSV of loans, about as many each month: two scores, and what the first one saw.

    Columns: loan_id, month, defaulted, score, scorecard, exposure, income, region. As in
    `credit_defaults`; the scorecard sees the same with noise of its own. The last `pending` months
    have no outcome yet. In these and in the last month before, incomes are lower, the north has
    more loans, and the score tells defaults apart less well. The same seed gives the same bytes;
    raises ValueError for fewer rows than months, and without a month that has outcomes.

    >>> b"".join(loans_by_month(["2026-01"], 2)).splitlines()[0]
    b'loan_id,month,defaulted,score,scorecard,exposure,income,region'
    """
    if not 0 < len(months) <= rows:
        raise ValueError("each month needs at least one row")
    if not 0 <= pending < len(months):
        raise ValueError("at least one month has outcomes")
    random = np.random.default_rng(seed)
    yield b"loan_id,month,defaulted,score,scorecard,exposure,income,region\n"
    ends = [round((at + 1) * rows / len(months)) for at in range(len(months))]
    for at, (start, end, month) in enumerate(zip([0, *ends], ends, months, strict=False)):
        ahead = len(months) - at - 1
        told, changed = ahead >= pending, ahead <= pending
        yield _month(random, start, end, month, changed=changed, told=told)


def _month(
    random: np.random.Generator, start: int, end: int, month: str, *, changed: bool, told: bool
) -> bytes:
    count = end - start
    labels = np.zeros(count, dtype=np.int64)
    labels[random.choice(count, round(end * SHARE) - round(start * SHARE), replace=False)] = 1
    seen = random.normal(size=count) + (0.7 * APART if changed else APART) * labels
    blurred = 0.7 * seen + 0.7 * random.normal(size=count)
    scores, scorecard = (_chance(each) for each in (seen, blurred))
    exposures = random.lognormal(np.log(MEAN_EXPOSURE) - SPREAD**2 / 2, SPREAD, count)
    incomes = random.lognormal(np.log(2_600 if changed else 3_200), 0.4, count)
    north = random.random(count) < (0.45 if changed else 0.3)
    outcomes = np.where(labels == 1, "1", "0") if told else np.full(count, "")
    columns = (outcomes, scores, scorecard, exposures, incomes, north)
    loans = zip(*(column.tolist() for column in columns), strict=True)
    return "".join(
        f"L{number:08},{month},{label},{score:.6f},{card:.6f},{exposure:.0f},{income:.0f},"
        f"{'north' if is_north else 'south'}\n"
        for number, (label, score, card, exposure, income, is_north) in enumerate(loans, start + 1)
    ).encode()


def _chance(seen: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The calibrated chance of default for what a score has seen."""
    odds = np.log(SHARE / (1 - SHARE)) + APART * seen - APART**2 / 2
    chance: npt.NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return chance


def _chunk(random: np.random.Generator, start: int, end: int) -> bytes:
    labels = np.zeros(end - start, dtype=np.int64)
    due = round(end * SHARE) - round(start * SHARE)
    labels[random.choice(end - start, due, replace=False)] = 1
    seen = random.normal(size=end - start) + APART * labels
    scores = _chance(seen)
    exposures = random.lognormal(np.log(MEAN_EXPOSURE) - SPREAD**2 / 2, SPREAD, end - start)
    loans = zip(labels.tolist(), scores.tolist(), exposures.tolist(), strict=True)
    return "".join(
        f"L{start + number:08},{label},{score:.7f},{exposure:.0f}\n"
        for number, (label, score, exposure) in enumerate(loans, start=1)
    ).encode()


def daily_sales(rows: int, seed: int = 1) -> Iterator[bytes]:
    """Yield a CSV of `rows` store days in chunks: day, store, sold, forecast, plan.

    Each store has two years of days (the last store fewer). Sales are Poisson around 40 a day times
    a log-normal size of the store and the share of the weekday; the forecast knows this mean up to
    10%, the plan up to 25% and not the weekday. The same seed gives the same bytes; raises
    ValueError for no rows.

    >>> b"".join(daily_sales(2)).splitlines()[0]
    b'day,store,sold,forecast,plan'
    """
    if rows < 1:
        raise ValueError("a file needs at least one row")
    random = np.random.default_rng(seed)
    yield b"day,store,sold,forecast,plan\n"
    for store, start in enumerate(range(0, rows, DAYS), start=1):
        yield _store(random, store, min(DAYS, rows - start))


def _store(random: np.random.Generator, store: int, days: int) -> bytes:
    usual = MEAN_SALES * random.lognormal(-(SPREAD**2) / 2, SPREAD)
    mean = usual * WEEK[np.arange(days) % len(WEEK)]
    sold = random.poisson(mean).tolist()
    forecast = (mean * random.normal(1, 0.1, days)).tolist()
    plan = (usual * random.normal(1, 0.25, days)).tolist()
    return "".join(
        f"{FIRST_DAY + datetime.timedelta(days=day)},S{store:05},{sold[day]},"
        f"{forecast[day]:.1f},{plan[day]:.0f}\n"
        for day in range(days)
    ).encode()
