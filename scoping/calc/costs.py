"""What a project costs to build and to run: totals that are derived, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FORMULA_VERSION = "1"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Totals:
    """Amounts in the currency of the project; None where an amount that it needs is missing.

    `first_slice_share` is the first slice's cost cap in percent of the total.
    """

    build: Decimal
    preparation: Decimal
    contingency: Decimal | None
    total: Decimal | None
    first_slice_share: Decimal | None


def totals(
    costs: Sequence[tuple[Decimal, Decimal]],
    preparation: Sequence[tuple[Decimal, Decimal]],
    contingency_percent: Decimal | None,
    first_slice_cap: Decimal | None = None,
) -> Totals:
    """Return the build budget: the sum of quantity x rate, preparation likewise, and contingency.

    contingency = (build + preparation) x percent / 100, and total = all three. Without a percentage
    contingency and total are unknown, never 0. No rows give 0. ValueError for negative amounts.
    Source: scoping spec 1 (Money) and checklist row 7.

    >>> found = totals([(Decimal(6), Decimal(50_000))], [(Decimal(10), Decimal(600))], Decimal(5))
    >>> found.build, found.preparation, found.contingency, found.total
    (Decimal('300000'), Decimal('6000'), Decimal('15300'), Decimal('321300'))
    """
    if any(amount < 0 for row in [*costs, *preparation] for amount in row):
        raise ValueError("amounts are 0 or more")
    build, prepared = (sum((a * b for a, b in rows), Decimal(0)) for rows in (costs, preparation))
    if contingency_percent is None:
        return Totals(build, prepared, None, None, None)
    extra = (build + prepared) * contingency_percent / HUNDRED
    total = build + prepared + extra
    share = None if first_slice_cap is None or not total else first_slice_cap / total * HUNDRED
    return Totals(build, prepared, extra, total, share)
