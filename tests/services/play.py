"""What people do at the stack, in the order of an assessment's life."""

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import harness
from client import Answer, Forms, Person

EMAIL, PASSWORD = "maria@example.org", "a long enough sentence"
VECTORS = Path(__file__).parent.parent / "data" / "scoring-vectors.json"
PEOPLE = [*(f"t{n}" for n in range(1, 6)), *(f"b{n}" for n in range(1, 7))]
FILES = ["readiness.csv", "readiness.pdf", "readiness.xlsx"]
KEYS = itertools.count(1)


def golden_answers() -> dict[str, dict[str, Any]]:
    """G01: what each of eleven people answers; None is a question left open."""
    cases = json.loads(VECTORS.read_text())["cases"]
    return next(case["input"]["answers"] for case in cases if case["id"] == "G01")


def set_up(stack: harness.Stack) -> Person:
    """The first run, as a stranger with the set-up code."""
    person = Person(stack.web_ports)
    page = person.fill(
        "/setup/", organization_name="Acme", time_zone="UTC", name="Maria", email=EMAIL,
        password=PASSWORD, setup_code=stack.environment["SETUP_CODE"],
    )  # fmt: skip
    assert (page.status, page.location) == (302, "/")
    return person


def sign_in(stack: harness.Stack) -> Person:
    person = Person(stack.web_ports)
    page = person.fill("/sign-in/", login=EMAIL, password=PASSWORD)
    assert page.status == 302, page.status
    return person


def open_assessment(admin: Person, scope: str) -> str:
    """New, settings, people, open; the assessment's path."""
    pack = next(
        value for value in _packs(admin) if "AI maturity assessment" in _pack_page(admin, value)
    )
    made = admin.fill("/assessments/new/", pack_version=pack, scope=scope)
    path = made.location.removesuffix("settings/")
    assert admin.fill(f"{path}settings/").location == f"{path}settings/"
    lines = [f"{name}@example.org,{'technical' if name[0] == 't' else 'business'}," for name in
             PEOPLE]  # fmt: skip
    added = admin.fill(f"{path}people/", to=f"{path}people/add/", people="\n".join(lines))
    assert added.status == 302
    assert admin.fill(f"{path}open/").location == f"{path}participation/"
    return path


def _packs(admin: Person) -> list[str]:
    page = admin.get("/packs/").text
    return [part.split("/")[0] for part in page.split('href="/packs/')[1:] if part[:3] != "new"]


def _pack_page(admin: Person, pack: str) -> str:
    return admin.get(f"/packs/{pack}/").text


def links_in_outbox(admin: Person) -> dict[str, str]:
    """The personal link of each person in the newest message to them, read by the admin."""
    page = admin.get("/outbox/").text
    messages = [part.split('"')[0] for part in page.split('href="/outbox/')[1:]]
    found: dict[str, str] = {}
    for message in filter(None, messages):
        text = admin.get(f"/outbox/{message}").text
        link = next((urlsplit(value).path for value in Forms(text).values), "")
        name = text.split("To ")[1].split("@")[0]
        if link.startswith("/s/"):
            found.setdefault(name, link)
    return found


def save(person: Person, link: str, capability: str, **fields: Any) -> Answer:
    """One save by the page's script."""
    sent = {"version": 0, "key": f"key-{next(KEYS)}", "level": "", "comment": "", **fields}
    return person.send(f"{link}answers/{capability}/", sent)


def answer(stack: harness.Stack, link: str, answers: Mapping[str, Any]) -> None:
    """Begin, save every answer that was given, submit; each must be acknowledged."""
    person = Person(stack.web_ports)
    assert person.post(f"{link}begin/", {}).status == 302
    for capability, level in answers.items():
        if level is not None:
            assert save(person, link, capability, level=level).status == 200
    assert person.post(f"{link}submit/", {}).location == f"{link}feedback/"


def report_is_ready(stack: harness.Stack, assessment_path: str) -> bool:
    return bool(
        stack.sql(
            "SELECT 1 FROM reports_report r JOIN assessments_assessment a ON a.id=r.assessment_id"
            f" WHERE a.public_id='{_id(assessment_path)}' AND r.rendered_at IS NOT NULL"
        )
    )


def closed_assessment(stack: harness.Stack, admin: Person, scope: str) -> str:
    """G01 answered, closed and frozen; ready to be published."""
    path = open_assessment(admin, scope)
    links = links_of(stack, path)
    for name, answers in golden_answers().items():
        answer(stack, links[name], answers)
    admin.post(f"{path}close/", admin.form(f"{path}close/"))
    harness.wait_until(lambda: "likely 29 to 46" in admin.get(f"{path}results/").text, 60, "result")
    return path


def links_of(stack: harness.Stack, path: str) -> dict[str, str]:
    """A personal link for each person, minted by the app's own shell."""
    code = (
        "from aiproj.shared import tokens\n"
        "from assessments.models import Participant\n"
        f"for person in Participant.objects.filter(assessment__public_id='{_id(path)}'):\n"
        "    token = tokens.mint('survey')\n"
        "    person.links.create(digest=token.digest)\n"
        "    print(person.email.split('@')[0], f'/s/{token.secret}/')\n"
    )
    lines = [line.split() for line in stack.manage(code=code).splitlines()]
    return dict(lines)


def _id(assessment_path: str) -> str:
    return assessment_path.strip("/").split("/")[1]


def reports_of(stack: harness.Stack, path: str) -> list[str]:
    """The public ids of an assessment's report versions, oldest first."""
    rows = stack.sql(
        "SELECT r.public_id FROM reports_report r JOIN assessments_assessment a"
        f" ON a.id = r.assessment_id WHERE a.public_id = '{_id(path)}' ORDER BY r.number"
    )
    return [row[0] for row in rows]


def files_of(stack: harness.Stack, report: str) -> list[str]:
    """The names of everything that lies in a report's folder."""
    folders = Path(stack.environment["DATA_DIR"], "files").glob(f"*/{report}")
    return [file.name for folder in folders for file in folder.iterdir()]
