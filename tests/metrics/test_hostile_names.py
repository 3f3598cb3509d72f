"""Hostile names of columns, periods, files and models: chosen, shown and exported as texts."""

import csv
import io

import factories
import numpy as np
import predictions as samples
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.urls import reverse
from payloads import NAMES, what_came_alive
from uploads import bring_in, page

from aiproj.shared.exports import acts_as_formula
from metrics.calc.periods import MOST_INPUTS
from metrics.forms.predictions import LINE_END, MOST_LISTED, ColumnsForm
from metrics.reading.columns import ROLE_NAMES
from metrics.reading.outcome import Preview

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def parquet(**columns):
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


def outcomes(rows=100):
    labels = np.arange(rows) % 3 == 0
    return np.where(labels, "yes", "no"), (np.arange(rows) * 37 % rows + 40 * labels) / rows


def as_sent(text):
    """The text as a browser sends it with a form."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def read(client, made, **columns):
    answer = client.post(page(made, "columns"), {"version": "1", **columns})
    factories.run_jobs()
    made.refresh_from_db()
    return answer


def test_columns_of_any_name_are_shown_chosen_and_read(client):
    labels, scores = outcomes()
    roles = ("label", "score", *(role for role in ROLE_NAMES if role not in ("label", "score")))
    contents = {"label": labels, "current_decision": labels == "yes"}
    chosen = dict(zip(roles, list(NAMES.values())[-len(roles) :], strict=True))
    table = {name: contents.get(role, scores) for role, name in chosen.items()}
    more = {name: scores for name in NAMES.values() if name not in table}
    made = bring_in(client, parquet(**table, **more))
    assert what_came_alive(client.get(page(made, "columns")).content.decode()) == []
    sent = {role: as_sent(name.strip()) for role, name in chosen.items()}
    assert read(client, made, **sent, positive_label="yes").status_code == 302
    assert made.state == "ready"
    assert {role: made.mapping[role] for role in roles} == {
        role: name.strip() for role, name in chosen.items()
    }
    assert what_came_alive(client.get(page(made)).content.decode()) == []


@pytest.mark.parametrize("more", [0, MOST_LISTED])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_browser_changes_line_ends_and_the_column_is_found(name, more):
    names = [name.strip(), "score", *map(str, range(more))]
    preview = Preview("csv", "", ",", tuple(names), (), {}, (), None, {}, None)
    for sent in (as_sent(names[0]), *([LINE_END.sub("", names[0])] if more else [])):
        data = {"version": 1, "label": sent, "score": "score", "positive_label": "1"}
        form = ColumnsForm(data, preview=preview)
        assert form.is_valid(), form.errors
        assert form.mapping.label == names[0]


def test_inputs_of_any_name_are_reviewed(client, organization, manager):
    names = list(NAMES.values())[-MOST_INPUTS:]
    table = list(csv.reader(io.StringIO(samples.period_csv().decode())))
    rows = [table[0] + names, *(row + row[3:4] * len(names) for row in table[1:])]
    made = samples.make_predictions(organization, manager, written(rows), samples.WITH_PERIODS)
    samples.make_valuation(made, manager)
    asked = {"threshold": "0.5", "grouping": "month", "reference": "1"}
    chosen = [as_sent(name.strip()) for name in names]
    answer = client.post(page(made, "periods"), {**asked, "inputs": chosen})
    assert answer.status_code == 302
    factories.run_jobs()
    shown = client.get(answer.url).content.decode()
    assert "@SUM(A1:A9)" in shown
    assert what_came_alive(shown) == []


def written(rows):
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


@pytest.mark.parametrize("place", ["name", "cell"])
def test_a_nul_in_a_parquet_file_is_refused_in_words(client, place):
    labels, scores = outcomes()
    names = {"name": "why\0", "cell": "why"}
    labels = [each.replace("no", "n\0o" if place == "cell" else "no") for each in labels.tolist()]
    made = bring_in(client, parquet(**{names[place]: labels, "chance": scores}))
    answer = client.get(page(made, "columns"))
    if place == "cell":
        read(client, made, label="why", score="chance", positive_label="yes")
        answer = client.get(page(made))
    assert "holds a NUL character" in answer.content.decode()


def test_periods_of_any_name_leave_no_formula_in_the_table(client, organization, manager):
    rows = [["sold", "forecast", "plan", "month"]]
    rows += [[at % 7 + 10, at % 5 + 10, 12, name] for name in NAMES.values() for at in range(4)]
    made = samples.make_forecast(organization, manager, written(rows))
    samples.make_forecast_valuation(made, manager)
    assert what_came_alive(client.get(page(made, "forecast")).content.decode()) == []
    table = client.get(page(made, "forecast_periods")).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert "'@SUM(A1:A9)" in cells
    assert [cell for cell in cells if acts_as_formula(cell) and not is_number(cell)] == []


def is_number(text):
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


@pytest.mark.parametrize("name", [NAMES[kind] for kind in ("end of drawing", "typst", "lines")])
def test_models_and_files_of_any_name_are_compared(client, name, organization, manager):
    made = samples.make_predictions(organization, manager)
    made.name = name
    made.save()
    samples.make_valuation(made, manager)
    model = samples.make_model(organization, manager, [made], name=name[:120], decision=name[:120])
    compared = samples.make_comparison(made, manager)
    places = [reverse("metrics:model", args=[model.public_id]), reverse("metrics:home")]
    places.append(reverse("metrics:comparison", args=[compared.public_id]))
    for place in places:
        assert what_came_alive(client.get(place).content.decode()) == []


def test_no_name_turns_the_amounts_of_a_sentence_around(client, organization, manager):
    made = samples.make_predictions(organization, manager)
    sent = {**samples.QUESTION, "people": "\u202eshops\u2066", "version": "0"}
    assert client.post(page(made, "value"), sent).status_code == 302
    assert made.last_valuation().question["people"] == "shops"
