"""The table of a valuation's best profit where two amounts were guessed wrong."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics import charts as figures
from metrics.calc.payoff_grid import (
    NAMES,
    STEPS,
    Axis,
    PayoffName,
    default_axes,
    payoff_grid,
    shares_of_costs,
)
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.overview.money import Priced
from metrics.wording.tuning import tuned_on
from metrics.wording.valuation import PAYOFFS

MIDDLE = STEPS // 2


@dataclass(frozen=True)
class SensitivityTable:
    """The table with the sentences that say what it holds."""

    table: dict[str, Any]
    axes: str
    caption: str
    notes: list[str]


def amounts_of(payoffs: Payoffs) -> list[PayoffName]:
    """The amounts that can be varied: those that are not 0."""
    return [name for name in NAMES if getattr(payoffs, name) not in (0, Payoff())]


def sensitivity(
    found: Priced, axes: tuple[PayoffName, PayoffName] | None = None
) -> SensitivityTable | None:
    """The best profit for other amounts, each half to one and a half times.

    None if all are 0, or where cases are too few for one number.
    """
    payoffs = found.curve.payoffs
    varied = amounts_of(payoffs)
    if not varied or found.few:
        return None
    grid = payoff_grid(found.curve, found.limits, axes or default_axes(payoffs))
    columns = list(range(STEPS)) if grid.columns.payoff in varied else [MIDDLE]
    across = _texts(grid.columns, payoffs, found.words.currency)
    names = [PAYOFFS[axis.payoff].lower() for axis in (grid.rows, grid.columns)]
    return SensitivityTable(
        table=figures.sensitivity_table(
            _texts(grid.rows, payoffs, found.words.currency),
            [across[at] for at in columns],
            grid.profit[:, columns].tolist(),
            present=(MIDDLE, columns.index(MIDDLE)),
            currency=found.words.currency,
        ),
        axes=f"Down: {names[0]}. Across: {names[1]}.",
        caption=f"Best profit {found.unit} where these amounts were guessed wrong",
        notes=_notes(found, "cost_per_action" in (grid.rows.payoff, grid.columns.payoff)),
    )


def _texts(axis: Axis, payoffs: Payoffs, currency: str) -> list[str]:
    """The amounts of an axis; shares of what was entered where they go by the row's amount."""
    value = getattr(payoffs, axis.payoff)
    constant = value.constant if isinstance(value, Payoff) else value
    if isinstance(value, Payoff) and value.per_amount:
        return [show.percent(factor) for factor in axis.factors.tolist()]
    return [charts.amount(constant * factor, currency) for factor in axis.factors.tolist()]


def _notes(found: Priced, cost_varies: bool) -> list[str]:
    """The limit from cell to cell, whether only kept cut-offs were tried, and rows left out."""
    share, drawing = found.result["limit_share"], found.result["drawing"]
    shares = shares_of_costs(found.curve.payoffs, found.limits, found.curve.size)
    follows = cost_varies and len(shares) > 1
    notes = []
    if follows:
        least, most = (show.percent(each, 1) for each in (shares[0], shares[-1]))
        notes.append(
            f"The budget stays, so the limit follows the cost for each treated: from {least} of "
            f"all where acting costs most to {most} where it costs least."
        )
    elif share is not None:
        notes.append(f"The limit stays at {show.percent(share, 1)} of all in every cell.")
    if tuned := tuned_on(found.result):
        notes.append(
            f"Each cell picks on this file, not on {tuned['name']}, and nothing is taken off for "
            "that: the framed one can show more than the valuation."
        )
    known, every = len(drawing["thresholds"]), drawing["cut_offs"]
    kept = f"each cell is the best of {show.number(known)} among {show.number(every)} cut-offs."
    if every > known and not drawing["decisive"]:
        notes.append(f"With amounts by row {kept}")
    elif every > known and follows and not drawing.get("costs_decisive"):
        notes.append(f"Before this page followed the budget fewer points were kept, so {kept}")
    return [*notes, f"{found.note}."] if found.note else notes
