"""The reasoned defaults of the scoring in one settings object, and the t quantiles."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from types import MappingProxyType

FORMULA_VERSION = "1.0.0"

T_QUANTILES_95 = MappingProxyType(
    {
        1: 6.313752,
        2: 2.919986,
        3: 2.353363,
        4: 2.131847,
        5: 2.015048,
        6: 1.943180,
        7: 1.894579,
        8: 1.859548,
        9: 1.833113,
        10: 1.812461,
        11: 1.795885,
        12: 1.782288,
        13: 1.770933,
        14: 1.761310,
        15: 1.753050,
        16: 1.745884,
        17: 1.739607,
        18: 1.734064,
        19: 1.729133,
        20: 1.724718,
        21: 1.720743,
        22: 1.717144,
        23: 1.713872,
        24: 1.710882,
        25: 1.708141,
        26: 1.705618,
        27: 1.703288,
        28: 1.701131,
        29: 1.699127,
        30: 1.697261,
        40: 1.683851,
        60: 1.670649,
        120: 1.657651,
    }
)
NORMAL_QUANTILE_95 = 1.644854


@dataclass(frozen=True)
class Parameters:
    """Every number of the formulas that is a choice; stored with each result.

    Shares are exact fractions, variances and mean differences are in levels, factors have no
    unit. Source: assessments spec 4 and 6.

    >>> Parameters().as_dict()["level_share"]
    '2/3'
    """

    # Privacy (4.1, 4.8)
    k_anonymity: int = 5
    k_minimum: int = 3
    # Capability (4.3) and agreement (4.4)
    level_share: Fraction = Fraction(2, 3)
    dk_flag_share: Fraction = Fraction(2, 5)
    na_flag_share: Fraction = Fraction(1, 2)
    agreement_high: Fraction = Fraction(3, 4)
    agreement_acceptable: Fraction = Fraction(7, 12)
    split_min_ratings: int = 4
    split_share: Fraction = Fraction(1, 3)
    role_gap_flag: float = 1.0
    role_gap_min_ratings: int = 5
    # Respondent (4.2) and dimension (4.5)
    respondent_min_weight_share: Fraction = Fraction(1, 2)
    dimension_min_weight_share: Fraction = Fraction(3, 5)
    # Stage and verdict (4.6, 3)
    stage_weight_share: Fraction = Fraction(3, 4)
    evidence_level_cap: int = 3
    build_min_gate_level: int = 3
    build_min_item_level: int = 2
    build_min_score: float = 3.0
    explore_min_gate_level: int = 2
    explore_min_score: float = 2.0
    # Uncertainty (4.7)
    prior_df: int = 3
    prior_var_capability: float = 1.0
    prior_var_aggregate: float = 0.5
    prior_var_change: float = 1.0
    # Response quality (4.9)
    fast_seconds: float = 4.0
    straight_share: Fraction = Fraction(9, 10)
    straight_min_ratings: int = 15
    # Priorities (4.10)
    default_target: int = 3
    gap_min: float = 0.25
    gap_max: float = 2.0
    importance_min: float = 0.5
    importance_max: float = 2.0
    blocker_factor: float = 1.5
    risk_factor: float = 1.25
    low_agreement_factor: float = 0.75
    now_count: int = 3
    next_count: int = 4
    # Change (4.11)
    change_min_capability: float = 0.5
    change_min_aggregate: float = 0.25
    correlation_max: float = 0.9
    correlation_min_pairs: int = 5

    def as_dict(self) -> dict[str, int | float | str]:
        """Return the parameters JSON-ready, shares as text such as "2/3"."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: str(value) if isinstance(value, Fraction) else value
            for name, value in values.items()
        }


DEFAULTS = Parameters()


def t_quantile(df: int) -> float:
    """Return the 95% quantile of Student's t, for 90% ranges.

    Table values to 30, 40, 60, 120 and infinity; between entries linear in 1/df.
    Range: 1.644854 to 6.313752. Errors: ValueError for df below 1.
    Source: assessments spec 4.7.

    >>> t_quantile(7)
    1.894579
    >>> round(t_quantile(35), 6)
    1.689598
    """
    if df < 1:
        raise ValueError(f"degrees of freedom must be at least 1, not {df}")
    if df in T_QUANTILES_95:
        return T_QUANTILES_95[df]
    below = max(entry for entry in T_QUANTILES_95 if entry < df)
    above = min((entry for entry in T_QUANTILES_95 if entry > df), default=None)
    upper = T_QUANTILES_95[above] if above else NORMAL_QUANTILE_95
    upper_inverse = 1 / above if above else 0.0
    position = (1 / below - 1 / df) / (1 / below - upper_inverse)
    return T_QUANTILES_95[below] + position * (upper - T_QUANTILES_95[below])
