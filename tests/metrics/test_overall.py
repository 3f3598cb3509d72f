"""How far all metrics have come together: by stated weights, never capped, changing nothing."""

import datetime
from decimal import Decimal

import metric_data
import pytest

from metrics.forms.overall import field_of

PAGE = "/measure/overall/"
START = datetime.date(2026, 1, 1)
END = datetime.date(2026, 4, 11)  # a hundred days later
HALF = datetime.date(2026, 2, 20)


@pytest.fixture
def metrics(organization, manager):
    """Three metrics from 0 to 100: one at 10, one at 150, one without a value."""
    given = {"target_amount": Decimal(100), "baseline_on": START, "target_on": END}
    made = [
        metric_data.revenue_metric(organization, manager, name=name, **given)
        for name in ("Late", "Over", "Unknown")
    ]
    for metric, value in zip(made, (10, 150), strict=False):
        metric_data.sample(metric, manager, day=HALF, value=Decimal(value))
    return made


@pytest.fixture
def ask(sign_in, manager, metrics):
    client = sign_in(manager)

    def answer(*weights, **more):
        pairs = zip(metrics, weights, strict=False)
        return client.get(PAGE, {"weigh": 1, **{field_of(each): w for each, w in pairs}, **more})

    return answer


def test_no_weights_no_figure(sign_in, manager, metrics):
    answer = sign_in(manager).get(PAGE)
    assert answer.status_code == 200
    assert answer.context["overall"].attained == ""
    assert [part.attained for part in answer.context["overall"].parts] == ["10%", "150%", "–"]
    assert "say what counts how much" in answer.content.decode()


def test_weights_give_a_mean_that_is_not_capped(ask):
    answer = ask("3", "1", "1")
    found = answer.context["overall"]
    # (3 x 0.1 + 1 x 1.5) / 4; the third has no value
    assert (found.attained, found.expected) == ("45%", "50%")
    assert [part.share for part in found.parts] == ["75%", "25%", "–"]
    text = answer.content.decode()
    assert "80% of the weight has a value" in text
    assert "1 behind, 1 reached." in text
    assert "1 metric is beyond its target" in text


def test_a_metric_without_a_weight_is_left_out(ask):
    found = ask("", "2", "").context["overall"]
    assert found.attained == "150%"
    assert [part.share for part in found.parts] == ["–", "100%", "–"]


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        (("", "", ""), "Give at least one metric a weight above 0."),
        (("0", "0", "0"), "Give at least one metric a weight above 0."),
        (("-1", "2", "1"), "A weight lies from 0 to 1,000."),
        (("1001", "2", "1"), "A weight lies from 0 to 1,000."),
        (("much", "2", "1"), "Enter a number"),
    ],
)
def test_weights_that_say_nothing_are_refused(ask, weights, text):
    answer = ask(*weights)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert answer.context["overall"].attained == ""


def test_only_values_that_are_missing_give_a_dash(ask):
    found = ask("", "", "1").context["overall"]
    assert (found.attained, found.expected) == ("–", "–")
    assert "0% of the weight has a value; the rest counts neither way." in found.notes


def test_archived_and_foreign_metrics_have_no_weight(sign_in, manager, outsider, ask, metrics):
    foreign = metric_data.revenue_metric(outsider.memberships.get().organization, outsider)
    answer = ask("1", **{field_of(foreign): "9"})
    assert [part.metric for part in answer.context["overall"].parts] == metrics
    sign_in(manager).post(f"/measure/metrics/{metrics[0].public_id}/archive/")
    answer = ask("1", "1")
    assert [str(part.metric) for part in answer.context["overall"].parts] == ["Over", "Unknown"]
    assert answer.context["overall"].attained == "150%"


def test_the_start_of_measuring_leads_there(sign_in, manager, member):
    metric_data.metric(manager.memberships.get().organization, manager)
    for reader in (manager, member):
        assert PAGE in sign_in(reader).get("/measure/").content.decode()
        assert sign_in(reader).get(PAGE).status_code == 200


def test_without_metrics_the_page_leads_on(sign_in, manager):
    page = sign_in(manager).get(PAGE).content.decode()
    assert "once they are defined" in page
    assert '<a class="button" href="/measure/">See the metrics</a>' in page
