"""Every state of the pages: accessible, fits a phone, is quiet, asks nobody else (X1, X2, H2).

Apart from the routes, so that two processes share the work.
"""

import pages
import pytest
from every_page import look_at


@pytest.mark.parametrize("place", pages.STATES, ids=lambda place: place.name)
def test_state_is_accessible_fits_and_is_quiet(visit_place, check_accessibility, place):
    look_at(*visit_place(place), check_accessibility)
