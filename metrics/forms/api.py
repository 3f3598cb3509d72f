"""What programs say about an upload, in the address."""

from typing import Any

from django import forms

from accounts.forms import NameField
from metrics.forms.predictions import (
    ENCODING_CHOICES,
    FORECAST_ROLES,
    LATER_NEEDS_PERIOD,
    ROLES,
)
from metrics.reading.columns import ColumnMapping, ForecastMapping
from metrics.reading.encodings import ENCODINGS
from metrics.reading.limits import MOST_PERIODS
from metrics.reading.problems import printable

OUTCOMES = ("label", "positive_label", "score")
FORECASTS = ("actual", "forecast")
NO_SUCH_ENCODING = f"There is none of this name; there are {', '.join(ENCODINGS)}."
ENCODING_LATER = "It is chosen together with the columns, here or on the page."
CHOSEN_LATER = "Name {} together, or no column at all."


class UploadQuery(forms.Form):
    """A name for the predictions and, unless people choose them later, the columns."""

    name = NameField(max_length=200)
    file_name = forms.CharField(max_length=4096, required=False)
    positive_label = forms.CharField(max_length=200, required=False, strip=False)
    leave_out_missing_scores = forms.BooleanField(required=False)
    low_score_is_positive = forms.BooleanField(required=False)
    outcomes_come_later = forms.BooleanField(required=False)
    leave_out_missing = forms.BooleanField(required=False)
    encoding = forms.ChoiceField(
        choices=ENCODING_CHOICES,
        required=False,
        error_messages={"invalid_choice": NO_SUCH_ENCODING},
    )
    season = forms.IntegerField(required=False, min_value=2, max_value=MOST_PERIODS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in ROLES | FORECAST_ROLES:
            self.fields[role] = forms.CharField(max_length=1000, required=False)

    @property
    def _is_forecast(self) -> bool:
        return any(self.cleaned_data.get(role) for role in FORECASTS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for unknown in sorted(set(self.data) - set(self.fields)):
            self.add_error(None, f"“{printable(unknown)}” is not known here.")
        needed = FORECASTS if self._is_forecast else OUTCOMES
        roles = FORECAST_ROLES if self._is_forecast else ROLES
        named = [role for role in ROLES | FORECAST_ROLES if cleaned.get(role)]
        if (named or cleaned.get("positive_label")) and not all(map(cleaned.get, needed)):
            self.add_error(None, CHOSEN_LATER.format(", ".join(needed)))
        columns = [cleaned[role] for role in named]
        for role in named:
            if role not in roles:
                self.add_error(role, "Files of this kind have no such column.")
            elif columns.count(cleaned[role]) > 1:
                self.add_error(role, "This column is chosen twice.")
        if cleaned.get("encoding") and not named:
            self.add_error("encoding", ENCODING_LATER)
        if cleaned.get("season") and not cleaned.get("period"):
            self.add_error("period", "A season needs the column of the periods.")
        if cleaned.get("outcomes_come_later") and not cleaned.get("period"):
            self.add_error("period", LATER_NEEDS_PERIOD)
        return cleaned

    @property
    def mapping(self) -> ColumnMapping | ForecastMapping | None:
        """The columns, or None where people choose them later."""
        cleaned = self.cleaned_data
        of_kind = FORECAST_ROLES if self._is_forecast else ROLES
        roles: dict[str, Any] = {name: cleaned[name] or None for name in (*of_kind, "encoding")}
        if self._is_forecast:
            left_out = cleaned["leave_out_missing"]
            return ForecastMapping(**roles, season=cleaned["season"], leave_out_missing=left_out)
        if not cleaned["label"]:
            return None
        return ColumnMapping(
            **roles,
            positive_label=cleaned["positive_label"],
            leave_out_missing_scores=cleaned["leave_out_missing_scores"],
            low_score_is_positive=cleaned["low_score_is_positive"],
            outcomes_come_later=cleaned["outcomes_come_later"],
        )
