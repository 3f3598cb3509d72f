"""J1, J5 and D1: real processes are killed with SIGKILL; work and saves survive them."""

import http.client
import os
import signal
import time

import harness
import play
import pytest
from client import Person

pytestmark = pytest.mark.services
WITHIN = 60
DRAWING = 2  # a worker, its child, and the child that runs typst: two started by the first


def _state(stack, report: str) -> str:
    return stack.sql(f"SELECT state FROM shared_job WHERE key = 'report:{report}'")[0][0]


def _drawing(stack) -> str:
    """The worker that is compiling a PDF now; empty when none is."""
    busy = (name for name in ("worker0", "worker1") if len(stack.children(name)) >= DRAWING)
    return next(busy, "")


def _draw(stack, admin, path: str) -> str:
    """Ask for the report or for its next version; its public id."""
    known = play.reports_of(stack, path)
    if known:
        admin.post(f"/reports/{known[-1]}/render/", admin.form(f"/reports/{known[-1]}/"))
    else:
        admin.fill(f"{path}publish/")
    return play.reports_of(stack, path)[-1]


def _kill_the_drawing_worker(stack) -> str:
    """Wait until a worker draws and kill it with all its children, within the same moment."""
    deadline = time.monotonic() + 20
    while not (name := _drawing(stack)):
        assert time.monotonic() < deadline, "no worker began to draw"
    stack.kill(name)
    return name


def test_a_killed_worker_leaves_one_report(stack, admin, closed):
    """J1: a whole worker dies while it draws; the other one finishes within a minute."""
    report = _draw(stack, admin, closed)
    name = _kill_the_drawing_worker(stack)
    try:
        assert _state(stack, report) == "running"
        killed_at = time.monotonic()
        harness.wait_until(lambda: _state(stack, report) == "done", WITHIN, "report done")
        assert time.monotonic() - killed_at <= WITHIN
    finally:
        stack.start_worker(int(name[-1]))
    assert play.reports_of(stack, closed) == [report]
    assert sorted(play.files_of(stack, report)) == play.FILES
    formats = "SELECT format FROM reports_reportfile f JOIN reports_report r ON r.id = f.report_id"
    rows = stack.sql(f"{formats} WHERE r.public_id = '{report}' ORDER BY format")
    assert rows == [("csv",), ("pdf",), ("xlsx",)]


def _kill_the_child(stack, report: str, attempt: int) -> None:
    """Kill the process that does the job for the n-th time, and let its lease run out at once."""
    job = f"key = 'report:{report}'"
    tried = f"SELECT 1 FROM shared_job WHERE {job} AND state = 'running' AND attempts = {attempt}"
    harness.wait_until(lambda: stack.sql(tried) and _drawing(stack), WITHIN, f"try {attempt}")
    for child in stack.children(_drawing(stack)):
        os.kill(child, signal.SIGKILL)
    stack.sql(f"UPDATE shared_job SET lease_until = now() WHERE {job}")


def test_work_that_kills_its_process_is_parked_and_shown(stack, admin, closed):
    """J5: three processes die of the same work; an administrator sees it, other work is done."""
    report = _draw(stack, admin, closed)
    for attempt in (1, 2, 3):
        _kill_the_child(stack, report, attempt)
    harness.wait_until(lambda: _state(stack, report) == "parked", WITHIN, "work parked")
    page = admin.get("/jobs/").text
    assert "Draw a report in every format" in page
    assert "The worker was lost three times while it did this." in page
    other = _draw(stack, admin, closed)
    harness.wait_until(lambda: _state(stack, other) == "done", WITHIN, "other work done")
    assert sorted(play.files_of(stack, other)) == play.FILES


def _save_until_acknowledged(stack, first: int, link: str, capability: str, **fields) -> int:
    """Send a save to the web processes in turn until one acknowledges it; how many did not."""
    for attempt in range(4):
        try:
            answer = play.save(
                Person([stack.web_ports[(first + attempt) % 2]]), link, capability, **fields
            )
        except (OSError, http.client.HTTPException):
            continue
        assert answer.status == 200
        return attempt
    raise AssertionError("no web process answered")


def test_no_acknowledged_save_dies_with_a_web_process(stack, admin):
    """D1: one of two web processes is killed among acknowledged saves; the other answers."""
    path = play.open_assessment(admin, "Killed web")
    link, ledger = play.links_of(stack, path)["t1"], {}
    capabilities = list(play.golden_answers()["t1"])
    attempts = []
    for number in range(60):
        capability, version = capabilities[number % len(capabilities)], number // len(capabilities)
        if number == 20:
            stack.kill("web0")
        fields = {"level": 1 + number % 5, "comment": f"Save {number}", "version": version}
        sent = {**fields, "key": f"ledger-{number}"}
        attempts.append(_save_until_acknowledged(stack, number, link, capability, **sent))
        ledger[capability, version + 1] = fields["comment"]
    stack.start_web(0)
    assert max(attempts) > 0
    stored = stack.sql(
        "SELECT v.capability, v.version, v.comment FROM assessments_answerrevision v"
        " WHERE v.key LIKE 'ledger-%'"
    )
    assert len(stored) == 60
    assert {(row[0], row[1]): row[2] for row in stored} == ledger
    harness.wait_until(lambda: stack.status(stack.web_ports[0], "/healthz") == 200, 20, "web again")
