"""Filters by audience and by team: what each group's slice may show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from assessments.calc.answers import BLANK, FIRST_LEVEL, NOT_APPLICABLE, NOT_ASKED, Counts
from assessments.calc.exact import plain
from assessments.calc.intervals import (
    Booleans,
    Floats,
    Integers,
    Interval,
    aggregate_interval,
    effective_raters,
    leave_one_out_shifts,
    pseudo_value_variances,
)
from assessments.calc.parameters import DEFAULTS, Parameters
from assessments.calc.people import People, Responses
from assessments.calc.privacy import visible_in_both
from assessments.calc.questionnaire import AUDIENCES, Dimension, Questionnaire
from assessments.calc.scoring import (
    CapabilityScore,
    capability_score,
    dimension_score,
    index,
    score_weights,
)

SLICE_STATISTICS = (
    "n_valid",
    "counts",
    "mean",
    "median",
    "level",
    "agreement",
    "agreement_label",
    "agreement_indicative",
    "split",
    "interval",
)


Visible = Mapping[str, tuple[str, ...]]  # keys to show, of "audience" and of "team"
NOTHING: Visible = {"audience": (), "team": ()}


@dataclass(frozen=True)
class Visibility:
    """What may be shown: groups by headcount, and by ratings of each item and dimension."""

    groups: Visible
    capabilities: Mapping[str, Visible]
    dimensions: Mapping[str, Visible]


def find_visibility(responses: Responses, *, scored: Collection[str], k: int) -> Visibility:
    """Return which groups may be shown, by headcount and again for each item and dimension.

    A group hidden by headcount is hidden everywhere. An item counts its valid ratings, a
    dimension the people with a rating on any of its scored items; what is not scored shows no
    group. Source: assessments spec 4.8.

    >>> from assessments.calc.people import identify_people
    >>> from assessments.calc.questionnaire import Capability
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"),)),))
    >>> people = identify_people(6, None, ["x"] * 6)
    >>> responses = Responses(pack, np.full((6, 1), 3, dtype=np.int8), people)
    >>> find_visibility(responses, scored=["a"], k=5).groups
    {'audience': ('both',), 'team': ('x',)}
    """
    questionnaire, people = responses.questionnaire, responses.people
    teams = people.team_keys if people.has_teams else ()
    groups = _show(people, people.count(), k, {"audience": AUDIENCES, "team": teams})
    valid = responses.table[..., FIRST_LEVEL:].sum(axis=-1)
    capabilities = {
        key: _show(people, valid[..., column], k, groups) if key in scored else NOTHING
        for column, key in enumerate(questionnaire.keys)
    }
    dimensions = {}
    for dimension in questionnaire.dimensions:
        columns = _columns(questionnaire, dimension, scored)
        rated: Booleans = np.any(responses.codes[:, columns] > BLANK, axis=1)
        dimensions[dimension.key] = _show(people, people.count(rated), k, groups)
    return Visibility(groups, capabilities, dimensions)


def _show(people: People, headcounts: Counts, k: int, candidates: Visible) -> Visible:
    audiences, teams = visible_in_both(
        headcounts,
        AUDIENCES,
        people.team_keys,
        k,
        row_candidates=candidates["audience"],
        column_candidates=candidates["team"],
    )
    return {"audience": tuple(audiences), "team": tuple(teams)}


def _columns(
    questionnaire: Questionnaire, dimension: Dimension, chosen: Collection[str]
) -> list[int]:
    keys = {item.key for item in dimension.capabilities}
    return [c for c, key in enumerate(questionnaire.keys) if key in keys and key in chosen]


@dataclass(frozen=True)
class SliceDimension:
    """A dimension as one group sees it; None where it may not be shown."""

    score: Fraction | None = None
    interval: Interval | None = None
    index: int | None = None


@dataclass(frozen=True)
class Slice:
    """One group's view: capabilities that it was asked, None where hidden."""

    n_respondents: int
    capabilities: Mapping[str, CapabilityScore | None]
    dimensions: Mapping[str, SliceDimension]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready data; hidden capabilities have no statistics at all."""
        return {
            "n_respondents": self.n_respondents,
            "capabilities": {
                key: {"hidden": score is None}
                | {
                    name: plain(getattr(score, name)) if score else None
                    for name in SLICE_STATISTICS
                }
                for key, score in self.capabilities.items()
            },
            "dimensions": plain(self.dimensions),
        }


@dataclass(frozen=True)
class Partition:
    """The slices of one partition; hidden groups are only counted together."""

    visible: tuple[str, ...]
    n_hidden: int
    slices: Mapping[str, Slice]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "visible": list(self.visible),
            "hidden_count_of_people": self.n_hidden,
            "slices": {key: part.as_dict() for key, part in self.slices.items()},
        }


@dataclass(frozen=True)
class _Groups:
    """One partition while it is being sliced: numbers, keys and what may be shown."""

    responses: Responses
    parameters: Parameters
    numbers: Integers
    keys: tuple[str, ...]
    table: Counts  # groups x capabilities x 9
    shown: Booleans  # groups x capabilities
    applicable: frozenset[str]


def slice_groups(
    responses: Responses,
    visibility: Visibility,
    applicable: Collection[str],
    parameters: Parameters = DEFAULTS,
) -> dict[str, Partition]:
    """Return the slices by audience and by team, never crossed.

    A slice shows the items that the group was asked, and dimensions on the basis of those
    items; no stage and no overall score. Source: assessments spec 4.8.

    >>> from assessments.calc.people import identify_people
    >>> from assessments.calc.questionnaire import Capability
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"),)),))
    >>> codes, people = np.full((6, 1), 3, dtype=np.int8), identify_people(6, None, None)
    >>> responses = Responses(pack, codes, people)
    >>> seen = find_visibility(responses, scored=["a"], k=5)
    >>> parts = slice_groups(responses, seen, ["a"])
    >>> parts["audience"].slices["both"].dimensions["d"].index
    50
    """
    people = responses.people
    partitions = {}
    for name, numbers, keys, others in (
        ("audience", people.audience, AUDIENCES, 1),
        ("team", people.team, people.team_keys, 0),
    ):
        seen = [visibility.capabilities[key][name] for key in responses.questionnaire.keys]
        groups = _Groups(
            responses=responses,
            parameters=parameters,
            numbers=numbers,
            keys=keys,
            table=responses.table.sum(axis=others),
            shown=np.array([[key in visible for visible in seen] for key in keys], dtype=bool),
            applicable=frozenset(applicable),
        )
        dimensions = {key: visible[name] for key, visible in visibility.dimensions.items()}
        partitions[name] = _partition(groups, visibility.groups[name], dimensions)
    return partitions


def _partition(
    groups: _Groups,
    visible: tuple[str, ...],
    dimensions: Mapping[str, Collection[str]],
) -> Partition:
    if not visible:
        return Partition((), len(groups.numbers), {})
    sizes = np.bincount(groups.numbers, minlength=len(groups.keys)).tolist()
    n_rated, variances = _variances(groups)
    slices = {}
    for number, key in enumerate(groups.keys):
        if key not in visible:
            continue
        capabilities = _slice_capabilities(groups, number)
        slices[key] = Slice(
            n_respondents=sizes[number],
            capabilities=capabilities,
            dimensions={
                dimension.key: _slice_dimension(
                    groups,
                    dimension,
                    capabilities if key in dimensions[dimension.key] else {},
                    int(n_rated[position, number]),
                    float(variances[position, number]),
                )
                for position, dimension in enumerate(groups.responses.questionnaire.dimensions)
                if any(item.key in capabilities for item in dimension.capabilities)
            },
        )
    n_hidden = sum(sizes) - sum(part.n_respondents for part in slices.values())
    return Partition(visible, n_hidden, slices)


def _variances(groups: _Groups) -> tuple[Integers, Floats]:
    weights = score_weights(groups.responses.questionnaire, groups.shown)[:-1]
    codes = groups.responses.codes
    shifts, took_part = leave_one_out_shifts(
        codes.astype(float), codes > BLANK, groups.numbers, weights
    )
    return pseudo_value_variances(shifts, took_part, groups.numbers, len(groups.keys))


def _slice_capabilities(groups: _Groups, number: int) -> dict[str, CapabilityScore | None]:
    asked = groups.table[number].sum(axis=1) - groups.table[number][:, NOT_ASKED - NOT_APPLICABLE]
    rows = groups.table[number].tolist()
    return {
        key: capability_score(rows[column], k=1, parameters=groups.parameters)
        if groups.shown[number, column]
        else None
        for column, key in enumerate(groups.responses.questionnaire.keys)
        if asked[column] and key in groups.applicable
    }


def _slice_dimension(
    groups: _Groups,
    dimension: Dimension,
    capabilities: Mapping[str, CapabilityScore | None],
    n_rated: int,
    variance: float,
) -> SliceDimension:
    asked = [item for item in dimension.capabilities if item.key in capabilities]
    scores = [capabilities[item.key] for item in asked]
    result = dimension_score(
        [item.exact_weight for item in asked],
        [score.mean if score else None for score in scores],
        groups.parameters,
    )
    if result.score is None:
        return SliceDimension()
    scored = [
        (item.exact_weight, score.n_valid)
        for item, score in zip(asked, scores, strict=True)
        if score
    ]
    n_effective = effective_raters([w for w, _ in scored], [n for _, n in scored])
    interval = aggregate_interval(
        float(result.score), variance, n_rated, n_effective, groups.parameters
    )
    return SliceDimension(result.score, interval, index(result.score))
