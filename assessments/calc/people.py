"""Who answered: audience and team of every respondent, by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessments.calc.answers import Codes, Counts, tabulate
from assessments.calc.intervals import Booleans, Integers
from assessments.calc.questionnaire import AUDIENCES, Questionnaire


@dataclass(frozen=True)
class People:
    """Who the respondents are: the cell (audience, team) of each, by number."""

    audience: Integers
    team: Integers
    team_keys: tuple[str, ...]
    has_teams: bool

    @property
    def cell(self) -> Integers:
        """The number of each respondent's cell in an audiences x teams table."""
        return self.audience * len(self.team_keys) + self.team

    def count(self, chosen: Booleans | None = None) -> Counts:
        """Return the number of (chosen) people, audiences x teams."""
        cells = self.cell if chosen is None else self.cell[chosen]
        shape = len(AUDIENCES), len(self.team_keys)
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def identify_people(
    n_respondents: int, audiences: Sequence[str] | None, teams: Sequence[str] | None
) -> People:
    """Return the respondents' audience and team numbers; no audience means "both".

    Errors: ValueError for another length or an unknown audience. Source: assessments spec 4.8.

    >>> identify_people(2, ["technical", "business"], ["x", ""]).team_keys
    ('', 'x')
    """
    audiences = ["both"] * n_respondents if audiences is None else audiences
    labels = [""] * n_respondents if teams is None else teams
    if len(audiences) != n_respondents or len(labels) != n_respondents:
        raise ValueError(f"audiences and teams must have {n_respondents} entries")
    if unknown := set(audiences) - set(AUDIENCES):
        raise ValueError(f"unknown audiences {sorted(unknown)}")
    team_keys = tuple(sorted(set(labels))) or ("",)
    audience_number: dict[str, int] = {key: number for number, key in enumerate(AUDIENCES)}
    team_number = {key: number for number, key in enumerate(team_keys)}
    return People(
        audience=np.array([audience_number[key] for key in audiences], dtype=np.int64),
        team=np.array([team_number[key] for key in labels], dtype=np.int64),
        team_keys=team_keys,
        has_teams=teams is not None,
    )


@dataclass(frozen=True)
class Responses:
    """All answers of one assessment with who gave them."""

    questionnaire: Questionnaire
    codes: Codes
    people: People

    @cached_property
    def table(self) -> Counts:
        """The code counts, audiences x teams x capabilities x 9."""
        shape = len(AUDIENCES), len(self.people.team_keys)
        counts = tabulate(self.codes, self.people.cell, shape[0] * shape[1])
        return counts.reshape(*shape, *counts.shape[1:])
