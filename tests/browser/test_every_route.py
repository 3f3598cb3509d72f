"""Every route: accessible, fits a phone, is quiet, asks nobody else (X1, X2, H2)."""

import pages
import pytest
from every_page import look_at


@pytest.mark.parametrize("place", pages.ROUTES, ids=lambda place: place.name)
def test_page_is_accessible_fits_and_is_quiet(visit_place, check_accessibility, place):
    look_at(*visit_place(place), check_accessibility)
