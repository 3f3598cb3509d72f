"""U3, U4, H4: names and words of files reach no header, no path, and no markup."""

import re

import factories
import predictions as data
import pytest
import world as worlds
from access_table import ROWS
from django.urls import reverse
from payloads import MARK, PAYLOADS, what_came_alive
from uploads import bring_in, page

from metrics.reading.columns import ColumnMapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


NAMES = {
    "../../../etc/passwd": "passwd",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>.csv": "script&gt;.csv",
    "x" * 300 + ".csv": "x" * 255,
    "invoice\u202evsc.exe": "invoicevsc.exe",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_reaches_no_header_and_no_path(as_manager, settings, name):
    before = set(settings.FILES_DIR.rglob("*"))
    made = bring_in(as_manager, data.churn_csv(), file_name=name)
    new = set(settings.FILES_DIR.rglob("*")) - before
    assert all(re.fullmatch(r"[\w-]+", path.name) for path in new)
    answer = as_manager.get(page(made, "columns"))
    assert NAMES[name] in answer.content.decode()
    assert "x=1" not in answer.headers.values()
    assert not any("\n" in value or "\r" in value for value in answer.headers.values())


def markup_csv(names):
    """Four months of rows whose header, outcomes, periods and words are all markup."""
    positive, negative, word = PAYLOADS[7], PAYLOADS[3], PAYLOADS[11]
    quoted = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (*names, positive, negative)]
    header, (yes, no) = quoted[: len(names)], quoted[len(names) :]
    rows = [
        ",".join(
            [
                yes if at % 3 == 0 else no,
                f"{(at * 37 % 200 + 90 * (at % 3 == 0)) / 300:.3f}",
                f'"2026-0{at % 4 + 1} {word}"',
                *([f'"{word}"'] * (len(names) - 3)),
            ]
        )
        for at in range(400)
    ]
    return "\n".join([",".join(header), *rows, ""]).encode()


def test_markup_in_names_of_columns_stays_text_on_every_page(as_manager, organization, manager):
    """H4: the header, outcomes, periods and words of a file, on pages, charts and tables."""
    names = list(dict.fromkeys(payload.strip() for payload in PAYLOADS))
    mapping = ColumnMapping(names[0], names[1], PAYLOADS[7], period=names[2])
    made = data.make_upload(organization, manager, markup_csv(names))
    addresses = [page(made, "columns")]
    missing = {"label": names[0], "score": names[1], "amount": names[5], "version": "1"}
    as_manager.post(addresses[0], {**missing, "positive_label": PAYLOADS[7]})
    factories.run_jobs()
    made.refresh_from_db()
    assert made.state == "refused"  # the words of an amount are no numbers
    bodies = [as_manager.get(page(made)).content.decode()]
    ready = data.make_predictions(organization, manager, markup_csv(names), mapping)
    data.make_valuation(ready, manager, doing=PAYLOADS[7][:40], people=PAYLOADS[11][:40])
    review = data.reviewing.ask(
        predictions=ready,
        actor=manager,
        threshold=0.5,
        grouping="as_it_is",
        reference=1,
        inputs=names[3:9],
    )
    factories.run_jobs()
    addresses += [page(ready, name) for name in ("predictions", "quality", "periods", "columns")]
    addresses.append(reverse("metrics:period_review", args=[review.public_id]))
    answers = [as_manager.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    bodies += [answer.content.decode() for answer in answers]
    assert MARK in bodies[-1]
    for body in bodies:
        assert what_came_alive(body) == []


def test_whatever_is_no_page_is_an_attachment(sign_in):
    """U3: nothing that came from people can be opened as a page of ours."""
    world = worlds.build()
    client = sign_in(world.users["manager"])
    seen = 0
    rows = [row for row in ROWS if row.name.startswith(("metrics:", "reports:value"))]
    for row in rows:
        if "GET" not in row.methods or row.public:
            continue
        kwargs = {name: worlds.value(world, key) for name, key in row.given.items()}
        answer = client.get(reverse(row.name, kwargs=kwargs))
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.status_code == 200 and kind not in ("text/html", "application/json"):
            assert answer.headers["Content-Disposition"].startswith("attachment"), row.name
            seen += 1
    assert seen >= 2
