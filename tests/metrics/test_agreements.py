"""Agreements: one business and one technical person, two people, on what the link says now."""

import factories
import metric_data
import pytest

from aiproj.shared.errors import Refused, Stale
from metrics.models import Agreement
from metrics.services import links


@pytest.fixture
def link(organization, manager):
    return metric_data.link(organization, manager)


def person(organization, perspective, role="manager"):
    user = factories.make_user(f"{perspective}-{role}@example.org", perspective.title())
    return factories.make_membership(user, organization, role=role, perspective=perspective)


def agree(link, membership, side, version=1):
    return links.agree(link=link, membership=membership, side=side, version=version)


def test_one_of_each_side_agrees_with_dates(sign_in, organization, link):
    business, technical = person(organization, "business"), person(organization, "technical")
    page = f"/measure/links/{link.public_id}/agree/"
    sign_in(business.user).post(page, {"side": "business", "version": 1})
    shown = sign_in(technical.user).post(page, {"side": "technical", "version": 1}, follow=True)
    assert [item.side for item in link.standing()] == ["business", "technical"]
    assert "two different people" not in shown.content.decode()
    assert "A business and a technical person agree" in shown.content.decode()
    assert organization.audit_events.filter(action="metric_link.agreed").count() == 2


def test_the_same_person_twice_is_refused(organization, link):
    both = person(organization, "both")
    agree(link, both, "business")
    with pytest.raises(Refused, match="another person"):
        agree(link, both, "technical")
    agree(link, person(organization, "technical"), "technical")
    assert link.standing().count() == 2


@pytest.mark.parametrize(("own", "side"), [("business", "technical"), ("technical", "business")])
def test_the_perspective_decides_the_side(organization, link, own, side):
    with pytest.raises(Refused, match="perspective"):
        agree(link, person(organization, own), side)


def test_a_side_is_given_once(organization, link):
    agree(link, person(organization, "business"), "business")
    with pytest.raises(Refused, match="already"):
        agree(link, person(organization, "both"), "business")


def test_an_unknown_side_is_refused(organization, link):
    with pytest.raises(Refused, match="Choose"):
        agree(link, person(organization, "both"), "both")


def test_an_agreement_is_to_the_version_that_was_read(organization, link):
    with pytest.raises(Stale, match="Read it again"):
        agree(link, person(organization, "business"), "business", version=7)


def test_an_agreement_without_a_version_is_428(sign_in, organization, link):
    page = f"/measure/links/{link.public_id}/agree/"
    own = person(organization, "business").user
    assert sign_in(own).post(page, {"side": "business"}).status_code == 428


@pytest.mark.parametrize("change", ["formula", "mechanism", "number"])
def test_a_change_of_the_content_ends_the_agreements(organization, manager, link, change):
    agree(link, person(organization, "business"), "business")
    agree(link, person(organization, "technical"), "technical")
    number = metric_data.input_node("customers", "customers/year", "90", "110", "120")
    revenue = metric_data.input_node("revenue", "EUR/customer", "8", "10", "11")
    content = {
        "formula": metric_data.content(formula="2 * customers * revenue"),
        "mechanism": metric_data.content(mechanism="Fewer customers leave."),
        "number": metric_data.content(number, revenue),
    }[change]
    assert links.change_link(link=link, actor=manager, version=1, content=content) == 2
    assert not link.standing().exists()
    assert Agreement.objects.filter(withdrawn_because="the link was changed").count() == 2


def test_saving_the_same_content_keeps_the_agreements(organization, manager, link):
    agree(link, person(organization, "business"), "business")
    content = metric_data.content()
    assert links.change_link(link=link, actor=manager, version=1, content=content) == 0
    assert link.standing().count() == 1


def test_the_page_says_that_a_change_ended_agreements(sign_in, organization, manager, link):
    agree(link, person(organization, "business"), "business")
    content = metric_data.content(mechanism="Fewer customers leave.")
    links.change_link(link=link, actor=manager, version=1, content=content)
    page = sign_in(manager).get(f"/measure/metrics/{link.metric.public_id}/").content.decode()
    assert "Earlier agreements ended" in page


def test_one_takes_back_only_ones_own_agreement(sign_in, organization, link):
    business, technical = person(organization, "business"), person(organization, "technical")
    agree(link, business, "business")
    with pytest.raises(Refused, match="not agreed"):
        links.withdraw(link=link, actor=technical.user)
    sign_in(business.user).post(f"/measure/links/{link.public_id}/withdraw/")
    assert not link.standing().exists()
    agree(link, business, "business")
    assert link.standing().count() == 1


def test_an_executive_and_a_member_agree_by_their_perspectives(sign_in, organization, link):
    page = f"/measure/links/{link.public_id}/agree/"
    executive = person(organization, "business", role="executive")
    sign_in(executive.user).post(page, {"side": "business", "version": 1})
    assert link.standing().get().person == executive.user
    member = person(organization, "technical", role="member")
    sign_in(member.user).post(page, {"side": "business", "version": 1})
    assert link.standing().count() == 1
    sign_in(member.user).post(page, {"side": "technical", "version": 1})
    assert link.standing().get(side="technical").person == member.user


def test_the_list_says_which_links_wait(sign_in, organization, manager, link):
    client = sign_in(manager)
    assert "1 link waits" in client.get("/measure/").content.decode()
    agree(link, person(organization, "business"), "business")
    agree(link, person(organization, "technical"), "technical")
    page = client.get("/measure/").content.decode()
    assert "link waits" not in page
    assert "agreed" in page


def test_an_archived_link_takes_no_agreement(organization, manager, link):
    links.archive_link(link=link, actor=manager)
    with pytest.raises(Refused, match="archived"):
        agree(link, person(organization, "business"), "business")
