"""An encoding that is chosen on the page of columns, by a program, or at the terminal."""

import dataclasses
import io
import re

import factories
import predictions as samples
import pytest
from api_client import COLUMNS, make_token, send, upload
from django.core.management import CommandError, call_command
from django.urls import reverse

from metrics.models import Predictions
from metrics.reading.encodings import ENCODINGS

pytestmark = pytest.mark.django_db
WESTERN = samples.churn_csv().replace(b"customer", "gekündigt".encode("windows-1252"))
CHOSEN = {"label": "churned", "score": "chance", "positive_label": "yes", "version": "1"}


def page(made, name="columns"):
    return reverse(f"metrics:{name}", args=[made.public_id])


@pytest.fixture
def western(organization, manager):
    return samples.make_upload(organization, manager, WESTERN)


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def test_a_file_that_is_no_utf8_offers_the_list(western, client):
    answer = client.get(page(western))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 1 is not text in the encoding UTF-8" in shown
    offered = re.findall(r'<option value="([^"]*)"', shown)
    assert offered == ["", *ENCODINGS]


def test_the_chosen_one_is_shown_kept_and_read_by_everything_later(western, client):
    asked = client.get(page(western), {"encoding": "windows-1252"})
    shown = asked.content.decode()
    assert asked.status_code == 200
    assert '<th scope="col">gekündigt</th>' in shown
    assert '<input type="hidden" name="encoding" value="windows-1252"' in shown
    assert "?holds=forecast&amp;encoding=windows-1252" in shown
    assert len(set(re.findall(r'\bid="([^"]+)"', shown))) == len(re.findall(r'\bid="', shown))
    client.post(page(western), {**CHOSEN, "encoding": "windows-1252"})
    factories.run_jobs()
    western.refresh_from_db()
    assert (western.state, western.mapping["encoding"]) == ("ready", "windows-1252")
    assert (
        "Windows-1252, Western European"
        in client.get(page(western, "predictions")).content.decode()
    )
    assert '<th scope="col">gekündigt</th>' in client.get(page(western)).content.decode()


@pytest.mark.parametrize("encoding", ["unicode_escape", "utf-8"])
def test_a_wrong_one_changes_nothing(western, client, encoding):
    assert client.get(page(western), {"encoding": encoding}).status_code == 422
    assert client.post(page(western), {**CHOSEN, "encoding": encoding}).status_code == 422
    western.refresh_from_db()
    assert western.state == "received"


def test_one_that_does_not_exist_is_named_where_the_file_can_be_shown(
    organization, manager, client
):
    made = samples.make_upload(organization, manager)
    answer = client.post(page(made), {**CHOSEN, "encoding": "klingon"})
    assert answer.status_code == 422
    assert "klingon is not one of the available choices" in answer.content.decode()


def test_a_table_of_parquet_has_no_encoding(organization, manager, client):
    import pyarrow
    from pyarrow import parquet

    content = io.BytesIO()
    parquet.write_table(pyarrow.table({"y": [1, 0], "score": [0.9, 0.1]}), content)
    made = samples.make_upload(organization, manager, content.getvalue())
    assert "Encoding of the file" not in client.get(page(made)).content.decode()


def test_programs_name_it(manager, organization):
    secret = make_token(manager, organization)
    columns = {**COLUMNS, "encoding": "windows-1252"}
    made = upload(secret, WESTERN, columns=columns).json()["id"]
    factories.run_jobs()
    assert send(secret, "GET", reverse("metrics:api_state", args=[made])).json()["state"] == "ready"
    assert upload(secret, WESTERN, columns=columns).json()["id"] == made
    refused = upload(secret, WESTERN, columns={**COLUMNS, "encoding": "klingon"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "query")
    assert "windows-1252" in refused.json()["error"]["message"]
    alone = upload(secret, WESTERN, columns={"name": "Churn", "encoding": "windows-1252"})
    assert alone.status_code == 422


def test_a_file_sent_before_there_were_encodings_is_known_again(manager, organization):
    secret = make_token(manager, organization)
    made = upload(secret, samples.churn_csv()).json()["id"]
    known = Predictions.objects.get(public_id=made)
    del known.mapping["encoding"]
    known.save()
    again = upload(secret, samples.churn_csv())
    assert (again.status_code, again.json()["id"]) == (200, made)


def test_the_terminal_takes_it(tmp_path):
    path = tmp_path / "western.csv"
    path.write_bytes(WESTERN)
    order = {"label": "churned", "positive": "yes", "score": "chance", "benefit": 120, "cost": 12}
    with pytest.raises(CommandError, match="not text in the encoding UTF-8"):
        call_command("profit_curve", path, stdout=io.StringIO(), **order)
    out = io.StringIO()
    call_command("profit_curve", path, stdout=out, encoding="windows-1252", **order)
    assert "Windows-1252, Western European" in out.getvalue()


def test_what_is_read_again_is_read_in_it(organization, manager):
    """A review by period and a comparison open the original once more."""
    content = samples.period_csv().replace(b"region", "région".encode("iso-8859-1"))
    mapping = dataclasses.replace(samples.WITH_PERIODS, encoding="iso-8859-1")
    made = samples.make_period_review(
        organization, manager, content, inputs=("age", "région"), mapping=mapping
    )
    assert made.state == "ready"
