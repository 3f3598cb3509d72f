"""Rules of the data: access in time, lawful use, freshness, coverage, balance of classes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from aiproj.shared.format import counted, date, join_words, number
from scoping.checking.findings import Case, Finding, is_personal
from scoping.checking.reading import day_of, decimal_of, integer_of, is_ai, text_of
from scoping.checking.surroundings import MetricFacts
from scoping.worksheet.model import Content

ACCURACY = "accuracy"
HOURS_OF_TODAY = 24  # a date of yesterday may be less than a day old
PREPARED = {
    "missing_values": "missing values", "outliers": "outliers",
    "inconsistency": "inconsistencies", "scaling": "scaling", "encoding": "encoding",
}  # fmt: skip


def _path(row: Content, field: str) -> str:
    return f"data.datasets.{row.get('id')}.{field}"


def _name(row: Content) -> str:
    return text_of(row, "name") or "a dataset without a name"


def _accessible_on(row: Content, today: datetime.date) -> datetime.date | None:
    """The day from which a dataset can be used; None where nothing is known."""
    if day := day_of(row, "access_on"):
        return day
    lead = integer_of(row, "lead_time_days")
    if text_of(row, "access") == "granted" or lead is None:
        return None
    return today + datetime.timedelta(days=max(0, min(lead, 36_500)))


def access_comes_in_time(case: Case) -> Iterator[Finding]:
    """X4: a dataset in use is accessible when it is first needed."""
    for row in case.used_datasets:
        access, needed = _accessible_on(row, case.around.today), day_of(row, "needed_on")
        if access and needed and access > needed:
            title = f"{_name(row)}: needed on {date(needed)}, accessible from {date(access)}"
            remedy = "Ask for access earlier, or move the plan."
            yield Finding("SC-X4", "error", title, remedy, _path(row, "access_on"))


def milestones_wait_for_access(case: Case) -> Iterator[Finding]:
    """L9: no milestone comes before access to the data, but one that is said to need none."""
    accesses = [
        (access, row)
        for row in case.used_datasets
        if (access := _accessible_on(row, case.around.today))
    ]
    if not accesses:
        return
    access, row = max(accesses, key=lambda each: each[0])
    go_live = day_of(case.section("plan"), "go_live")
    said = f"{_name(row)} is accessible from {date(access)}"
    if go_live and go_live < access:
        title = f"Go-live is on {date(go_live)}, but {said}"
        yield Finding("SC-L9", "error", title, "Move go-live or the access.", "plan.go_live")
    for milestone in case.rows("plan", "milestones"):
        day = day_of(milestone, "day")
        if day and day < access and milestone.get("without_data") is not True:
            title = f"“{text_of(milestone, 'name')}” is on {date(day)}, but {said}"
            remedy = "Move the milestone or the access, or say that it needs no data."
            path = f"plan.milestones.{milestone.get('id')}.day"
            yield Finding("SC-L9", "error", title, remedy, path)


def personal_data_is_lawful(case: Case) -> Iterator[Finding]:
    """X9, L11: personal data has a basis, a time limit, a place, controls and recorded consent."""
    for row in case.rows("data", "datasets"):
        if not is_personal(row):
            continue
        if not text_of(row, "lawful_basis"):
            title = f"{_name(row)}: personal data without a lawful basis"
            remedy = "Name the basis, or leave the data out."
            yield Finding("SC-X9", "error", title, remedy, _path(row, "lawful_basis"))
        if row.get("lawful_basis") == "consent" and row.get("consent") is not True:
            title = f"{_name(row)}: rests on consent, but consent is not recorded"
            yield Finding("SC-L11", "error", title, "Record it.", _path(row, "consent"))
        parts = {"retention_months": "time limit", "residency": "residency", "controls": "controls"}
        missing = [key for key in parts if not text_of(row, key)]
        if missing:
            names = join_words([parts[key] for key in missing])
            title = f"{_name(row)}: personal data without {names}"
            yield Finding("SC-L11", "error", title, "Fill them in.", _path(row, missing[0]))


def external_data_has_a_license(case: Case) -> Iterator[Finding]:
    """F3: data from outside may be used."""
    for row in case.rows("data", "datasets"):
        is_external = row.get("source_type") == "external" or row.get("location") == "outside"
        if is_external and not text_of(row, "license"):
            title = f"{_name(row)}: comes from outside without a license"
            remedy = "Name the license or the contract."
            yield Finding("SC-F3", "error", title, remedy, _path(row, "license"))


def groups_are_covered(case: Case) -> Iterator[Finding]:
    """L6: no group has much less than its share."""
    least = case.pack.checks.coverage_ratio
    for row in case.rows("data", "coverage"):
        population, share = decimal_of(row, "population_share"), decimal_of(row, "data_share")
        if population is None or share is None or population <= 0:
            continue
        if share / population * 100 < least:
            title = (
                f"{text_of(row, 'group')}: {number(share, 1)}% of the data, "
                f"{number(population, 1)}% of the population"
            )
            remedy = f"Below {number(least)}% of its share: collect more, or weigh it up."
            yield Finding("SC-L6", "warn", title, remedy,
                          f"data.coverage.{row.get('id')}.data_share")  # fmt: skip


def data_is_fresh(case: Case) -> Iterator[Finding]:
    """L8: the last refresh is not older than twice its cadence."""
    for row in case.rows("data", "datasets"):
        every, last = integer_of(row, "refresh_days"), day_of(row, "last_refresh")
        if not every or last is None:
            continue
        age = (case.around.today - last).days
        if age > case.pack.checks.refresh_factor * every:
            title = f"{_name(row)}: refreshed {counted(age, 'day')} ago, planned every {every}"
            remedy = "Refresh it, or ask the pipeline owner."
            yield Finding("SC-L8", "warn", title, remedy, _path(row, "last_refresh"))


def freshness_is_kept(case: Case) -> Iterator[Finding]:
    """L91: data in use is not older than the freshness target; a day counts 24 hours."""
    most = decimal_of(case.section("data"), "freshness_hours")
    for row in case.used_datasets:
        last = day_of(row, "last_refresh")
        if most is None or last is None:
            continue
        hours = (case.around.today - last).days * 24
        if hours > HOURS_OF_TODAY and hours > most:
            title = f"{_name(row)}: {number(hours)} hours old, the target is {number(most)}"
            yield Finding("SC-L91", "warn", title, "Refresh it, or loosen the target.",
                          _path(row, "last_refresh"))  # fmt: skip


def period_shows_outcomes(case: Case) -> Iterator[Finding]:
    """F4: the data covers more than two outcome cycles."""
    waits = [integer_of(each.content, "outcome_wait_days") or 0 for each in case.standing
             if is_ai(each)]  # fmt: skip
    cycle, factor = max(waits, default=0), case.pack.checks.outcome_cycles
    for row in case.used_datasets:
        start, end = day_of(row, "period_start"), day_of(row, "period_end")
        if not start or not end:
            continue
        if end < start:
            title = f"{_name(row)}: covers nothing, its end lies before its start"
            yield Finding("SC-F4", "error", title, "Mend the dates.", _path(row, "period_end"))
        elif cycle and (end - start).days <= factor * cycle:
            days = counted((end - start).days, "day")
            title = f"{_name(row)}: covers {days}, an outcome takes {cycle}"
            remedy = f"More than {number(factor)} cycles are needed to learn and to test."
            yield Finding("SC-F4", "warn", title, remedy, _path(row, "period_start"))


def rare_positives(case: Case) -> Iterator[Finding]:
    """X3: where positives are rare, accuracy alone says nothing."""
    rate = decimal_of(case.section("data"), "positive_rate")
    if rate is None or rate >= case.pack.checks.rare_positives_below:
        return
    used = [text_of(row, "metric") for row in case.rows("metrics", "technical")]
    used += [text_of(row, "technical") for row in case.rows("evaluation", "criteria")]
    known = case.around.metrics
    keys = {_called(known[each]) if each in known else each for each in used if each}
    if keys == {ACCURACY}:
        said = number(rate, 1)
        title = f"{said}% are positive: whoever finds none is {number(100 - rate, 1)}% accurate"
        remedy = "Add precision and recall, or a profit curve."
        yield Finding("SC-X3", "error", title, remedy, "metrics.technical")


def _called(metric: MetricFacts) -> str:
    """The key in the catalog; of a metric of the organization's own its name."""
    return metric.key or metric.name.strip().casefold()


def skew_has_a_pilot(case: Case) -> Iterator[Finding]:
    """L23: where live data will differ much, a pilot comes first."""
    data = case.section("data")
    if data.get("skew") == "high" and data.get("shadow_stage") is not True:
        title = "Live data will differ much from training data, and there is no pilot"
        remedy = "Plan a shadow or pilot stage before launch."
        yield Finding("SC-L23", "error", title, remedy, "data.shadow_stage")


def preparation_is_answered(case: Case) -> Iterator[Finding]:
    """L92: the five questions of preparation have an answer for each dataset."""
    for row in case.rows("data", "datasets"):
        open_items = [name for key, name in PREPARED.items() if not text_of(row, key)]
        if open_items:
            title = f"{_name(row)}: not answered: {join_words(open_items)}"
            first = next(key for key in PREPARED if not text_of(row, key))
            yield Finding("SC-L92", "warn", title, "Done, planned or not needed?",
                          _path(row, first))  # fmt: skip


def bias_was_looked_for(case: Case) -> Iterator[Finding]:
    """F5: proxies of protected attributes were examined where persons are decided about."""
    if not any(each.content.get("personal_impact") is True for each in case.standing):
        return
    for row in case.used_datasets:
        if is_personal(row) and row.get("proxies_examined") is not True:
            title = f"{_name(row)}: proxies of protected attributes were not examined"
            remedy = "Look whether postcode, name or the like stand for them."
            yield Finding("SC-F5", "warn", title, remedy, _path(row, "proxies_examined"))


RULES = (
    access_comes_in_time,
    milestones_wait_for_access,
    personal_data_is_lawful,
    external_data_has_a_license,
    groups_are_covered,
    data_is_fresh,
    freshness_is_kept,
    period_shows_outcomes,
    rare_positives,
    skew_has_a_pilot,
    preparation_is_answered,
    bias_was_looked_for,
)
