"""The one entry point: answers in, the whole result out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from assessments.calc.answers import BLANK, FIRST_LEVEL, LEVELS, Codes, check_codes
from assessments.calc.groups import (
    Visibility,
    find_visibility,
    slice_groups,
)
from assessments.calc.intervals import (
    Interval,
    aggregate_interval,
    effective_raters,
    leave_one_out_shifts,
    pseudo_value_variances,
)
from assessments.calc.parameters import DEFAULTS, FORMULA_VERSION, Parameters
from assessments.calc.people import Responses, identify_people
from assessments.calc.perspectives import perspective_gap
from assessments.calc.priorities import Candidate, Priority, rank_priorities
from assessments.calc.quality import response_quality
from assessments.calc.questionnaire import AUDIENCES, Capability, Dimension, Questionnaire
from assessments.calc.results import (
    CapabilityResult,
    DimensionResult,
    Evaluation,
    OverallResult,
)
from assessments.calc.scoring import (
    CapabilityScore,
    DimensionScore,
    capability_score,
    index,
    overall_score,
    score_capabilities,
    score_dimensions,
    score_weights,
)
from assessments.calc.stage import (
    Verdict,
    dimension_stage,
    evidence_level,
    overall_stage,
    project_verdict,
)


@dataclass(frozen=True)
class _Case:
    """One assessment with all that its results depend on."""

    responses: Responses
    k: int
    targets: Mapping[str, int]
    importance: Mapping[str, float]
    not_applicable: frozenset[str]
    with_evidence: frozenset[str] | None
    parameters: Parameters

    def __post_init__(self) -> None:
        """Name what is out of range or unknown."""
        if self.k != 1 and self.k < self.parameters.k_minimum:
            raise ValueError(f"k must be 1 or at least {self.parameters.k_minimum}, not {self.k}")
        if unknown := set(self.targets) - {d.key for d in self.questionnaire.dimensions}:
            raise ValueError(f"targets for unknown dimensions {sorted(unknown)}")
        if any(not LEVELS[0] <= target <= LEVELS[-1] for target in self.targets.values()):
            raise ValueError("targets must be between 1 and 5")
        used = {*self.importance, *self.not_applicable, *(self.with_evidence or ())}
        if unknown := used - set(self.questionnaire.keys):
            raise ValueError(f"unknown capabilities {sorted(unknown)}")

    @property
    def questionnaire(self) -> Questionnaire:
        return self.responses.questionnaire

    @property
    def codes(self) -> Codes:
        return self.responses.codes

    def target(self, dimension_key: str) -> int:
        return self.targets.get(dimension_key, self.parameters.default_target)


def evaluate(
    questionnaire: Questionnaire,
    codes: npt.ArrayLike,
    *,
    k: int,
    audiences: Sequence[str] | None = None,
    teams: Sequence[str] | None = None,
    targets: Mapping[str, int] | None = None,
    importance: Mapping[str, float] | None = None,
    not_applicable: Collection[str] = (),
    with_evidence: Collection[str] | None = None,
    seconds: npt.ArrayLike | None = None,
    parameters: Parameters = DEFAULTS,
) -> Evaluation:
    """Return the whole result of one assessment.

    codes: respondents x capabilities in pack order, see answers.encode. k: 1 (attributed) or at
    least 3. audiences, teams: one per respondent; None means "both" for everyone, and no team
    filter. targets: by dimension (default 3). importance: by capability (default 1).
    not_applicable: declared so by the owner. with_evidence: capabilities with an https link,
    None if evidence mode is off. seconds: shape of the codes, NaN if unknown. Errors: ValueError
    for wrong shapes, unknown keys, values out of range. No respondents: a result without scores.
    Source: assessments spec 4.

    >>> pack = Questionnaire((Dimension("data", 1.0, (Capability("quality"),)),))
    >>> evaluate(pack, [[3], [3], [4]], k=1).overall.index
    58
    """
    matrix = check_codes(codes, len(questionnaire.keys))
    people = identify_people(len(matrix), audiences, teams)
    case = _Case(
        responses=Responses(questionnaire, matrix, people),
        k=k,
        targets=targets or {},
        importance=importance or {},
        not_applicable=frozenset(not_applicable),
        with_evidence=None if with_evidence is None else frozenset(with_evidence),
        parameters=parameters,
    )
    return _evaluate(case, seconds)


def _evaluate(case: _Case, seconds: npt.ArrayLike | None) -> Evaluation:
    scores = score_capabilities(
        case.questionnaire,
        case.responses.table.sum(axis=(0, 1)),
        k=case.k,
        not_applicable=case.not_applicable,
        parameters=case.parameters,
    )
    scored = [key for key, score in scores.items() if score.scored]
    visibility = find_visibility(case.responses, scored=scored, k=case.k)
    dimensions, overall = _headline(case, scores)
    quality = response_quality(
        case.questionnaire,
        case.codes,
        k=case.k,
        not_applicable=case.not_applicable,
        seconds=seconds,
        parameters=case.parameters,
    )
    return Evaluation(
        formula_version=FORMULA_VERSION,
        parameters=case.parameters,
        k=case.k,
        n_respondents=len(case.codes),
        n_by_audience=_audience_sizes(case),
        overall=overall,
        dimensions=dimensions,
        capabilities=_capability_results(case, scores, visibility),
        priorities=tuple(_priorities(case, scores, dimensions)),
        verdict=_verdict(case, scores, overall),
        quality=quality,
        groups=slice_groups(case.responses, visibility, set(scores), case.parameters),
    )


def _audience_sizes(case: _Case) -> dict[str, int] | None:
    if len(case.codes) < case.k:
        return None
    sizes = np.bincount(case.responses.people.audience, minlength=len(AUDIENCES)).tolist()
    return dict(zip(AUDIENCES, sizes, strict=True))


def _headline(
    case: _Case, scores: Mapping[str, CapabilityScore]
) -> tuple[dict[str, DimensionResult], OverallResult | None]:
    """Score and stage of every dimension and overall, with their likely ranges."""
    questionnaire, parameters = case.questionnaire, case.parameters
    base = score_dimensions(questionnaire, scores, parameters)
    included = np.array([[key in scores and scores[key].scored for key in questionnaire.keys]])
    weights = score_weights(questionnaire, included)
    together = np.zeros(len(case.codes), dtype=np.int64)
    shifts, took_part = leave_one_out_shifts(
        case.codes.astype(float), case.codes > BLANK, together, weights
    )
    n_rated, p2 = pseudo_value_variances(shifts, took_part, together, 1)
    counted = list(zip(n_rated[:, 0].tolist(), p2[:, 0].tolist(), strict=True))
    dimensions = {
        dimension.key: _dimension_result(case, dimension, scores, base[dimension.key], spread)
        for dimension, spread in zip(questionnaire.dimensions, counted[:-1], strict=True)
    }
    return dimensions, _overall_result(case, scores, base, dimensions, counted[-1])


def _scored_items(dimension: Dimension, scores: Mapping[str, CapabilityScore]) -> list[Capability]:
    return [i for i in dimension.capabilities if i.key in scores and scores[i.key].scored]


def _dimension_result(
    case: _Case,
    dimension: Dimension,
    scores: Mapping[str, CapabilityScore],
    base: DimensionScore,
    spread: tuple[int, float],
) -> DimensionResult:
    target = case.target(dimension.key)
    if base.score is None:
        return DimensionResult(base.scored_weight_share, base.provisional, target)
    scored = _scored_items(dimension, scores)
    weights = {item.key: item.exact_weight for item in scored}
    stage = dimension_stage(
        {item.key: _level_for_stage(case, item.key, scores[item.key])[0] for item in scored},
        weights,
        [item.key for item in scored if item.gate],
        case.parameters,
    )
    n_effective = effective_raters(list(weights.values()), [scores[key].n_valid for key in weights])
    return DimensionResult(
        scored_weight_share=base.scored_weight_share,
        provisional=base.provisional,
        target=target,
        score=base.score,
        index=index(base.score),
        stage=stage.stage,
        blockers=stage.blockers,
        share_at_next_stage=stage.share_at_next_stage,
        n_respondents=spread[0],
        n_effective=n_effective,
        interval=_range(base.score, spread, n_effective, case.parameters),
        meets_target=stage.stage >= target,
    )


def _level_for_stage(case: _Case, key: str, score: CapabilityScore) -> tuple[int, bool]:
    """The level that counts for the stage, and whether a higher one is only claimed."""
    has_evidence = case.with_evidence is None or key in case.with_evidence
    return evidence_level(score.level or 1, has_evidence=has_evidence, parameters=case.parameters)


def _range(
    score: Fraction, spread: tuple[int, float], n_effective: int, parameters: Parameters
) -> Interval:
    return aggregate_interval(float(score), spread[1], spread[0], n_effective, parameters)


def _overall_result(
    case: _Case,
    scores: Mapping[str, CapabilityScore],
    base: Mapping[str, DimensionScore],
    dimensions: Mapping[str, DimensionResult],
    spread: tuple[int, float],
) -> OverallResult | None:
    score = overall_score(case.questionnaire, base)
    if score is None:
        return None
    weights, n_valid = [], []
    for dimension in case.questionnaire.dimensions:
        scored = _scored_items(dimension, scores)
        within = sum((item.exact_weight for item in scored), Fraction(0))
        weights += [dimension.exact_weight * item.exact_weight / within for item in scored]
        n_valid += [scores[item.key].n_valid for item in scored]
    n_effective = effective_raters(weights, n_valid)
    interval = _range(score, spread, n_effective, case.parameters)
    stage, held_back_by = overall_stage(
        {key: result.stage for key, result in dimensions.items() if result.stage is not None}
    )
    return OverallResult(
        score=score,
        index=index(score),
        index_low=index(interval.low),
        index_high=index(interval.high),
        stage=stage,
        held_back_by=held_back_by,
        provisional=any(result.provisional for result in dimensions.values()),
        n_respondents=spread[0],
        n_effective=n_effective,
        interval=interval,
    )


def _capability_results(
    case: _Case, scores: Mapping[str, CapabilityScore], visibility: Visibility
) -> dict[str, CapabilityResult]:
    by_audience = case.responses.table.sum(axis=1).tolist()
    results = {}
    for column, item in enumerate(case.questionnaire.capabilities):
        applies = item.key in scores
        score = scores[item.key] if applies else capability_score([0] * 9, k=case.k)
        levels: dict[str, list[int]] = {
            name: by_audience[row][column][FIRST_LEVEL:] for row, name in enumerate(AUDIENCES)
        }
        results[item.key] = CapabilityResult(
            score=score,
            perspectives=perspective_gap(
                levels,
                visibility.capabilities[item.key]["audience"],
                asked=item.audience,
                k=case.k,
                parameters=case.parameters,
            ),
            hidden=applies and case.k > 1 and not score.scored,
            not_applicable=not applies,
            claimed=score.scored and _level_for_stage(case, item.key, score)[1],
            target=case.target(case.questionnaire.dimension_by_capability[item.key].key),
        )
    return results


def _priorities(
    case: _Case,
    scores: Mapping[str, CapabilityScore],
    dimensions: Mapping[str, DimensionResult],
) -> list[Priority]:
    blockers = [result.blockers for result in dimensions.values() if result.blockers]
    blocking = {key for blocker in blockers for key in blocker.two_below + blocker.gate}
    candidates = []
    for item in case.questionnaire.capabilities:
        score = scores.get(item.key)
        if score is None or score.mean is None or score.level is None:
            continue
        dimension = case.questionnaire.dimension_by_capability[item.key]
        ratio = dimension.exact_weight / case.questionnaire.mean_dimension_weight
        candidates.append(
            Candidate(
                key=item.key,
                mean=score.mean,
                level=score.level,
                target=case.target(dimension.key),
                weight=item.exact_weight,
                dimension_weight_ratio=ratio,
                agreement=score.agreement,
                risk=item.risk,
                blocker=item.key in blocking,
                importance=case.importance.get(item.key, 1.0),
                effort=item.effort,
                depends_on=item.depends_on,
            )
        )
    return rank_priorities(candidates, case.parameters)


def _verdict(
    case: _Case, scores: Mapping[str, CapabilityScore], overall: OverallResult | None
) -> Verdict | None:
    """A project's verdict; none while too few people answered to show anything."""
    if case.questionnaire.kind != "project" or len(case.codes) < max(case.k, 1):
        return None
    gates = [item.key for item in case.questionnaire.capabilities if item.gate]
    levels = {key: score.level for key, score in scores.items()}
    return project_verdict(levels, gates, overall.score if overall else None, case.parameters)
