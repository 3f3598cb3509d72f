"""What the choice under a budget says of each project: why it is in or out."""

import pytest
from django.utils import timezone

from aiproj.shared.errors import Refused
from scoping.models import Project
from scoping.services import portfolio

pytestmark = pytest.mark.django_db
PAGE = "/portfolio/budget/"


def chosen(client, query):
    return [name for name, line in lines(client, query) if line.is_chosen]


def lines(client, query):
    result = client.get(f"{PAGE}?currency=USD&{query}").context["result"]
    return [(line.project.title.split()[0], line) for line in result.lines]


def notes(client, query):
    return {name: line.note for name, line in lines(client, query)}


def test_what_is_too_dear_and_what_loses_money_is_told(as_manager, priced):
    priced["Offers"].figures.value = -1
    priced["Offers"].figures.save()
    assert notes(as_manager, "budget=60000") == {
        "Rule": "", "Model": "costs more than the budget", "Offers": "is expected to lose money",
    }  # fmt: skip


def test_a_rival_and_a_better_set_are_told(as_manager, manager, priced):
    portfolio.relate(actor=manager, kind="excludes", first=priced["Rule"], second=priced["Model"])
    assert notes(as_manager, "budget=400000") == {
        "Model": "",
        "Rule": "excludes Model project, which is chosen",
        "Offers": "no set with it is worth more",
    }


def test_what_another_needs_and_what_lacks_it_are_told(as_manager, manager, priced):
    portfolio.relate(actor=manager, kind="needs", first=priced["Rule"], second=priced["Offers"])
    out = f"out={priced['Model'].public_id}"
    found = notes(as_manager, f"budget=450000&{out}")
    assert found == {"Offers": "Rule project needs it", "Rule": "", "Model": "pinned"}
    assert notes(as_manager, f"budget=60000&{out}")["Rule"] == (
        "needs Offers project, which is left out"
    )


@pytest.mark.parametrize(("stage", "is_in"), [("pilot", False), ("live", False), ("stopped", True)])
def test_a_rival_that_has_begun_counts(as_manager, manager, project, priced, stage, is_in):
    portfolio.relate(actor=manager, kind="excludes", first=project, second=priced["Rule"])
    Project.objects.filter(pk=project.pk).update(stage=stage)
    assert ("Rule" in chosen(as_manager, "budget=50000")) is is_in
    expected = "" if is_in else f"excludes {project.title}, which has begun"
    assert notes(as_manager, "budget=50000")["Rule"] == expected


def test_an_archived_project_helps_and_hinders_nobody(as_manager, manager, project, priced):
    portfolio.relate(actor=manager, kind="needs", first=priced["Rule"], second=project)
    portfolio.relate(actor=manager, kind="excludes", first=priced["Model"], second=project)
    Project.objects.filter(pk=project.pk).update(stage="live", archived_at=timezone.now())
    assert chosen(as_manager, "budget=350000") == ["Model"]
    assert notes(as_manager, "budget=350000")["Rule"] == f"needs {project.title}, which is archived"
    assert as_manager.get("/portfolio/relations/").content.count(b">Archived<") == 2


def test_a_pin_on_what_cannot_be_chosen_says_why(as_manager, manager, project, priced):
    portfolio.relate(actor=manager, kind="needs", first=priced["Rule"], second=project)
    Project.objects.filter(pk=project.pk).update(stage="stopped")
    page = as_manager.get(f"{PAGE}?currency=USD&budget=50000&in={priced['Rule'].public_id}")
    assert b"but pinned out or not to be had" in page.content
    assert f"Needs {project.title}, which is stopped" in page.content.decode()


def test_what_is_needed_is_not_excluded(as_manager, manager, priced):
    pair = {"first": priced["Rule"], "second": priced["Model"]}
    turned = {"first": priced["Model"], "second": priced["Rule"]}
    portfolio.relate(actor=manager, kind="needs", **pair)
    for each in (pair, turned):
        with pytest.raises(Refused, match="cannot need what it excludes"):
            portfolio.relate(actor=manager, kind="excludes", **each)


def test_the_file_says_why(as_manager, priced):
    answer = as_manager.get("/portfolio/budget.csv?currency=USD&budget=50000")
    assert answer.content.splitlines()[0].endswith(b"Why")
    assert answer.content.count(b"costs more than the budget") == 2
