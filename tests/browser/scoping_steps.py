"""Steps of scoping that more than one journey takes."""

import factories
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}
WHY = "It reaches most leavers early enough."


def ask_to_rate(page: Page, name: str, side: str) -> None:
    """From the candidates or the page of raters: ask one person for one side."""
    page.goto(page.url.split("/candidates/")[0].split("/raters/")[0] + "/raters/")
    options = page.locator("[name=person] option")
    page.locator("[name=person]").select_option(label=options.filter(has_text=name).inner_text())
    page.locator("[name=side]").select_option(side)
    page.get_by_role("button", name="Ask to rate").click()
    expect(page.get_by_role("row", name=f"{name} {side.capitalize()} rater")).to_be_visible()


def rate(page: Page, address: str, name: str, score: int, **others: int) -> None:
    """The same score for every factor of a candidate but those that are named."""
    page.goto(address)
    page.get_by_role("link", name=f"Rate {name}").click()
    keep = page.get_by_role("button", name="Keep my scores")
    keep.wait_for()  # it stands below the factors: all of them have come
    for factor in page.locator(".factor").all():
        evidence = factor.locator("select")
        key = (evidence.get_attribute("name") or "").split("_")[0]
        factor.locator(f"input[type=radio][value='{others.get(key, score)}']").check()
        evidence.select_option("expert")
    keep.click()
    expect(page.get_by_text(f"Your scores of {name} are kept.")).to_be_visible()


def name_the_assessment(page: Page) -> None:
    """From the candidates: the only published assessment of the organization."""
    page.get_by_role("link", name="Name an assessment").click()
    page.get_by_label("Maturity of the organization").select_option(index=1)
    page.get_by_role("button", name="Save").click()


def confirm(page: Page, address: str, side: str) -> None:
    """Say for one side that the problem is stated right."""
    page.goto(address)
    page.get_by_role("button", name=f"Confirm for the {side} side").click()
    expect(page.get_by_text(f"{side.capitalize()}: ", exact=False).first).to_be_visible()


def decide(page: Page, address: str, chosen: str) -> None:
    """Choose one candidate and reject the others, with a reason for each."""
    page.goto(address)
    page.get_by_role("link", name="Choose one").click()
    keep = page.get_by_role("button", name="Keep the decision")
    keep.wait_for()  # it stands below the candidates: all of them have come
    for section in page.locator(".decision").all():
        is_chosen = section.get_by_role("heading").inner_text() == chosen
        section.locator("select").select_option("chosen" if is_chosen else "rejected")
        section.locator("input[type=text]").fill(WHY)
    keep.click()
    expect(page.get_by_text("The decision is kept.")).to_be_visible()


def sign(page: Page, address: str, version: str = "1.0") -> None:
    """Three taps: the link of the mail, sign, and sign exactly this text."""
    page.goto(address)
    page.get_by_role("link", name=f"Sign version {version}").click()
    button = page.get_by_role("button", name="Sign exactly this text")
    button.wait_for()  # the page has come before it is asked whether it wants a password
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(factories.PASSWORD)
    button.click()
    expect(page.get_by_text(f"You signed charter {version}.")).to_be_visible()
