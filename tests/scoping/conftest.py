"""What tests of scoping share."""

import charter_flow
import pytest
import scoping_data


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def project(organization, manager):
    return scoping_data.make_project(organization, manager)


@pytest.fixture
def flow(organization, manager, executive, member):
    """A project that can be submitted: an executive sponsors it, a member leads the work."""
    return charter_flow.ready(organization, manager, executive, member)
