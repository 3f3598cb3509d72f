"""What the file of words and limits of the checks may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scoping.calc.smart_facts import SmartRules
from scoping.rules.model import Version

Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]
ListOfWords = Annotated[tuple[Word, ...], Field(max_length=300)]
Percent = Annotated[Decimal, Field(ge=0, le=1000)]
Factor = Annotated[Decimal, Field(ge=0, le=1000)]
Days = Annotated[int, Field(ge=0, le=3650)]
Sector = Literal["general", "finance", "health", "public", "employment", "education"]


class CheckRules(BaseModel):
    """Words and limits of the SMART checks, the rules between fields and the story lint.

    Shares are in percent. `explanation_by_sector` is the least level of explanation from 0 to 3.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Version
    solution_words: ListOfWords
    vague_verbs: ListOfWords
    several_marks: ListOfWords
    jargon: ListOfWords
    baseline_days_most: Days
    relative_change_most: Percent
    variation_factor: Factor
    deadline_months_most: Annotated[int, Field(ge=1, le=240)]
    letter_least: Annotated[Decimal, Field(ge=0, le=1)]
    rare_positives_below: Percent
    formula_tolerance: Percent
    benefit_times_cost: Factor
    high_risk_from: Annotated[int, Field(ge=1, le=25)]
    first_slice_share: Percent
    coverage_ratio: Percent
    refresh_factor: Factor
    automated_share: Percent
    rating_spread: Annotated[int, Field(ge=1, le=4)]
    outcome_cycles: Factor
    feedback_days: Days
    story_numbers_most: Annotated[int, Field(ge=1, le=100)]
    story_stale_days: Days
    explanation_by_sector: dict[Sector, Annotated[int, Field(ge=0, le=3)]]

    @property
    def smart(self) -> SmartRules:
        """As the SMART checks take them."""
        return SmartRules(
            solution_words=self.solution_words,
            vague_verbs=self.vague_verbs,
            several_marks=self.several_marks,
            baseline_days_most=self.baseline_days_most,
            relative_change_most=self.relative_change_most,
            variation_factor=self.variation_factor,
            deadline_months_most=self.deadline_months_most,
            letter_least=self.letter_least,
        )
