"""Fills in a section of the worksheet in a browser, each field by its kind, as a person would."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from scoping.worksheet.model import Content, FieldSpec, Kind, RowsSpec, SectionSpec

SAVED = re.compile(r"^Saved \d\d:\d\d$")
CHOSEN = frozenset({
    Kind.CHOICE, Kind.PERSON, Kind.BUSINESS_METRIC, Kind.TECHNICAL_METRIC, Kind.METRIC_LINK,
    Kind.VALUATION, Kind.OBJECTIVE, Kind.TECHNIQUE, Kind.DIMENSION, Kind.DATASET,
})  # fmt: skip
ELSEWHERE = frozenset({Kind.LEGAL, Kind.IMPACT})  # on pages of their own


def fill_section(page: Page, spec: SectionSpec, content: Content) -> dict[str, str]:
    """Type the content into the open section and save it; the id of each new row by its old one."""
    made: dict[str, str] = {}
    for part in spec.parts:
        if isinstance(part, RowsSpec):
            for row in content.get(part.rows, []):
                made[row["id"]] = _add_row(page, part, row, made)
        elif part.key in content and part.kind not in ELSEWHERE:
            fill_field(page, part.key, part, content[part.key])
    save(page)
    return made


def save(page: Page) -> None:
    """Press the button, and see that everything is stored."""
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("form[data-worksheet]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-part=saved]").first).to_have_text(SAVED)
    expect(page.locator(".sheet-form .errorlist, .sheet-form .summary-error")).to_have_count(0)


def _add_row(page: Page, spec: RowsSpec, content: Content, made: Mapping[str, str]) -> str:
    """A row as the person adds it; what it refers to may stand on the same page."""
    group = page.locator(f"#rows-{spec.rows}")
    group.get_by_role("button", name=f"Add {spec.one}").click()
    row = group.locator(".row-list > .row").last
    key = row.get_attribute("data-row") or ""
    for field in spec.fields:
        value = content.get(field.key)
        if value is not None:
            known = made.get(value, value) if field.kind is Kind.DATASET else value
            fill_field(row, f"{spec.rows}-{key}-{field.key}", field, known)
    return key


def fill_field(place: Page | Locator, name: str, field: FieldSpec, value: Any) -> None:
    """Give one control its value: choose, tick or type, as its kind asks."""
    control = place.locator(f"[name='{name}']")
    if field.kind is Kind.DATASETS:
        for each in value:
            place.locator(f"[name='{name}'][value='{each}']").check()
    elif field.kind is Kind.YES_NO:
        control.select_option("yes" if value else "no")
    elif field.kind in CHOSEN:
        control.select_option(value)
    else:
        control.fill("\n".join(value) if isinstance(value, list) else value)


def answer_all(page: Page, answers: Mapping[str, str]) -> None:
    """Answer the questions of a class one after the other, as the page asks them."""
    asked, below = page.locator("form.asked"), page.get_by_role("link", name="Back to risks")
    below.wait_for()  # the page has come as far as a question would stand
    while asked.count():
        question = asked.locator("[name=question]").input_value()
        asked.locator(f"[name=answer][value='{answers[question]}']").check()
        page.get_by_role("button", name="Answer", exact=True).click()
        below.wait_for()
