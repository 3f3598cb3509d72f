"""What tests of scoping share."""

from decimal import Decimal

import charter_flow
import pytest
import scoping_data
import template_projects

from scoping.models import ProjectFigures

MONEY = {"Rule": (50, 450), "Model": (300, 559), "Offers": (400, 15)}  # build cost, value


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


@pytest.fixture
def begin(organization, manager):
    """Start the project of a template, on a day, with or without its entries in the catalogs."""

    def _begin(key, today=template_projects.TODAY, **options):
        return template_projects.begin(organization, manager, key, today, **options)

    return _begin


@pytest.fixture
def favored(begin, manager):
    """The project of a template with the candidate chosen that its texts lead to."""

    def _favored(key, **options):
        return template_projects.favor(begin(key, **options), manager)

    return _favored


@pytest.fixture
def priced(organization, manager):
    """Three projects whose figures are those of the specification, in thousands."""
    found = {}
    for name, (build, value) in MONEY.items():
        found[name] = scoping_data.make_project(organization, manager, title=f"{name} project")
        ProjectFigures.objects.filter(project=found[name]).update(
            build=Decimal(build * 1000), value=Decimal(value * 1000)
        )
    return found
