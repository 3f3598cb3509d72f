"""Forms of the portfolio: its filter, saved views, relations, and the choice under a budget."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms

from accounts.models import Organization
from metrics.forms.amounts import AmountField, LineField
from scoping.models import Objective, Project, ProjectRelation
from scoping.wording import READINESS

FILTERS = ("q", "stage", "objective", "readiness", "show")
SHOWS = {
    "early": "Early wins",
    "reviews": "Reviews overdue",
    "feedback": "Feedback undecided",
    "archived": "Archived",
}
ANY = ("", "Any")


class PortfolioFilter(forms.Form):
    """Which projects are listed; what cannot be read filters nothing."""

    q = forms.CharField(label="Search", required=False, max_length=80)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[ANY, *Project.Stage.choices])
    objective = forms.ChoiceField(label="Objective", required=False)
    readiness = forms.ChoiceField(
        label="Readiness",
        required=False,
        choices=[ANY, *((key.value, words) for key, words in READINESS.items())],
    )
    show = forms.ChoiceField(
        label="Show", required=False, choices=[("", "All projects"), *SHOWS.items()]
    )
    use_required_attribute = False

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search", "maxlength": "80"})
        rows = Objective.objects.of(organization).order_by("name").values_list("public_id", "name")
        self.fields["objective"].choices = [ANY, ("none", "None"), *rows]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and can be read."""
        self.is_valid()
        found = {name: str(self.cleaned_data.get(name) or "").strip() for name in FILTERS}
        return {name: value for name, value in found.items() if value}

    @property
    def unread(self) -> list[str]:
        """The labels of what was asked for and does not exist, or not any more."""
        self.is_valid()
        return [str(self.fields[name].label) for name in self.errors]

    def query(self, **more: str) -> str:
        """The address of this filter, for links and saved views."""
        return urlencode({**self.chosen, **{key: each for key, each in more.items() if each}})


class SavedViewForm(forms.Form):
    """A name for what is listed now."""

    name = LineField(
        label="Keep this view as",
        max_length=60,
        error_messages={"required": "Name the view."},
    )
    use_required_attribute = False


class RelationForm(forms.Form):
    """One project needs another, or they exclude each other."""

    first = forms.ChoiceField(label="Project", error_messages={"required": "Choose a project."})
    kind = forms.ChoiceField(label="Relation", choices=ProjectRelation.Kind.choices)
    second = forms.ChoiceField(
        label="Other project", error_messages={"required": "Choose the other project."}
    )
    use_required_attribute = False

    def __init__(self, projects: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", "Choose…"), *projects]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        if fields.get("first") and fields.get("first") == fields.get("second"):
            self.add_error("second", "Choose another project.")
        return fields


class BudgetForm(forms.Form):
    """How much there is to spend, in which currency, and what one more step would be."""

    budget = AmountField(
        label="Budget", error_messages={"required": "Enter the budget, such as 500000."}
    )
    currency = forms.ChoiceField(label="Currency")
    step = AmountField(label="Next step", required=False, help_text="Empty: a tenth of the budget.")
    use_required_attribute = False

    def __init__(self, currencies: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        for name in ("budget", "step"):
            value = fields.get(name)
            if isinstance(value, Decimal) and not 0 <= value <= MOST_MONEY:
                self.add_error(name, f"Enter an amount from 0 to {MOST_MONEY:,}.")
        return fields


MOST_MONEY = Decimal(10) ** 12
