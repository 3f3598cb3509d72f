"""Forms of ratings: one described score a factor, who rates, which candidate is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.forms import VersionedForm
from accounts.models import Membership
from aiproj.shared import format as formats
from aiproj.shared.versions import renew
from assessments.models import Assessment
from metrics.forms.amounts import LineField
from scoping.checking.suggestions import Suggestion
from scoping.forms.choices import told_apart
from scoping.models import RATERS, Candidate, Involvement, Project, Rating
from scoping.rules.model import Factor, RubricFile
from scoping.services.ratings import Said


class RatingForm(forms.Form):
    """All factors of one candidate; what is left open stays unrated.

    What the worksheet suggests is filled in for whoever has not rated yet, and told to all.
    """

    use_required_attribute = False  # evidence is needed only where a score is given

    def __init__(
        self,
        rubric: RubricFile,
        rated: Mapping[str, Rating],
        suggested: Mapping[str, Suggestion],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.factors, self.suggested = rubric.factors, suggested
        for factor in rubric.factors:
            first = None if rated else suggested.get(factor.key)
            self._add(factor, rated.get(factor.key) or first)

    def _add(self, factor: Factor, rated: Rating | Suggestion | None) -> None:
        anchors = [(str(score), text) for score, text in enumerate(factor.anchors)]
        self.fields[f"{factor.key}_score"] = forms.ChoiceField(
            label=factor.label,
            choices=anchors,
            widget=forms.RadioSelect,
            required=False,
            initial=None if rated is None else str(rated.score),
        )
        self.fields[f"{factor.key}_evidence"] = forms.ChoiceField(
            label="It rests on",
            choices=[("", "Choose…"), *Rating.Evidence.choices],
            error_messages={"required": "Say what the score rests on."},
            initial=rated.evidence if rated else "",
        )
        self.fields[f"{factor.key}_note"] = LineField(
            label="Note",
            max_length=600,
            required=False,
            initial=rated.note if isinstance(rated, Rating) else "",
        )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        for factor in self.factors:
            if not fields.get(f"{factor.key}_score"):  # not rated: it rests on nothing
                self.errors.pop(f"{factor.key}_evidence", None)
        return fields

    def said(self) -> dict[str, Said | None]:
        """What the rater says of each factor."""
        found: dict[str, Said | None] = {}
        for factor in self.factors:
            score = self.cleaned_data[f"{factor.key}_score"]
            evidence, note = (
                self.cleaned_data.get(f"{factor.key}_{part}", "") for part in ("evidence", "note")
            )
            found[factor.key] = Said(int(score), evidence, note) if score else None
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each factor with its three fields."""
        return [
            {
                "factor": factor,
                "score": self[f"{factor.key}_score"],
                "evidence": self[f"{factor.key}_evidence"],
                "note": self[f"{factor.key}_note"],
                "suggestion": self.suggested.get(factor.key),
            }
            for factor in self.factors
        ]


class RaterForm(forms.Form):
    """Whom to ask, and for which side."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Choose a person."})
    side = forms.ChoiceField(
        label="Rates for the",
        choices=[(side, f"{side.capitalize()} side") for side in RATERS.values()],
        error_messages={"required": "Choose a side."},
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.active().filter(organization=project.organization)
        rating = Involvement.objects.filter(project=project, part__in=RATERS).values("person")
        rows = members.exclude(user__in=rating).select_related("user").order_by("user__name")
        self.people = {member.user.public_id: member.user for member in rows}
        sides = {member.user.public_id: member.get_perspective_display() for member in rows}
        named = [
            (key, f"{name} ({sides[key]})") for key, name in told_apart([*self.people.values()])
        ]
        self.fields["person"].choices = [("", "Choose…"), *named]  # type: ignore[attr-defined]


def _named(found: Assessment) -> str:
    """What was assessed, and on which day it was published where the organization is."""
    day = found.published_at and found.organization.local_date(found.published_at)
    return f"{found.scope}, {formats.date(day)}" if day else found.scope


class LevelsForm(VersionedForm):
    """Which published assessment readiness is read from."""

    assessment = forms.ChoiceField(label="Maturity of the organization", required=False)
    readiness_check = forms.ChoiceField(label="The project's own readiness check", required=False)

    def __init__(self, choosable: list[Assessment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {each.public_id: each for each in choosable}
        for name, kind in (("assessment", "organization"), ("readiness_check", "project")):
            rows = [
                (each.public_id, _named(each))
                for each in choosable
                if (each.pack_version.kind == "project") == (kind == "project")
            ]
            self.fields[name].choices = [("", "None"), *rows]  # type: ignore[attr-defined]

    @staticmethod
    def named_by(project: Project) -> dict[str, object]:
        """What the project names now."""
        return {
            "version": project.version,
            "assessment": project.assessment.public_id if project.assessment else "",
            "readiness_check": project.readiness_check.public_id if project.readiness_check else "",
        }

    def renew(self, project: Project) -> None:
        """Let the form be sent again beside what somebody else named."""
        renew(self, project.version)
        named = self.named_by(project)
        for name in ("assessment", "readiness_check"):
            field = self.fields[name]
            words = dict(field.choices)  # type: ignore[attr-defined]
            self.stored = {**self.stored, str(field.label): words.get(named[name], "None")}

    def values(self) -> dict[str, Assessment | None]:
        """The chosen assessments."""
        return {
            name: self.found.get(self.cleaned_data[name])
            for name in ("assessment", "readiness_check")
        }


class DecisionForm(VersionedForm):
    """Choose one candidate and say why, and why not the others."""

    def __init__(self, project: Project, data: QueryDict | None) -> None:
        super().__init__(data, initial={"version": project.version})
        self.project = project
        self.candidates: list[Candidate] = list(project.candidates.current())
        for each in self.candidates:
            self.fields[f"{each.public_id}_decision"] = forms.ChoiceField(
                label="Decision",
                choices=Candidate.Decision.choices,
                required=False,
                initial=each.decision,
            )
            self.fields[f"{each.public_id}_reason"] = LineField(
                label="Why",
                max_length=600,
                required=False,
                initial=each.decision_reason,
                help_text="Needed unless it stays open.",
            )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        for each in self.candidates:
            decision, reason = (
                fields.get(f"{each.public_id}_{part}") for part in ("decision", "reason")
            )
            if decision and not reason:
                self.add_error(f"{each.public_id}_reason", f"Say why {each.name} is {decision}.")
        return fields

    def decisions(self) -> dict[str, tuple[str, str]]:
        """Decision and reason by candidate."""
        return {
            each.public_id: (
                self.cleaned_data[f"{each.public_id}_decision"],
                self.cleaned_data[f"{each.public_id}_reason"],
            )
            for each in self.candidates
        }

    def renew(self) -> None:
        """Let the form be sent again beside what somebody else decided."""
        self.project.refresh_from_db(fields=["version"])
        renew(self, self.project.version)
        self.stored = {
            each.name: f"{each.get_decision_display()}: {each.decision_reason}"
            if each.decision
            else each.get_decision_display()
            for each in self.candidates
        }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each candidate with its two fields."""
        return [
            {
                "candidate": each,
                "decision": self[f"{each.public_id}_decision"],
                "reason": self[f"{each.public_id}_reason"],
            }
            for each in self.candidates
        ]
