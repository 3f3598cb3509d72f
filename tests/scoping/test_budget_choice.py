"""The choice of projects under a budget."""

import pytest
from django.urls import reverse

from scoping.models import Project, ProjectRelation
from scoping.services import portfolio

pytestmark = pytest.mark.django_db
PAGE = "/portfolio/budget/"


def chosen(client, query):
    result = client.get(f"{PAGE}?currency=USD&{query}").context["result"]
    return sorted(line.project.title.split()[0] for line in result.lines if line.is_chosen)


def test_without_a_budget_the_page_asks_for_one(as_manager, priced):
    assert as_manager.get(PAGE).context["result"] is None


def test_the_best_set_is_chosen_and_proven(as_manager, priced):
    answer = as_manager.get(f"{PAGE}?currency=USD&budget=350000")
    assert chosen(as_manager, "budget=350000") == ["Model", "Rule"]
    assert b"Proven: no allowed set" in answer.content


def test_what_the_next_step_buys_is_told(as_manager, priced):
    result = as_manager.get(f"{PAGE}?currency=USD&budget=50000&step=300000").context["result"]
    assert result.next_step == "USD 0.30m more would add USD 0.56m of value: Model project."


def test_rivals_are_not_chosen_together(as_manager, manager, priced):
    portfolio.relate(actor=manager, kind="excludes", first=priced["Rule"], second=priced["Model"])
    assert chosen(as_manager, "budget=400000") == ["Model"]


def test_what_needs_another_comes_with_it(as_manager, manager, priced):
    portfolio.relate(actor=manager, kind="needs", first=priced["Rule"], second=priced["Offers"])
    without = f"out={priced['Model'].public_id}"
    assert chosen(as_manager, f"budget=450000&{without}") == ["Offers", "Rule"]
    assert chosen(as_manager, f"budget=449999&{without}") == ["Offers"]


def test_pins_hold_whatever_they_are_worth(as_manager, priced):
    inside, outside = priced["Offers"].public_id, priced["Rule"].public_id
    assert chosen(as_manager, f"budget=750000&in={inside}&out={outside}") == ["Model", "Offers"]


def test_pins_beyond_the_budget_are_explained(as_manager, priced):
    query = f"?currency=USD&budget=100000&in={priced['Model'].public_id}"
    answer = as_manager.get(f"{PAGE}{query}")
    assert b"What is pinned costs 300,000, the budget is 100,000." in answer.content


def test_an_unknown_pin_is_passed_over(as_manager, priced):
    assert chosen(as_manager, "budget=50000&in=nothing") == ["Rule"]


@pytest.mark.parametrize("budget", ["", "-1", "many", "1e400", "99999999999999"])
def test_a_budget_that_is_none_is_refused(as_manager, priced, budget):
    answer = as_manager.get(f"{PAGE}?currency=USD&budget={budget}")
    assert answer.status_code == 422


def test_projects_without_a_figure_are_named(as_manager, project, priced):
    found = as_manager.get(f"{PAGE}?budget=1").context["found"]
    assert [each.title for each in found.without] == [project.title]


def test_the_file_says_what_is_chosen(as_manager, priced):
    answer = as_manager.get("/portfolio/budget.csv?currency=USD&budget=50000")
    assert b"Rule project" in answer.content.splitlines()[1]
    assert answer.content.count(b"true") == 1


def test_a_relation_is_stated_once_in_either_direction(as_manager, priced):
    fields = {"kind": "excludes", "first": priced["Rule"].public_id,
              "second": priced["Model"].public_id}  # fmt: skip
    turned = {**fields, "first": fields["second"], "second": fields["first"]}
    address = reverse("scoping:relations")
    assert as_manager.post(address, fields).status_code == 302
    assert as_manager.post(address, turned).status_code == 422
    assert ProjectRelation.objects.count() == 1


def test_a_project_is_not_bound_to_itself(as_manager, priced):
    key = priced["Rule"].public_id
    fields = {"kind": "needs", "first": key, "second": key}
    assert as_manager.post(reverse("scoping:relations"), fields).status_code == 422


def test_a_relation_is_removed(as_manager, manager, priced):
    made = portfolio.relate(
        actor=manager, kind="needs", first=priced["Rule"], second=priced["Model"]
    )
    as_manager.post(reverse("scoping:relation_remove", args=[made.public_id]))
    assert not ProjectRelation.objects.exists()


def test_what_needs_a_project_without_figures_is_left_out_with_the_reason(
    as_manager, manager, project, priced
):
    portfolio.relate(actor=manager, kind="needs", first=priced["Rule"], second=project)
    answer = as_manager.get(f"{PAGE}?currency=USD&budget=50000")
    assert chosen(as_manager, "budget=50000") == []
    assert b"whose value or build cost is not known" in answer.content


def test_what_needs_a_running_project_can_be_chosen(as_manager, manager, project, priced):
    portfolio.relate(actor=manager, kind="needs", first=priced["Rule"], second=project)
    Project.objects.filter(pk=project.pk).update(stage="live")
    assert chosen(as_manager, "budget=50000") == ["Rule"]
