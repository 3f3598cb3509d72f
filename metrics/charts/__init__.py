"""Figures of a model's worth, from plain arrays: what metrics/calc computed, as people see it.

Every builder takes sequences of numbers of equal length in the order of the horizontal axis, thins
them to at most 1,001 points without losing the highest, and returns a figure of
aiproj.shared.charts. Shares, rates and scores are 0 to 1. Raises ValueError for NaN, infinities
and unequal lengths. Source: metrics spec 3.8, 4 (size), design direction 4 (look).
"""

from metrics.charts.forecasts import neighbors, period_figure, saving_figure, shift_figure
from metrics.charts.heat import sensitivity_table
from metrics.charts.money import (
    cost_and_revenue_figure,
    marginal_profit_figure,
    roi_figure,
    threshold_figure,
    value_against_auc_figure,
)
from metrics.charts.profit import Marks, profit_figure, profit_said
from metrics.charts.rates import (
    Gap,
    Model,
    calibration_figure,
    comparison_figure,
    gains_figure,
    lift_figure,
    precision_recall_figure,
    roc_figure,
    separation_figure,
    share_axis,
)

__all__ = [
    "Gap",
    "Marks",
    "Model",
    "calibration_figure",
    "comparison_figure",
    "cost_and_revenue_figure",
    "gains_figure",
    "lift_figure",
    "marginal_profit_figure",
    "neighbors",
    "period_figure",
    "precision_recall_figure",
    "profit_figure",
    "profit_said",
    "roc_figure",
    "roi_figure",
    "saving_figure",
    "sensitivity_table",
    "separation_figure",
    "share_axis",
    "shift_figure",
    "threshold_figure",
    "value_against_auc_figure",
]
