"""Inputs that stand for a metric beside what the metric's own tree gives."""

import factories
import metric_data
import pytest

from aiproj.shared.errors import Refused, Stale
from metrics.overview.stand_ins import differences_from, differences_of
from metrics.services import definitions, links


def kept(*numbers):
    return metric_data.content(metric_data.input_node("kept", "EUR/year", *numbers), formula="kept")


@pytest.fixture
def base(organization, manager):
    """A metric whose own tree gives 600."""
    metric = metric_data.revenue_metric(organization, manager)
    links.create_link(metric=metric, actor=manager, content=kept("550", "600", "700"))
    return metric


@pytest.fixture
def above(organization, manager, base):
    """A tree whose input stands for the metric, in another unit."""
    margin = metric_data.revenue_metric(organization, manager, name="Margin kept")
    own = metric_data.input_node(
        "own", "EUR/month", "45.833333", "50", "58.333333", driver=base.public_id
    )
    share = metric_data.input_node("share", "%", "50")
    content = metric_data.content(own, share, formula="own * share")
    return links.create_link(metric=margin, actor=manager, content=content)


def change(base, actor, *numbers):
    link = base.links.order_by("pk").first()
    links.change_link(link=link, actor=actor, version=link.version, content=kept(*numbers))


def agree(link, organization):
    for side in ("business", "technical"):
        user = factories.make_user(f"{side}@example.org", side.title())
        membership = factories.make_membership(user, organization, role="manager", perspective=side)
        links.agree(link=link, membership=membership, side=side, version=link.version)


def page(client, metric):
    return client.get(f"/measure/metrics/{metric.public_id}/").content.decode()


def take_over(client, link, **fields):
    fields = {"version": link.version, "key": "own", **fields}
    return client.post(f"/measure/links/{link.public_id}/take-over/", fields, follow=True)


def test_what_is_the_same_in_another_unit_does_not_differ(base, above):
    assert differences_of([above]) == []
    assert differences_from(base) == []


def test_both_pages_and_the_list_show_that_the_numbers_differ(sign_in, manager, base, above):
    client = sign_in(manager)
    assert "inputs differ" not in client.get("/measure/").content.decode()
    change(base, manager, "550", "630", "700")
    text = page(client, above.metric)
    assert "own is 50 EUR/month (45.83 to 58.33) here." in text
    said = "whose own tree now gives 52.5 EUR/month (45.83 to 58.33)."
    assert f"Stands for Revenue kept, {said}" in text
    assert "Take it over" in text
    other = page(client, base)
    assert "Margin kept counts with 50 EUR/month (45.83 to 58.33) for this metric" in other
    assert f"#link-{above.public_id}" in other
    assert "1 input differs from the metric" in client.get("/measure/").content.decode()


def test_a_range_that_differs_is_shown_as_well(base, above, manager):
    change(base, manager, "500", "600", "700")
    assert [each.key for each in differences_of([above])] == ["own"]


def test_taking_over_writes_all_three_numbers_and_ends_agreements(
    sign_in, manager, organization, base, above
):
    agree(above, organization)
    change(base, manager, "550", "630", "700")
    text = take_over(sign_in(manager), above).content.decode()
    assert "own is 52.5 EUR/month (45.83 to 58.33) now, as the tree of Revenue kept gives." in text
    assert "2 agreements are withdrawn" in text
    assert "Take it over" not in text
    above.refresh_from_db()
    (own, _) = above.nodes
    assert [own[name] for name in ("low", "likely", "high")] == ["45.833333", "52.5", "58.333333"]
    assert (own["source"], above.version) == ("Driver tree of Revenue kept", 2)
    assert above.result["nodes"][-1]["likely"] == "315"
    assert not above.standing().exists()
    assert differences_from(base) == []


def test_taking_over_knows_the_version_that_was_read(base, above, manager):
    change(base, manager, "550", "630", "700")
    with pytest.raises(Stale):
        links.take_over(link=above, actor=manager, version=7, key="own")


def test_there_may_be_nothing_to_take_over(sign_in, base, above, manager):
    text = take_over(sign_in(manager), above, key="share").content.decode()
    assert "There is no one number to take over" in text
    above.refresh_from_db()
    assert above.version == 1


def test_what_the_input_cannot_be_is_not_taken_over(base, above, manager):
    above.nodes[0]["maximum"] = "60"
    above.save()
    change(base, manager, "550", "630", "900")
    with pytest.raises(Refused, match="above the largest possible value"):
        links.take_over(link=above, actor=manager, version=1, key="own")


def test_of_several_trees_a_person_says_which_counts(sign_in, base, above, manager):
    change(base, manager, "550", "630", "700")
    links.create_link(metric=base, actor=manager, content=kept("100"))
    (found,) = differences_of([above])
    assert found.given == "52.5 EUR/month (45.83 to 58.33) and 8.33 EUR/month"
    text = page(sign_in(manager), above.metric)
    assert "whose own trees now give" in text
    assert "Take it over" not in text
    with pytest.raises(Refused, match="no one number"):
        links.take_over(link=above, actor=manager, version=1, key="own")


def test_one_of_several_trees_is_enough(base, above, manager):
    links.create_link(metric=base, actor=manager, content=kept("100"))
    assert differences_of([above]) == []


def test_a_reader_sees_it_and_cannot_take_it_over(sign_in, base, above, manager, organization):
    change(base, manager, "550", "630", "700")
    reader = factories.make_user("reader@example.org", "Reader")
    factories.make_membership(reader, organization, role="executive")
    client = sign_in(reader)
    text = page(client, above.metric)
    assert "own is 50 EUR/month" in text
    assert "Take it over" not in text
    assert take_over(client, above).status_code == 403


def test_archived_trees_say_nothing(base, above, manager):
    change(base, manager, "550", "630", "700")
    links.archive_link(link=base.links.get(), actor=manager)
    assert differences_of([above]) == []
    links.restore_link(link=base.links.get(), actor=manager)
    assert len(differences_from(base)) == 1
    definitions.archive_metric(metric=above.metric, actor=manager)
    assert differences_from(base) == []
