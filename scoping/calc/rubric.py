"""How viable and how complex a candidate is, from what business and technical raters say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

FORMULA_VERSION = "1"
HIGHEST = 4
WIDE_SPREAD = 2  # a spread that asks for a reason
VIABLE, CONDITIONAL = 60.0, 40.0
CLASSES = ((25.0, "S"), (50.0, "M"), (75.0, "L"))
LARGEST_CLASS = "XL"
DATA_FACTORS = ("V1", "V2")
POOR_DATA = 1


class Evidence(StrEnum):
    """On what a score rests, weakest first."""

    GUESS = "guess"
    EXPERT = "expert"
    MEASURED = "measured"


class Verdict(StrEnum):
    """What the scores say, worst first; incomplete where a viability factor has no score."""

    EXCLUDED = "excluded"
    FIX_DATA = "fix_data"
    BLOCKED = "blocked"
    NOT_VIABLE = "not_viable"
    CONDITIONAL = "conditional"
    VIABLE = "viable"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Rubric:
    """Weights of the factors in percent: viability and complexity add to 100 each.

    `evidence` says how much a level of evidence counts, from 0 to 1.
    """

    viability: Mapping[str, float]
    complexity: Mapping[str, float]
    evidence: Mapping[str, float]

    def __post_init__(self) -> None:
        for weights in (self.viability, self.complexity):
            if abs(sum(weights.values()) - 100) > 1e-9 or min(weights.values()) < 0:
                raise ValueError("the weights of a family of factors must add to 100")


STANDARD = Rubric(
    viability={"V1": 20, "V2": 20, "V3": 15, "V4": 15, "V5": 15, "V6": 15},
    complexity={"C1": 20, "C2": 20, "C3": 20, "C4": 15, "C5": 15, "C6": 10},
    evidence={Evidence.GUESS: 0.5, Evidence.EXPERT: 0.8, Evidence.MEASURED: 1.0},
)


@dataclass(frozen=True)
class Rating:
    """One rater's score of one factor, 0 to 4, for the business or the technical side."""

    factor: str
    side: str
    score: int
    evidence: str
    note: str = ""


@dataclass(frozen=True)
class FactorScore:
    """A factor as both sides see it.

    `score` is the mean of the sides' means; where one side is silent, the other's mean, and
    `one_sided` is true. `evidence` is the lowest level given. `spread` is the largest difference
    between two raters; from 2 on it asks for a reason.
    """

    factor: str
    score: float
    business: float | None
    technical: float | None
    evidence: Evidence
    spread: int

    @property
    def one_sided(self) -> bool:
        return self.business is None or self.technical is None

    @property
    def bounds(self) -> tuple[float, float]:
        """The lower and the higher side where they are far apart, else the score itself."""
        if self.business is None or self.technical is None or self.spread < WIDE_SPREAD:
            return self.score, self.score
        return min(self.business, self.technical), max(self.business, self.technical)


@dataclass(frozen=True)
class Scores:
    """Viability V, complexity C (0 to 100 each) and evidence K (0 to 1), never merged.

    A total is None while one of its factors has no score. `viability_low` and `viability_high`
    take wide disagreement into account.
    """

    factors: Mapping[str, FactorScore]
    viability: float | None
    viability_low: float | None
    viability_high: float | None
    complexity: float | None
    evidence: float | None
    complexity_class: str | None
    verdict: Verdict
    reason: str
    missing: tuple[str, ...]


def score_factor(ratings: Sequence[Rating]) -> FactorScore:
    """Return what the ratings of one factor come to.

    ValueError without ratings, for scores outside 0 to 4, and for several factors.

    >>> both = [Rating("V6", "business", 4, "expert"), Rating("V6", "technical", 2, "guess")]
    >>> found = score_factor(both)
    >>> found.score, found.evidence.value, found.spread
    (3.0, 'guess', 2)
    """
    if len({each.factor for each in ratings}) != 1:
        raise ValueError("the ratings of exactly one factor are needed")
    if any(not 0 <= each.score <= HIGHEST for each in ratings):
        raise ValueError(f"scores are whole numbers from 0 to {HIGHEST}")
    business, technical = (_side_mean(ratings, side) for side in ("business", "technical"))
    known = [mean for mean in (business, technical) if mean is not None]
    levels = list(Evidence)
    scores = [each.score for each in ratings]
    return FactorScore(
        factor=ratings[0].factor,
        score=sum(known) / len(known),
        business=business,
        technical=technical,
        evidence=min((Evidence(each.evidence) for each in ratings), key=levels.index),
        spread=max(scores) - min(scores),
    )


def _side_mean(ratings: Sequence[Rating], side: str) -> float | None:
    scores = [each.score for each in ratings if each.side == side]
    return sum(scores) / len(scores) if scores else None


def score_candidate(
    ratings: Iterable[Rating], rubric: Rubric = STANDARD, *, is_prohibited: bool = False
) -> Scores:
    """Return V, C, K, class and verdict of a candidate. Source: scoping spec 2.

    V = sum of weight x score / 4 over the viability factors, C likewise; K is the mean of the
    evidence weights, weighted like V. Knock-outs come first, in order: prohibited by law; data
    available or data quality at 1 or less; any viability factor at 0. Then 60 is viable and 40
    conditional. A factor without ratings is missing, never zero, and leaves its total unknown.

    >>> ratings = [Rating(factor, "business", 3, "expert") for factor in STANDARD.viability]
    >>> found = score_candidate(ratings)
    >>> found.viability, found.evidence, found.verdict.value, found.complexity
    (75.0, 0.8, 'viable', None)
    """
    grouped: dict[str, list[Rating]] = {}
    for each in ratings:
        grouped.setdefault(each.factor, []).append(each)
    factors = {key: score_factor(rows) for key, rows in sorted(grouped.items())}
    scores = {key: each.score for key, each in factors.items()}
    bounds = {key: each.bounds for key, each in factors.items()}
    viability = weighted(scores, rubric.viability)
    complexity = weighted(scores, rubric.complexity)
    verdict, reason = judge(scores, viability, is_prohibited=is_prohibited)
    return Scores(
        factors=factors,
        viability=viability,
        viability_low=weighted({key: low for key, (low, _) in bounds.items()}, rubric.viability),
        viability_high=weighted({key: high for key, (_, high) in bounds.items()}, rubric.viability),
        complexity=complexity,
        evidence=_evidence(factors, rubric),
        complexity_class=None if complexity is None else class_of(complexity),
        verdict=verdict,
        reason=reason,
        missing=tuple(key for key in [*rubric.viability, *rubric.complexity] if key not in factors),
    )


def weighted(scores: Mapping[str, float], weights: Mapping[str, float]) -> float | None:
    """Return the weighted total from 0 to 100; None while a factor is missing.

    >>> weighted({"a": 4, "b": 2}, {"a": 50, "b": 50}), weighted({"a": 4}, {"a": 50, "b": 50})
    (75.0, None)
    """
    if any(key not in scores for key in weights):
        return None
    return sum(weight * scores[key] for key, weight in weights.items()) / HIGHEST


def _evidence(factors: Mapping[str, FactorScore], rubric: Rubric) -> float | None:
    if any(key not in factors for key in rubric.viability):
        return None
    total = sum(
        weight * rubric.evidence[factors[key].evidence] for key, weight in rubric.viability.items()
    )
    return total / 100


def class_of(complexity: float) -> str:
    """Return S up to 25, M up to 50, L up to 75, else XL.

    >>> [class_of(value) for value in (25, 25.1, 75, 100)]
    ['S', 'M', 'L', 'XL']
    """
    return next((name for limit, name in CLASSES if complexity <= limit), LARGEST_CLASS)


def judge(
    scores: Mapping[str, float], viability: float | None, *, is_prohibited: bool = False
) -> tuple[Verdict, str]:
    """Return the verdict and its reason in words; knock-outs hold whatever the total is.

    >>> judge({"V1": 4, "V2": 1}, 90)[0].value, judge({"V1": 4, "V6": 0}, 70)
    ('fix_data', (<Verdict.BLOCKED: 'blocked'>, 'V6 is 0'))
    """
    if is_prohibited:
        return Verdict.EXCLUDED, "the law prohibits it"
    for key in DATA_FACTORS:
        if scores.get(key, HIGHEST) <= POOR_DATA:
            return Verdict.FIX_DATA, f"{key} is {scores[key]:g}: fix the data first"
    for key in sorted(scores):
        if key.startswith("V") and scores[key] == 0:
            return Verdict.BLOCKED, f"{key} is 0"
    if viability is None:
        return Verdict.INCOMPLETE, "not every factor is rated"
    if viability >= VIABLE:
        return Verdict.VIABLE, f"viability {viability:g} of 100"
    if viability >= CONDITIONAL:
        return Verdict.CONDITIONAL, f"viability {viability:g} is below {VIABLE:g}"
    return Verdict.NOT_VIABLE, f"viability {viability:g} is below {CONDITIONAL:g}"
