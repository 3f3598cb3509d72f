"""What pages and findings say when a file is read, and read once more."""

from dataclasses import replace

import factories
import predictions as samples
import pytest
from django.urls import reverse

from metrics.services import reading_files

pytestmark = pytest.mark.django_db
ROWS = "\n".join(f"{'yes' if at % 3 else 'no'},{at % 3 / 4}" for at in range(90))
APART = f"churned,chance\n{ROWS}\n".encode()
COPIED = APART.replace(b"yes,0.25", b"1,1").replace(b"yes,0.5", b"1,1").replace(b"no,0.0", b"0,0")


def read(made, manager, mapping):
    reading_files.choose_columns(
        predictions=made, actor=manager, version=made.version, mapping=mapping
    )
    factories.run_jobs()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("content", "positive", "said"),
    [
        (COPIED, "1", "“chance” equals the outcome in every row."),
        (APART, "yes", "“chance” tells the two outcomes apart in every row."),
    ],
)
def test_a_score_too_good_to_be_true_is_doubted_once(
    organization, manager, content, positive, said
):
    made = samples.make_upload(organization, manager, content)
    read(made, manager, replace(samples.MAPPING, positive_label=positive))
    assert [(item["code"], item["message"]) for item in made.problems] == [("score_is_label", said)]


def test_an_answer_of_before_does_not_head_a_file_that_cannot_be_used(
    organization, manager, sign_in
):
    made = samples.make_predictions(organization, manager)
    samples.make_valuation(made, manager)
    client, address = sign_in(manager), reverse("metrics:predictions", args=[made.public_id])
    assert "Contacting the best" in client.get(address).content.decode()
    read(made, manager, replace(samples.MAPPING, score="customer"))
    page = client.get(address).content.decode()
    assert "The file cannot be used as it is" in page
    assert "Contacting the best" not in page
    assert "<h1>Churn model</h1>" in page
    assert "reprice.js" not in page


def test_a_forecast_that_is_read_again_has_a_page_meanwhile(organization, manager, sign_in):
    made = samples.make_forecast(organization, manager)
    samples.make_forecast_valuation(made, manager)
    reading_files.choose_columns(
        predictions=made, actor=manager, version=made.version, mapping=samples.FORECAST_MAPPING
    )
    answer = sign_in(manager).get(reverse("metrics:predictions", args=[made.public_id]))
    assert answer.status_code == 200
    assert "<h1>Bikes sold</h1>" in answer.content.decode()


def test_proposals_give_their_reason_as_a_sentence(organization, manager, sign_in):
    content = b"who,state,likely\nx,good,0.3\nz,bad,0.7\nw,bad,0.1\n"
    made = samples.make_upload(organization, manager, content)
    address = reverse("metrics:columns", args=[made.public_id])
    page = sign_in(manager).get(f"{address}?holds=classification").content.decode()
    assert "Proposed because of its values between 0 and 1, in the first 3 rows." in page
    assert "Proposed because of its two values, in the first 3 rows." in page
