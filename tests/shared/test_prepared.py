"""Statements that are planned once a connection."""

import factories
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Organization
from aiproj.shared.prepared import Parameter, PreparedGet

pytestmark = pytest.mark.django_db

by_name = PreparedGet(
    "test_membership_by_name",
    lambda: Membership.objects.filter(user__name=Parameter("name")).select_related("organization"),
)


def test_it_reads_the_row_and_what_goes_with_it(organization, manager):
    with CaptureQueriesContext(connection) as captured:
        found = by_name.first(name=manager.name)
        assert found.organization == organization
        assert found.joined_at == Membership.objects.get(user=manager).joined_at
    reads = [query for query in captured if "PREPARE" not in query["sql"]]
    assert len(reads) == 2  # the second is the assertion's own


def test_each_call_has_its_own_values(organization, manager, member):
    assert by_name.first(name=manager.name).user_id == manager.pk
    assert by_name.first(name=member.name).user_id == member.pk
    assert by_name.first(name="nobody' OR '1'='1") is None


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew():
    manager = factories.make_user()
    factories.make_membership(manager, factories.make_organization())
    assert by_name.first(name=manager.name).user_id == manager.pk
    connection.close()
    assert by_name.first(name=manager.name).user_id == manager.pk


def test_a_query_with_a_fixed_value_is_refused():
    one = PreparedGet("test_fixed", lambda: Organization.objects.filter(name="Acme"))
    with pytest.raises(ValueError, match="fixed values"):
        one.first()
