"""Rules of operations: pipeline, serving, integrations, signals, retraining, releases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiproj.shared.format import join_words, number
from scoping.checking.findings import Case, Finding
from scoping.checking.reading import day_of, is_ai, text_of
from scoping.checking.totals import totals_of, training_cost
from scoping.worksheet.loading import sections
from scoping.worksheet.model import Kind, Need

STAGES = {"acquire": "acquire", "clean": "clean", "transform": "transform", "train": "train",
          "evaluate": "evaluate"}  # fmt: skip
DRIFT_SOURCES = {"behavior": "behavior of people", "market": "market",
                 "pipeline": "data pipeline"}  # fmt: skip
PRACTICES = {"versions": "versions", "ci": "tests and releases", "workflows": "shared workflow",
             "alerts": "alerts", "rollback": "rollback"}  # fmt: skip
QUANTITY = re.compile(r"[+-]?\d[\d.,]*\s*[^\d\s.,].*")


def pipeline_is_whole(case: Case) -> Iterator[Finding]:
    """L88: each stage of the pipeline has an owner and a tool."""
    if not case.has_ai:
        return
    rows = {text_of(row, "stage"): row for row in case.rows("operations", "pipeline")}
    missing = [name for key, name in STAGES.items() if key not in rows]
    if missing:
        title = f"The pipeline lacks: {join_words(missing)}"
        yield Finding("SC-L88", case.later(Need.GATE_2), title,
                      "Add the stage with owner and tool.", "operations.pipeline")  # fmt: skip


def real_time_has_a_latency(case: Case) -> Iterator[Finding]:
    """L96: what answers in real time has a latency target, and serving agrees with it."""
    operations = case.section("operations")
    is_fast = operations.get("serving") == "real_time"
    is_wanted = case.chosen is not None and case.chosen.content.get("real_time") is True
    if (is_fast or is_wanted) and not text_of(operations, "latency"):
        title = "It answers in real time, without a latency target"
        yield Finding("SC-L96", "error", title, "Give one with its unit, such as 200 ms.",
                      "operations.latency")  # fmt: skip
    if is_wanted and operations.get("serving") == "batch":
        title = "It shall answer in real time, but is served in batches"
        yield Finding("SC-L96", "error", title, "Mend one of the two.", "operations.serving")


def targets_have_units(case: Case) -> Iterator[Finding]:
    """L21: targets of operations are a number with a unit."""
    operations = case.section("operations")
    for field in sections()["operations"].fields:
        value = text_of(operations, field.key)
        if field.kind is Kind.QUANTITY and value and not QUANTITY.fullmatch(value):
            title = f"{field.label}: “{value}” is no number with a unit"
            yield Finding("SC-L21", "error", title, "Write it like 200 ms or 50 requests/second.",
                          f"operations.{field.key}")  # fmt: skip


def load_is_tested(case: Case) -> Iterator[Finding]:
    """L98: the load has a target, and was tested before launch."""
    operations = case.section("operations")
    if case.is_due(Need.GATE_2) and not text_of(operations, "load_target"):
        yield Finding("SC-L98", case.later(Need.GATE_3), "There is no load target",
                      "Say how much it must bear.", "operations.load_target")  # fmt: skip
    elif case.is_due(Need.GATE_3) and day_of(operations, "load_tested_on") is None:
        yield Finding("SC-L98", "error", "The load was not tested",
                      "Test it and give the date.", "operations.load_tested_on")  # fmt: skip


def integrations_are_agreed(case: Case) -> Iterator[Finding]:
    """L20: each integration is agreed with its owner; else a condition at the gate."""
    for row in case.rows("operations", "integrations"):
        if row.get("agreed") is not True:
            title = f"{text_of(row, 'system')}: not agreed with its owner"
            yield Finding("SC-L20", "warn", title, "A condition at the next gate.",
                          f"operations.integrations.{row.get('id')}.agreed")  # fmt: skip


def drift_is_watched(case: Case) -> Iterator[Finding]:
    """L99: each source of drift has a signal before launch."""
    if not case.has_ai or not (case.rows("operations", "signals") or case.is_due(Need.GATE_3)):
        return
    watched = {text_of(row, "source") for row in case.rows("operations", "signals")}
    missing = [name for key, name in DRIFT_SOURCES.items() if key not in watched]
    if missing:
        title = f"No signal watches: {join_words(missing)}"
        yield Finding("SC-L99", case.later(Need.GATE_3), title, "Add a signal with a limit.",
                      "operations.signals")  # fmt: skip


def retraining_fits(case: Case) -> Iterator[Finding]:
    """L102: retraining on a trigger names it, and agrees with how the candidate learns."""
    operations = case.section("operations")
    policy = text_of(operations, "retraining")
    if policy == "trigger" and not text_of(operations, "retraining_trigger"):
        yield Finding("SC-L102", "error", "Retraining waits for a trigger that is not named",
                      "Name signal and limit.", "operations.retraining_trigger")  # fmt: skip
    chosen = case.chosen
    if chosen and is_ai(chosen) and policy:
        mode = text_of(chosen.content, "learning_mode")
        if (policy == "never") != (mode == "static") and mode in {"static", "scheduled"}:
            yield Finding("SC-L102", "warn", f"It learns “{mode}”, retraining is “{policy}”",
                          "Make both say the same.", "operations.retraining")  # fmt: skip


def running_pays_for_training(case: Case) -> Iterator[Finding]:
    """L103: what trainings take in a year is part of what each year costs to run."""
    needed = training_cost(case.section("operations"))
    for year, run in enumerate(totals_of(case.state).run, start=1):
        if needed is not None and run is not None and run < needed:
            title = f"Year {year} costs {number(run)} to run, its trainings alone {number(needed)}"
            yield Finding("SC-L103", "error", title, "Count the hours of training in.",
                          f"money.run_cost_{year}")  # fmt: skip


def rollback_was_tried(case: Case) -> Iterator[Finding]:
    """L106: before launch, going back was tried."""
    operations = case.section("operations")
    has_begun = text_of(operations, "rollback") or case.is_due(Need.GATE_3)
    if has_begun and day_of(operations, "rollback_tested_on") is None:
        yield Finding("SC-L106", case.later(Need.GATE_3), "Going back was not tried",
                      "Roll back once and give the date.",
                      "operations.rollback_tested_on")  # fmt: skip


def releases_are_orderly(case: Case) -> Iterator[Finding]:
    """L107: at launch, each practice of releases is done or not needed."""
    if not case.is_due(Need.GATE_3):
        return
    states = {text_of(row, "practice"): text_of(row, "state")
              for row in case.rows("operations", "checklist")}  # fmt: skip
    missing = [name for key, name in PRACTICES.items() if key not in states]
    planned = [PRACTICES[key] for key, state in states.items() if state == "planned"
               and key in PRACTICES]  # fmt: skip
    if missing:
        yield Finding("SC-L107", "error", f"Not answered for releases: {join_words(missing)}",
                      "Done, planned or not needed?", "operations.checklist")  # fmt: skip
    if planned:
        yield Finding("SC-L107", "warn", f"Only planned for releases: {join_words(planned)}",
                      "Finish it before launch.", "operations.checklist")  # fmt: skip


RULES = (
    pipeline_is_whole,
    real_time_has_a_latency,
    targets_have_units,
    load_is_tested,
    integrations_are_agreed,
    drift_is_watched,
    retraining_fits,
    running_pays_for_training,
    rollback_was_tried,
    releases_are_orderly,
)
