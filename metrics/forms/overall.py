"""The form of weights: how much each metric counts in the overall attainment."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from metrics.forms.amounts import AmountField
from metrics.models import BusinessMetric

LARGEST_WEIGHT = 1000


def field_of(metric: BusinessMetric) -> str:
    """The name of a metric's field."""
    return f"w-{metric.public_id}"  # short, as all stand in one address


class WeightsForm(forms.Form):
    """A weight for each metric; an empty one leaves the metric out. Nothing is filled in."""

    use_required_attribute = False

    def __init__(self, metrics: Sequence[BusinessMetric], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metrics = metrics
        for metric in metrics:
            label = f"Weight of {metric}"
            self.fields[field_of(metric)] = AmountField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, weight in list(data.items()):
            if weight is not None and not 0 <= weight <= LARGEST_WEIGHT:
                self.add_error(name, "A weight lies from 0 to 1,000.")
        if not self.errors and not any(data.values()):
            raise ValidationError("Give at least one metric a weight above 0.")
        return data

    @property
    def weights(self) -> list[Decimal]:
        """The weights of a valid form, one for each metric."""
        return [self.cleaned_data[field_of(each)] or Decimal(0) for each in self.metrics]
