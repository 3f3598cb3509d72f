"""The one exception from the content policy: plotly writes styles into the pages of charts."""

from collections.abc import Callable
from typing import Any, cast

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update

View = Callable[..., Any]

STYLES = {"style-src": [UNSAFE_INLINE]}


def chart_page(view: View) -> View:
    """Allow styles written by scripts on a view's pages; scripts stay this server's own.

    For views that include templates/includes/_chart.html, and for no others.
    """
    return cast(View, csp_update(STYLES)(view))
