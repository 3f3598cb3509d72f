"""What a signed charter forecast: yearly benefit and build cost, and which class of case it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoping.checking.reading import decimal_of, rows_of, text_of
from scoping.worksheet.editions import chosen_of
from scoping.worksheet.model import Content

MAIN = "main"


@dataclass(frozen=True)
class Forecast:
    """Money of the project's currency: margin a year at full benefit, and the whole build budget.

    None is what the charter does not say. `category` and `complexity` are empty where unknown.
    """

    benefit: Decimal | None = None
    cost: Decimal | None = None
    category: str = ""
    complexity: str = ""


def forecast_of(content: Mapping[str, Any]) -> Forecast:
    """Return the forecast of the chosen candidate of a frozen charter.

    The expected yearly margin (scoping spec 6), the total of the money section, the category of
    the main business metric and the class of complexity. Source: scoping spec 9.10.

    >>> forecast_of({"candidates": [{"decision": "chosen", "value": {"benefit": "760000"},
    ...     "scores": {"class": "M"}}], "totals": {"total": "309000"}, "sections": {}})
    Forecast(benefit=Decimal('760000'), cost=Decimal('309000'), category='', complexity='M')
    """
    chosen: Mapping[str, Any] = chosen_of(content) or {}
    return Forecast(
        benefit=decimal_of(chosen.get("value") or {}, "benefit"),
        cost=decimal_of(content.get("totals") or {}, "total"),
        category=main_category(content["sections"].get("metrics", {})),
        complexity=text_of(chosen.get("scores") or {}, "class"),
    )


def main_category(metrics: Content) -> str:
    """The category of the main business metric, else of the first one; empty without any.

    >>> main_category({"business": [{"id": "a", "category": "cost"},
    ...     {"id": "b", "use": "main", "category": "revenue"}]})
    'revenue'
    """
    rows = rows_of(metrics, "business")
    main = [row for row in rows if row.get("use") == MAIN] or rows
    return text_of(main[0], "category") if main else ""
