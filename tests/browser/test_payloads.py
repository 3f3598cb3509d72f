"""H4: thirty payloads in every text that people type; a browser shows them and runs none."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from unittest import mock

import factories
import page_world
import pages
import pytest
import yaml
from payloads import MARK, PAYLOADS
from playwright.sync_api import expect
from results_data import CORE, PACKS

from accounts.models import OutboxMessage, User
from aiproj.shared import jobs
from assessments.models import Answer, Assessment, Participant
from assessments.services import packs
from reports.models import ShareLink
from reports.services import publishing

WATCH = f"window.ran = 0; window.{MARK} = () => {{ window.ran += 1 }}"
# What a payload would have become: handlers, hypermedia attributes, scripts, foreign addresses.
# A figure's data block and the style elements that the chart library makes hold no payload's mark.
ALIVE = """mark => [...document.querySelectorAll("*")].filter(each =>
    each.matches("iframe, object, embed, base, video, math")
    || each.matches("style") && each.textContent.includes(mark)
    || each.matches("script:not([src], [type='application/json'])")
    || [...each.attributes].some(({name, value}) => /^(on|hx-|data-hx)/.test(name)
      || /^(href|src|action|formaction|data)$/.test(name)
        && (/^\\s*javascript:/i.test(value) || value.startsWith(`//${mark}`))))
  .map(each => each.outerHTML.slice(0, 120))"""
TEXTS = {"title", "summary", "scope_prompt", "instructions", "label", "help", "name", "question",
         "why", "levels", "evidence", "recommendations", "level_meaning", "labels",
         "stage_narrative", "effort_scale", "frameworks"}  # fmt: skip
ALL = " ".join(PAYLOADS)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _hostile(value: Any, texts: Iterator[str], *, inside: bool = False) -> Any:
    """The same pack with a payload after every text."""
    if isinstance(value, dict):
        return {
            key: _hostile(each, texts, inside=key in TEXTS or (inside and isinstance(key, int)))
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_hostile(each, texts, inside=inside) for each in value]
    return f"{value[:100]} {next(texts)}" if inside and isinstance(value, str) else value


def _brought_in() -> Any:
    """The core questionnaire with payloads, through the upload's own checks."""
    given = yaml.safe_load((PACKS / f"{CORE}.yaml").read_text())
    content = {
        key: each if key == "golden_cases" else _hostile(each, cycle(PAYLOADS))
        for key, each in given.items()
    }
    admin = factories.make_user(email=f"o'{{{{{MARK}}}}}=`$x@example.com", name=PAYLOADS[7])
    home = factories.make_organization(name=PAYLOADS[8])
    factories.make_membership(admin, home, role="admin")
    text = yaml.safe_dump(content, allow_unicode=True, width=1000).encode()
    row = packs.bring_in(organization=home, actor=admin, text=text, file_name="<b>.yaml")
    row.organization = None
    row.save()
    return row


def _type_everywhere(world: page_world.World) -> None:
    """Names, scopes, teams, reasons, links, decisions and labels; then the report anew."""
    texts = cycle(PAYLOADS)
    for row in [*User.objects.all()]:
        row.name = next(texts)
        row.save()
    for row in Assessment.objects.all():
        row.scope = f"{next(texts)} {next(texts)}"
        row.decisions = [{"text": next(texts) * 3, "due": next(texts)[:40]} for _ in range(5)]
        row.item_settings = {"data_access": {"not_applicable": True, "reason": ALL[:300]}}
        row.save()
    for row in Participant.objects.exclude(assessment__privacy_mode="anonymous"):
        row.team = next(texts)
        row.save()
    for row in Answer.objects.all():
        row.evidence_url, row.comment = f"https://example.org/{next(texts)}", ALL
        row.save()
    report = publishing.make_version(report=world.report, actor=world.users["manager"])
    jobs.run(report.job.pk)
    ShareLink.objects.update(report=report, label=ALL[:120])
    report.refresh_from_db()
    world.report = report


@pytest.fixture(scope="module")
def world(kept_database):
    comments = {f"{side}{n}": dict.fromkeys(["ai_skills", "leadership_commitment"], text)
                for side in "tb" for n, text in enumerate(PAYLOADS, 1)}  # fmt: skip
    hostile = _brought_in()
    with (
        mock.patch.object(factories, "core_pack", return_value=hostile),
        mock.patch.object(factories, "COMMENTS", comments),
    ):
        world = page_world.build(ALL[:120])
    _type_everywhere(world)
    message = OutboxMessage.objects.filter(organization=world.organization)
    world.message = message.filter(subject__contains=MARK).latest("pk")
    return world


@pytest.fixture
def watched(as_user, live_server):
    """A page without the content policy: whatever is markup would run here."""

    def make(user):
        context = as_user(user, bypass_csp=True, viewport={"width": 320, "height": 700})
        context.add_init_script(WATCH)
        page = context.new_page()
        page.asked = []
        page.on("dialog", lambda dialog: page.asked.append(dialog.type) or dialog.accept())
        page.on("request", lambda sent: sent.url.startswith(live_server.url)
                or page.asked.append(sent.url))  # fmt: skip
        return page

    return make


@pytest.mark.parametrize("actor", ["", "admin", "manager", "member", "executive"])
def test_no_page_runs_what_people_typed(watched, world, actor):
    """H4: every page and state, as each of the people who see it."""
    page, shown = watched(world.users.get(actor)), 0
    for place in pages.PLACES:
        if place.actor != actor:
            continue
        place.visit(page, world)
        assert page.evaluate("window.ran") == 0, place.name
        assert page.evaluate(ALIVE, MARK) == [], place.name
        assert page.evaluate(TOO_WIDE) <= 0, place.name
        shown += MARK in page.content()
    assert set(page.asked) <= {"beforeunload"}
    assert shown


def test_the_page_script_shows_both_answers_as_text(watched, world):
    """H4: what the survey's script writes into the page when two tabs differ."""
    first = watched(None)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/s/{world.begun}/questions/5/")
    for page, text in ((first, ALL), (second, f"Mine {ALL}")):
        page.locator("#comment").fill(text)
        page.locator("#comment").blur()
        page.wait_for_timeout(1000)
    panel = second.get_by_role("alert").filter(has_text="changed in another tab")
    expect(panel).to_contain_text(PAYLOADS[0])
    assert second.evaluate(ALIVE, MARK) == []
    assert (second.evaluate("window.ran"), first.asked) == (0, [])


def test_the_check_sees_what_is_alive(watched):
    """H4, negative control: the same texts, taken for markup."""
    page = watched(None)
    page.goto("/sign-in/")
    page.evaluate("html => { document.body.innerHTML = html }", " ".join(PAYLOADS[7:18]))
    page.wait_for_function("window.ran > 0")
    assert len(page.evaluate(ALIVE, MARK)) >= 5
