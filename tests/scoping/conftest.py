"""What tests of scoping share."""

import pytest
import scoping_data


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def project(organization, manager):
    return scoping_data.make_project(organization, manager)
