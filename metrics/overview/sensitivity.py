"""The table of a valuation's best profit where two amounts were guessed wrong."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics import charts as figures
from metrics.calc.payoff_grid import NAMES, STEPS, Axis, PayoffName, default_axes, payoff_grid
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.overview.money import Priced
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
    """The best profit for other amounts, each half to one and a half times; None if all are 0."""
    payoffs, drawing = found.curve.payoffs, found.result["drawing"]
    varied = amounts_of(payoffs)
    if not varied:
        return None
    share = found.result["limit_share"]
    grid = payoff_grid(found.curve, share, axes or default_axes(payoffs))
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
        notes=_notes(share, len(drawing["thresholds"]), drawing),
    )


def _texts(axis: Axis, payoffs: Payoffs, currency: str) -> list[str]:
    """The amounts of an axis; shares of what was entered where they go by the row's amount."""
    value = getattr(payoffs, axis.payoff)
    constant = value.constant if isinstance(value, Payoff) else value
    if isinstance(value, Payoff) and value.per_amount:
        return [show.percent(factor) for factor in axis.factors.tolist()]
    return [charts.amount(constant * factor, currency) for factor in axis.factors.tolist()]


def _notes(share: float | None, points: int, drawing: dict[str, Any]) -> list[str]:
    notes = []
    if share is not None:
        notes.append(f"The limit stays at {show.percent(share, 1)} of all in every cell.")
    if not drawing["decisive"] and drawing["cut_offs"] > points:
        known, every = show.number(points), show.number(drawing["cut_offs"])
        notes.append(
            f"With amounts by row each cell is the best of {known} among {every} cut-offs."
        )
    return notes
