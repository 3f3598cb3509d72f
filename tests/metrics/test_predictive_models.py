"""Models: names, their evaluation history, and one champion for each decision."""

import predictions as samples
import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from aiproj.shared.errors import Refused, Stale
from metrics.models import PredictiveModel
from metrics.overview.predictive_models import model_page
from metrics.services import predictive_models as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(organization, manager):
    made = samples.make_predictions(organization, manager)
    samples.make_valuation(made, manager)
    samples.make_valuation(made, manager, true_positive="90")
    return made


@pytest.fixture
def model(organization, manager, uploaded):
    made = samples.make_model(organization, manager, [uploaded])
    made.refresh_from_db()
    return made


def page_of(client, model):
    return client.get(reverse("metrics:model", args=[model.public_id])).content.decode()


def test_every_valuation_is_a_line_of_the_history(model, manager, sign_in):
    page = page_of(sign_in(manager), model)
    assert "valuation 1" in page
    assert page.index("valuation 2") < page.index("valuation 1")
    worth = model.predictions.get().last_valuation().finding.split(" is worth ")[1]
    assert worth in page


def test_a_decision_has_one_champion(organization, manager, model):
    rival = samples.make_model(organization, manager, name="Rules", decision="Whom to call")
    services.make_champion(model=model, actor=manager, version=model.version)
    services.make_champion(model=rival, actor=manager, version=2)
    model.refresh_from_db()
    assert model.champion_since is None
    assert PredictiveModel.objects.get(champion_since__isnull=False) == rival
    assert AuditEvent.objects.filter(action="model.champion_marked").count() == 2


def test_champions_of_other_decisions_stay(organization, manager, model):
    other = samples.make_model(organization, manager, name="Other", decision="whom to lend")
    services.make_champion(model=model, actor=manager, version=model.version)
    services.make_champion(model=other, actor=manager, version=2)
    assert PredictiveModel.objects.filter(champion_since__isnull=False).count() == 2


def test_a_champion_that_moves_is_champion_no_more(manager, model):
    services.make_champion(model=model, actor=manager, version=model.version)
    services.change(
        model=model, actor=manager, version=model.version, name=model.name, decision="else",
        outcome_lag=None, join_key="",
    )  # fmt: skip
    model.refresh_from_db()
    assert model.champion_since is None


def test_a_stale_mark_changes_nothing(manager, model, sign_in):
    address = reverse("metrics:model_champion", args=[model.public_id])
    client = sign_in(manager)
    assert client.post(address, {"version": model.version - 1}).status_code == 409
    assert client.post(address).status_code == 428
    model.refresh_from_db()
    assert model.champion_since is None
    assert client.post(address, {"version": model.version}).status_code == 302


def test_two_people_who_rename_lose_no_text(manager, model, sign_in):
    client, address = sign_in(manager), reverse("metrics:model_edit", args=[model.public_id])
    typed = {"name": "Mine", "decision": "whom to call", "version": model.version}
    services.change(
        model=model, actor=manager, version=model.version, name="Theirs", decision="else",
        outcome_lag=None, join_key="",
    )  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 409
    assert "Theirs: Theirs, for else." in answer.content.decode()
    assert "Mine" in answer.content.decode()


def test_a_name_is_taken_once(organization, manager, model):
    with pytest.raises(Refused):
        samples.make_model(organization, manager, name=model.name.upper())


def test_foreign_predictions_are_refused(manager, model, outsider, sign_in):
    foreign = samples.make_predictions(outsider.memberships.get().organization, outsider)
    with pytest.raises(Refused):
        services.set_predictions(
            model=model, actor=manager, version=model.version, predictions=[foreign]
        )
    address = reverse("metrics:model_predictions", args=[model.public_id])
    typed = {"version": model.version, "predictions": [foreign.public_id]}
    assert sign_in(manager).post(address, typed).status_code == 422


def test_a_choice_against_an_older_version_is_stale(manager, model, uploaded):
    with pytest.raises(Stale):
        services.set_predictions(
            model=model, actor=manager, version=model.version - 1, predictions=[]
        )
    assert list(model.predictions.all()) == [uploaded]


def test_queries_do_not_grow_with_the_history(
    manager, model, uploaded, sign_in, django_assert_max_num_queries
):
    client = sign_in(manager)
    with django_assert_max_num_queries(14) as first:
        page_of(client, model)
    for _ in range(5):
        samples.make_valuation(uploaded, manager)
    with django_assert_max_num_queries(len(first)):
        page_of(client, model)


def test_the_best_run_is_named(organization, manager, model, uploaded, sign_in):
    """Product row 105: algorithms and configurations are tried, the best run is named."""
    assert "Best run" not in page_of(sign_in(manager), model)  # one file is no choice
    deeper = samples.make_predictions(organization, manager, samples.churn_csv(rows=900))
    services.set_predictions(
        model=model, actor=manager, version=model.version, predictions=[uploaded, deeper]
    )
    samples.make_valuation(deeper, manager, true_positive="1000")
    assert model_page(model).best is None  # nobody asked the other one the same
    samples.make_valuation(deeper, manager)
    asked_alike = [uploaded.valuations.get(number=1), deeper.last_valuation()]
    worth = [each.result["chosen"]["value"]["estimate"] for each in asked_alike]
    assert model_page(model).best.worth == max(worth)
    assert page_of(sign_in(manager), model).count("Best run") == 2
