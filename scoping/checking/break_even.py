"""Break-even quality: the precision from which acting pays, as a criterion of the evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiproj.shared import format as formats
from metrics.wording.figures import exact
from scoping.calc.value import break_even_precision
from scoping.checking.reading import decimal_of, rows_of, text_of
from scoping.worksheet.canonical import decimal_text
from scoping.worksheet.model import MOST_ROWS, Content

CRITERIA, ROW = "criteria", "breakeven"  # the criterion's row is known by its id
FRESH, KEPT, EDITED, CHANGED = "fresh", "kept", "edited", "changed"
METHOD = "Precision on data that training has not seen"


@dataclass(frozen=True)
class BreakEven:
    """The precision from which an action pays, a share above 0 and at most 1, and its formula."""

    precision: Decimal
    formula: str

    @property
    def threshold(self) -> str:
        """In percent with one decimal, with three below one percent.

        >>> BreakEven(Decimal(150) / Decimal(2160), "").threshold
        '6.9'
        """
        percent = self.precision * 100
        return decimal_text(formats.round_half_up(percent, 1 if percent >= 1 else 3))

    @property
    def basis(self) -> str:
        """Where the threshold comes from, as it stands in the criterion."""
        return f"Payoffs: {self.formula} = {formats.percent(self.precision, 2)}"

    @property
    def criterion(self) -> Content:
        """What a criterion says that rests on it."""
        return {
            "name": f"Precision above {self.threshold}%: from there acting pays",
            "comparison": "at_least",
            "threshold": self.threshold,
            "basis": self.basis,
        }


def of_action(content: Content) -> BreakEven | None:
    """From what a candidate says of one action; None where it is not known, or never pays.

    >>> found = of_action({"action_cost": "150", "action_success": "40", "action_saved": "5400"})
    >>> found.basis
    'Payoffs: 150 / (40% × 5,400) = 6.94%'
    """
    cost, share, saved = (
        decimal_of(content, f"action_{key}") for key in ("cost", "success", "saved")
    )
    if cost is None or share is None or saved is None:
        return None
    precision = break_even_precision(cost, share / 100, saved)
    if not precision:
        return None
    return BreakEven(precision, f"{exact(cost)} / ({exact(share)}% × {exact(saved)})")


def of_payoffs(precision: float | None, right: float, wrong: float) -> BreakEven | None:
    """From the payoffs of a profit curve: wrong / (wrong + right), as the valuation computed it.

    None where there is none from 0 to 1: payoffs by amount, or such that acting never pays.

    >>> of_payoffs(150 / 2160, 2010.0, 150.0).basis
    'Payoffs: 150 / (150 + 2,010) = 6.94%'
    """
    if precision is None or not 0 < precision <= 1:
        return None
    gain, loss = (exact(Decimal(repr(each))) for each in (right, wrong))
    return BreakEven(Decimal(repr(precision)), f"{loss} / ({loss} + {gain})")


def state_of(evaluation: Content, found: BreakEven) -> str:
    """How the criterion stands to the payoffs: fresh (not there), kept, edited or changed.

    Edited is a threshold that was typed over; changed are payoffs that are not those it rests on.
    """
    row = _row(evaluation)
    if row is None:
        return FRESH
    if text_of(row, "basis") != found.basis:
        return CHANGED
    return KEPT if decimal_of(row, "threshold") == Decimal(found.threshold) else EDITED


def threshold_of(evaluation: Content) -> str:
    """The threshold that the criterion has now; empty without one."""
    return text_of(_row(evaluation) or {}, "threshold")


def _row(evaluation: Content) -> Mapping[str, Any] | None:
    rows = rows_of(evaluation, CRITERIA)
    return next((row for row in rows if row.get("id") == ROW), None)


def followed(
    evaluation: Content, before: BreakEven | None, after: BreakEven | None, technical: str = ""
) -> Content:
    """Return the evaluation after the payoffs changed, with its criterion where that goes along.

    It is added as soon as payoffs give one, follows them and goes with them, until a person took
    it on by a judge, a date or a word of their own. Where somebody took it out, it stays out while
    there are payoffs.
    """
    row = _row(evaluation)
    if row is None:
        is_first = before is None and len(rows_of(evaluation, CRITERIA)) < MOST_ROWS
        return with_criterion(evaluation, after, technical) if after and is_first else evaluation
    if before is None or row != _fresh(before, text_of(row, "technical")):
        return evaluation
    return with_criterion(evaluation, after) if after else _without_criterion(evaluation)


def _without_criterion(evaluation: Content) -> Content:
    rows = [row for row in rows_of(evaluation, CRITERIA) if row.get("id") != ROW]
    rest = {key: value for key, value in evaluation.items() if key != CRITERIA}
    return {**rest, CRITERIA: rows} if rows else rest


def _fresh(found: BreakEven, technical: str) -> Content:
    fresh = {"id": ROW, "kind": "quantitative", "method": METHOD, **found.criterion}
    return {**fresh, "technical": technical} if technical else fresh


def with_criterion(evaluation: Content, found: BreakEven, technical: str = "") -> Content:
    """Return the evaluation with the criterion, at its end or in its place.

    Judge, date and result of one that is there already stay; `technical` is the id of the
    organization's precision.
    """
    rows = rows_of(evaluation, CRITERIA)
    if _row(evaluation) is None:
        rows.append(_fresh(found, technical))
    else:
        rows = [{**row, **found.criterion} if row.get("id") == ROW else row for row in rows]
    return {**evaluation, CRITERIA: rows}
