"""Which candidate comes first: several ways to say it, how sure the order is, where they differ."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoping.calc.readiness import Readiness
from scoping.calc.rubric import HIGHEST, Evidence, FactorScore, Rubric, judge, weighted
from scoping.calc.value import EARLY_WIN_MONTHS

FORMULA_VERSION = "1"
WEIGHTS: Mapping[str, float] = {
    "value": 0.35,
    "viability": 0.25,
    "fit": 0.20,
    "alignment": 0.10,
    "simplicity": 0.10,
}
MILD, STRONG = (0.8, 1.0, 1.2), (0.5, 1.0, 1.5)
HIGH_VALUE, HIGH_VIABILITY, SIMPLE = 50.0, 60.0, 50.0
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Parts:
    """What priority is made of: value, viability, fit, alignment and complexity, 0 to 100 each."""

    value: float
    viability: float
    fit: float
    alignment: float
    complexity: float

    def as_scores(self) -> dict[str, float]:
        """By the names of the weights; simplicity is 100 less complexity."""
        return {
            "value": self.value,
            "viability": self.viability,
            "fit": self.fit,
            "alignment": self.alignment,
            "simplicity": 100 - self.complexity,
        }


def priority(parts: Parts, weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return P: the weighted sum of value, viability, fit, alignment and 100 less complexity.

    Source: scoping spec 6.

    >>> round(priority(Parts(76, 67.5, 90, 80, 36.25)), 2)
    75.85
    """
    scores = parts.as_scores()
    return sum(weight * scores[name] for name, weight in weights.items())


def alignment(answers: Sequence[int]) -> float:
    """Return 20 times the mean of the answers from 1 to 5. ValueError for others, or none.

    >>> alignment([4, 4, 4])
    80.0
    """
    if not answers or any(not 1 <= answer <= 5 for answer in answers):
        raise ValueError("answers from 1 to 5 are needed")
    return 20.0 * sum(answers) / len(answers)


def rice(reach: float, impact: float, confidence: float, effort: float) -> float | None:
    """Return reach x impact x confidence (a share) / effort in person-months; None for no effort.

    >>> rice(25_000, 0.5, 0.9, 1.5)
    7500.0
    """
    return reach * impact * confidence / effort if effort > 0 else None


def wsjf(value: float, urgency: float, risk: float, size: float) -> float | None:
    """Return (value + urgency + risk reduced) / job size; None for a size of 0.

    >>> wsjf(13, 8, 5, 5)
    5.2
    """
    return (value + urgency + risk) / size if size > 0 else None


def ice(impact: float, confidence: float, ease: float) -> float:
    """Return impact x confidence x ease, 0 to 10 each.

    >>> ice(8, 8, 7)
    448
    """
    return impact * confidence * ease


def quadrant(value: float, viability: float, complexity: float) -> str:
    """Return do_now, build_enablers, fill_in or park.

    Value from 50 and viability from 60 are high. Both high is do_now up to a complexity of 50;
    above it the way must be prepared first, as where value alone is high: build_enablers.

    >>> quadrant(76, 67.5, 36.25), quadrant(59.3, 53.75, 62.5), quadrant(30.7, 83.75, 13.75)
    ('do_now', 'build_enablers', 'fill_in')
    """
    worth, doable = value >= HIGH_VALUE, viability >= HIGH_VIABILITY
    if worth:
        return "do_now" if doable and complexity <= SIMPLE else "build_enablers"
    return "fill_in" if doable else "park"


def ranking(scores: Mapping[str, float | None]) -> list[tuple[int, str]]:
    """Return rank and key, best first; equal scores share a rank, and those unknown have none.

    >>> ranking({"a": 1.0, "b": 3.0, "c": 3.0, "d": None})
    [(1, 'b'), (1, 'c'), (3, 'a')]
    """
    known = {key: score for key, score in scores.items() if score is not None}
    ordered = sorted(known, key=lambda key: -known[key])
    return [
        (1 + sum(other > known[key] + TOLERANCE for other in known.values()), key)
        for key in ordered
    ]


@dataclass(frozen=True)
class Stability:
    """In how many of all weightings the leader stays first; ties count as first."""

    leader: str
    stays: int
    of: int


def stability(
    candidates: Mapping[str, Parts],
    factors: Sequence[float] = MILD,
    weights: Mapping[str, float] = WEIGHTS,
) -> Stability | None:
    """Return how often the leader stays first when each weight is multiplied by each factor.

    All combinations are tried: 243 for five weights and three factors. None without candidates.

    >>> stability({"a": Parts(50, 50, 50, 50, 50), "b": Parts(0, 0, 0, 0, 100)})
    Stability(leader='a', stays=243, of=243)
    """
    if not candidates:
        return None
    leader = max(candidates, key=lambda key: priority(candidates[key], weights))
    names = list(weights)
    stays = total = 0
    for multipliers in itertools.product(factors, repeat=len(names)):
        changed = {name: weights[name] * by for name, by in zip(names, multipliers, strict=True)}
        scores = {key: priority(parts, changed) for key, parts in candidates.items()}
        total += 1
        stays += scores[leader] >= max(scores.values()) - TOLERANCE
    return Stability(leader, stays, total)


def leaders(methods: Mapping[str, Mapping[str, float | None]]) -> dict[str, tuple[str, ...]]:
    """Return whom each method puts first; a method without known scores is left out.

    >>> leaders({"P": {"a": 75.9, "b": 68.3}, "RICE": {"a": 3556, "b": 7500}, "ICE": {"a": None}})
    {'P': ('a',), 'RICE': ('b',)}
    """
    found = {}
    for method, scores in methods.items():
        first = tuple(key for rank, key in ranking(scores) if rank == 1)
        if first:
            found[method] = first
    return found


def is_early_win(
    complexity: float, readiness: Readiness, payback: Decimal | None, *, is_visible: bool
) -> bool:
    """Whether it can show value soon: C <= 50, ready or conditional, payback <= 6 months, visible.

    >>> is_early_win(36.25, Readiness.CONDITIONAL, Decimal("5.625"), is_visible=True)
    True
    >>> is_early_win(62.5, Readiness.CONDITIONAL, Decimal("10.8"), is_visible=True)
    False
    """
    able = readiness in (Readiness.READY, Readiness.CONDITIONAL)
    soon = payback is not None and payback <= EARLY_WIN_MONTHS
    return complexity <= SIMPLE and able and soon and is_visible


@dataclass(frozen=True)
class ToMeasure:
    """A guessed factor: how far 0 to 4 would move P, and whether the verdict could flip."""

    factor: str
    swing: float
    flips: bool


def measure_next(
    factors: Mapping[str, FactorScore],
    rubric: Rubric,
    weights: Mapping[str, float] = WEIGHTS,
) -> list[ToMeasure]:
    """Return the guessed factors, those first that could flip the verdict, then by their swing.

    A factor moves P by its weight in its family times the family's weight. Source: spec 9.12.

    >>> from scoping.calc.rubric import STANDARD, Rating, score_candidate
    >>> rows = [Rating(key, "business", 3, "guess" if key == "V1" else "expert")
    ...     for key in STANDARD.viability]
    >>> measure_next(score_candidate(rows).factors, STANDARD)
    [ToMeasure(factor='V1', swing=5.0, flips=True)]
    """
    scores = {key: each.score for key, each in factors.items()}
    found = []
    for key, each in factors.items():
        if each.evidence is not Evidence.GUESS:
            continue
        in_viability = key in rubric.viability
        family = rubric.viability if in_viability else rubric.complexity
        share = weights["viability" if in_viability else "simplicity"]
        verdicts = {
            judge(moved, weighted(moved, rubric.viability))[0]
            for moved in ({**scores, key: float(score)} for score in range(HIGHEST + 1))
        }
        found.append(ToMeasure(key, share * family[key], in_viability and len(verdicts) > 1))
    return sorted(found, key=lambda each: (not each.flips, -each.swing, each.factor))
