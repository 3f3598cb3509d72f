"""What a candidate's benefit can be taken from, and whether that changed since it was taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from accounts.models import Organization
from aiproj.shared import format as formats
from aiproj.shared.errors import Refused
from metrics.calc.units import parse_unit
from metrics.models import MetricLink, Predictions, Valuation
from metrics.wording.figures import exact
from scoping.calc.value import yearly
from scoping.checking import sources as taking
from scoping.checking.rates import in_currency, rates_of
from scoping.checking.reading import text_of
from scoping.checking.sources import Origin, Source
from scoping.models import Project
from scoping.worksheet.model import Content

FILES_OFFERED = 20  # the newest files of predictions
PRICED = re.compile(r"margin|profit", re.IGNORECASE)
GONE = "This source is not there any more. Choose another, or type the figures."
REFUSED = {
    "few_positives": "too few positives for one figure",
    "few_treated": "too few treated for one figure",
}


def profit_curves(organization: Organization) -> QuerySet[Valuation]:
    """Valuations of yes/no predictions without their drawings: question and chosen point only."""
    files = Predictions.objects.of(organization).classifications()
    rows = Valuation.objects.filter(predictions__in=files).select_related(
        "predictions__organization"
    )
    return rows.defer("result").annotate(chosen=F("result__chosen"))


def source_of_link(link: MetricLink) -> Source:
    """What a driver formula gives a year; cost that is saved is margin, and so is a margin."""
    nodes = {node["key"]: node for node in link.result["nodes"]}
    result, unit = nodes.get(link.result_key), parse_unit(link.metric.unit)
    source = Source(
        taking.LINK,
        link.public_id,
        link.metric.name,
        currency=unit.currencies[0] if len(unit.currencies) == 1 else "",
        is_margin=link.metric.category == "cost" or _holds_margin(nodes, link.result_key),
        formula=f"{link.result_key} = {link.formula}",
        hash=link.inputs_hash,
        family=link.public_id,
        page=link.metric.public_id,
    )
    if result is None:
        return replace(source, fault="the formula has no result")
    return _a_year(source, {end: Decimal(result[end]) for end in taking.ENDS}, link.metric.unit)


def _holds_margin(nodes: dict[str, dict[str, Any]], key: str) -> bool:
    """Whether a margin or profit is among what the result needs: it must not count twice."""
    node = nodes.get(key, {"key": key, "name": "", "needs": []})
    if PRICED.search(f"{node['key']} {node['name']}"):
        return True
    return any(_holds_margin(nodes, each) for each in node["needs"])


def source_of_valuation(row: Any) -> Source:
    """The corrected profit at the chosen point with its range, a year; a row of `profit_curves`."""
    question, chosen = row.question, row.chosen
    currency, period = (question.get(name, "") for name in ("currency", "period"))
    day = row.predictions.organization.local_date(row.created_at)
    source = Source(
        taking.VALUATION,
        row.public_id,
        f"{row.predictions}, valuation {row.number} ({formats.date(day)})",
        currency=currency,
        is_margin=True,
        formula=_curve_words(chosen, currency, period),
        hash=row.inputs_hash,
        family=row.predictions.public_id,
        page=row.predictions.public_id,
    )
    if chosen["refused"]:
        return replace(source, fault=REFUSED.get(chosen["refused"], chosen["refused"]))
    if not period:
        return replace(source, fault="the profit is stated for no period")
    value = chosen["value"]
    ends = {"low": value["low"], "likely": value["estimate"], "high": value["high"]}
    money = {end: Decimal(repr(each)) for end, each in ends.items()}
    return _a_year(source, money, f"{currency}/{period}")


def _curve_words(chosen: dict[str, Any], currency: str, period: str) -> str:
    threshold, profit = chosen["point"]["threshold"], chosen["value"]["estimate"]
    where = "nobody treated" if threshold is None else f"treated from a score of {threshold:.6g}"
    each = f" a {period}" if period else ""
    return f"corrected profit {currency} {formats.number(profit)}{each}, {where}"


def _a_year(source: Source, money: dict[str, Decimal], unit: str) -> Source:
    try:
        low, likely, high = (yearly(money[end], unit) for end in taking.ENDS)
    except ValueError as fault:
        return replace(source, fault=str(fault))
    return replace(source, low=low, likely=likely, high=high)


@dataclass(frozen=True)
class Offer:
    """A source on the page: its figures in words, and what its button sends or why it has none."""

    name: str
    figures: str
    address: str
    take: str
    refusal: str


@dataclass(frozen=True)
class SourcesPage:
    """Where the benefit is from, whether that changed, and what it could be taken from."""

    origin: Origin | None
    address: str
    is_gone: bool
    taken: str
    edited: str
    change: Offer | None
    offers: Sequence[Offer]


def sources_page(project: Project, content: Content) -> SourcesPage:
    """What stands beside the benefit of a candidate."""
    origin, found = taking.origin_of(content), offered(project, content)
    now = _now(origin, found)
    is_changed = bool(origin and now and taking.differs(origin, now))
    name = text_of(content, "name") or "The candidate"
    return SourcesPage(
        origin=origin,
        address=_address(now) if now else "",
        is_gone=origin is not None and now is None,
        taken=_figures(origin.figures, project.currency) if origin else "",
        edited=taking.edited_words(origin) if origin else "",
        change=_offer(now, name, project.currency) if now and is_changed else None,
        offers=[_offer(each, name, project.currency) for each in found.values()],
    )


def offered(project: Project, content: Content) -> dict[str, Source]:
    """Sources by what their buttons send: formulas of the worksheet, newest curve of each file.

    What the candidate names is among them.
    """
    rows = project.content_of("metrics").get("links") or []
    links = {text_of(row, "link") for row in rows} | {text_of(content, "benefit_link")}
    counting = MetricLink.objects.of(project.organization).counting()
    found = [source_of_link(row) for row in counting.filter(public_id__in=links).order_by("pk")]
    found += _curves(project.organization, text_of(content, "benefit_valuation"))
    rates = rates_of(project.content_of("money"))
    return {f"{each.kind}:{each.id}": in_currency(each, project.currency, rates) for each in found}


def _curves(organization: Organization, named: str) -> list[Source]:
    """The newest curve of each file, newest files first, and the one that is named."""
    files = Predictions.objects.of(organization).classifications().filter(valuations__isnull=False)
    offered = list(files.distinct().latest_first()[:FILES_OFFERED])
    offered += files.filter(valuations__public_id=named).exclude(
        pk__in=[each.pk for each in offered]
    )
    newest = Valuation.objects.newest_of(offered).values("pk")
    rows = profit_curves(organization).filter(Q(pk__in=newest) | Q(public_id=named))
    return [source_of_valuation(row) for row in rows.order_by("-created_at", "-pk")]


def _now(origin: Origin | None, found: dict[str, Source]) -> Source | None:
    """The source as it is today: a formula as it stands, the newest curve of the same file."""
    named = found.get(f"{origin.kind}:{origin.id}") if origin else None
    if named is None:
        return None
    return next(each for each in found.values() if each.family == named.family)


def _offer(source: Source, name: str, own: str) -> Offer:
    return Offer(
        source.name,
        _figures(source.figures, source.currency),
        _address(source),
        f"{source.kind}:{source.id}",
        taking.refusal(source, name, own),
    )


def _figures(figures: Mapping[str, Decimal], currency: str) -> str:
    """Three figures in words; empty where one is missing."""
    if len(figures) < len(taking.ENDS):
        return ""
    low, likely, high = (exact(figures[end]) for end in taking.ENDS)
    return f"{currency} {likely} a year, from {low} to {high}"


def _address(source: Source) -> str:
    """Where the source is shown."""
    names = {taking.LINK: "metrics:metric", taking.VALUATION: "metrics:predictions"}
    return reverse(names[source.kind], args=[source.page])


def taken(project: Project, content: Content, take: str, today: datetime.date) -> Content:
    """The content with the figures of the source whose button was pressed; Refused where it cannot.

    A source of another organization is refused like one that does not exist.
    """
    if not take:
        return content
    kind, _, key = take.partition(":")
    wanted = {**content, f"benefit_{kind}": key}
    source = offered(project, wanted).get(take)
    if source is None:
        raise Refused(GONE)
    name = text_of(content, "name") or "The candidate"
    if fault := taking.refusal(source, name, project.currency):
        raise Refused(fault)
    return taking.take(content, source, today)
