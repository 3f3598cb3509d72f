"""The columns page of a file of 2,000 columns: small, and every column can be chosen."""

import factories
import predictions as samples
import pytest
from uploads import bring_in, page

from metrics.forms.predictions import MOST_LISTED
from metrics.overview.predictions import MOST_SHOWN, head_of
from metrics.reading.limits import HEAD_CELLS, LIMITS
from metrics.reading.outcome import Preview

pytestmark = pytest.mark.django_db
FILLING = [f"attribute_{number:04}" for number in range(LIMITS.columns - 2)]
COLUMNS = [*FILLING[:-1], "churned", "score", FILLING[-1]]


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def made(client):
    """Sixty rows; what counts stands far to the right."""
    rows = [
        [*["0.5"] * (len(COLUMNS) - 3), "yes" if at % 3 else "no", f"{at % 50 / 50}", str(at)]
        for at in range(60)
    ]
    return bring_in(client, "\n".join(map(",".join, [COLUMNS, *rows])).encode())


def test_the_page_lists_each_column_once(client, made):
    answer = client.get(page(made, "columns"))
    body, encodings = answer.content.decode(), answer.context["form"].fields["encoding"].choices
    assert body.count("<option") == len(COLUMNS) + len(encodings)
    assert body.count("<td>") == 10 * MOST_SHOWN
    assert len(body) < 150_000


def test_the_first_rows_show_what_is_proposed(client, made):
    answer = client.get(page(made, "columns"))
    head = answer.context["head"]
    assert {"churned", "score", FILLING[0]} <= set(head.columns)
    assert head.rows[1][-2:] == ["yes", "0.02"]
    assert "Shown are 40 of 2,000 columns" in answer.content.decode()


def test_a_typed_column_is_read(client, made):
    chosen = {"label": "churned", "score": "score", "weight": f" {FILLING[-1]} "}
    fields = {**chosen, "positive_label": "yes", "version": "1"}
    assert client.post(page(made, "columns"), fields).status_code == 302
    factories.run_jobs()
    made.refresh_from_db()
    assert (made.state, made.mapping["weight"]) == ("ready", FILLING[-1])


def test_a_name_that_no_column_has_is_refused(client, made):
    fields = {"label": "churnd", "score": "score", "positive_label": "yes", "version": "1"}
    answer = client.post(page(made, "columns"), fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors["label"] == ["The file has no column with this name."]


def test_few_columns_are_listed_by_each_field(client, organization, manager):
    made = samples.make_upload(organization, manager)
    answer = client.get(page(made, "columns"))
    assert len(answer.context["form"].fields["label"].choices) == 4 < MOST_LISTED
    assert "<datalist" not in answer.content.decode()


def test_a_row_of_another_width_is_shown_in_a_wide_file():
    names = tuple(FILLING[: MOST_SHOWN + 1])
    head = head_of(Preview("csv", "", ",", names, (("1",),), {}, (), None, {}, None))
    assert head.rows == [["1", *[""] * (MOST_SHOWN - 1)]]


def test_proposals_of_wide_files_say_how_many_rows_they_saw(client):
    lines = [",".join([f"c{at}" for at in range(LIMITS.columns)])]
    lines += [",".join([str(row % 2), *["0.5"] * (LIMITS.columns - 1)]) for row in range(60)]
    wide = bring_in(client, "\n".join(lines).encode())
    rows = HEAD_CELLS // LIMITS.columns
    assert f"in the first {rows} rows" in client.get(page(wide, "columns")).content.decode()
