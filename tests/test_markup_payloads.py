"""H4: thirty payloads in every field that people type: pages show them, nothing executes them."""

from html.parser import HTMLParser

import factories
import pytest
from payloads import MARK, PAYLOADS
from respondents import Respondent

from accounts import outbox
from accounts.models import OutboxMessage
from assessments.models import Result
from reports.services import publishing, sharing


class Alive(HTMLParser):
    """Collects what of a payload became markup: tags, attributes, scripts, styles."""

    TEXTS = ("value", "aria-label", "placeholder", "title")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        for name, value in attrs:
            carries = MARK in name or (MARK in (value or "") and name not in self.TEXTS)
            if carries or name.startswith(("on", "hx-", "data-hx")):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if MARK in data and self.inside in {"script", "style"}:
            self.found.append(f"{self.inside}: {data}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"comment: {data}")


def _paths(organization, admin, payload: str) -> list[str]:
    """Put the payload into every field that people type; every page that shows one of them."""
    admin.name, organization.name = payload, payload
    admin.save()
    organization.save()
    opened = factories.make_open(organization, admin, scope=payload)
    person = Respondent(opened).begin()
    person.send(1, level="2", comment=payload)
    closed = factories.golden_assessment(organization, admin, scope=payload)
    Result.objects.filter(assessment=closed).update(comments={"ai_skills": [payload]})
    report = publishing.publish(
        assessment=closed, actor=admin, version=closed.version, shared_with_members=True,
        decisions=[{"text": payload, "due": payload[:40]}],
    )  # fmt: skip
    factories.run_jobs()
    report.refresh_from_db()
    address = sharing.create(report=report, actor=admin, label=payload, days=7)
    root = f"/assessments/{opened.public_id}/"
    results = f"/assessments/{closed.public_id}/results/"
    message = OutboxMessage.objects.latest("pk")
    pages = ["/", "/profile/", "/organization/", "/people/", "/outbox/", "/audit/", "/reports/"]
    pages += ["/assessments/", f"/outbox/{message.public_id}/", f"{root}settings/"]
    pages += [f"{root}participation/", f"{root}people/", f"{root}close/", results]
    pages += [f"{results}why/capability/ai_skills/", f"{results}comments/ai_skills/"]
    pages += [f"/reports/{report.public_id}/", f"/reports/{report.public_id}/share/"]
    pages += ["/" + address.split("/", 3)[3], person.url(), person.url("review")]
    return [*pages, person.url("question", number=1)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup_on_any_page(sign_in, organization, admin, payload):
    """H4: fields of people, organizations, assessments, answers, decisions and links."""
    client, shown = sign_in(admin), 0
    for path in _paths(organization, admin, payload):
        page = client.get(path)
        assert page.status_code == 200, path
        assert Alive(page.text).found == [], path
        shown += MARK in page.text
    assert shown >= 15


@pytest.mark.parametrize("payload", PAYLOADS[:1] + PAYLOADS[-1:])
def test_mails_are_plain_text(organization, admin, payload):
    """H4: a message has no HTML part that could execute what people typed."""
    assessment = factories.make_open(organization, admin, scope=payload)
    body = outbox.body_of(OutboxMessage.objects.filter(organization=organization).latest("pk"))
    assert payload in body
    assert assessment.scope == payload


def test_the_check_finds_markup_that_is_alive():
    """H4, negative control: unescaped, every payload is found."""
    places = ("<p>{}</p>", '<p title="{}">', "<p title='{}'>", "<p title={}>", "<title>{}</title>")
    dead = [
        payload
        for payload in PAYLOADS
        if not any(Alive(place.replace("{}", payload)).found for place in places)
    ]
    assert dead == []
