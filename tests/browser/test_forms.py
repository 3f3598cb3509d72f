"""Wrong submits: the focus goes to a summary, and each error is linked and described (X4)."""

import page_world
import pytest
from playwright.sync_api import expect
from wrong_forms import WRONGS

SUMMARY = ".summary-error:visible"
# What the summary's links lead to: nothing, or a field that says what is wrong with it.
LINKS = """() => [...document.activeElement.querySelectorAll("a")].map(link => {
  const id = decodeURIComponent(link.hash.slice(1));
  const target = document.getElementById(id);
  const controls = "input, select, textarea";
  const field = target?.matches(controls) ? target : target?.querySelector(controls);
  const ids = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  const around = field?.closest("fieldset")?.getAttribute("aria-describedby") ?? "";
  const texts = [...ids, ...around.split(" ").filter(Boolean)].map(
    each => document.getElementById(each)?.textContent ?? `no ${each}`);
  return {
    said: link.textContent.trim(),
    name: field?.name,
    invalid: field?.getAttribute("aria-invalid"),
    described: texts.join(" "),
  };
})"""


@pytest.fixture(scope="module")
def world(kept_database):
    return page_world.build()


def _check_links(page, named):
    links = page.evaluate(LINKS)
    assert {link["name"] for link in links} == set(named)
    for link in links:
        assert link["invalid"] == "true", link
        assert link["said"].split(": ", 1)[-1] in link["described"], link


def test_a_wrong_set_up_explains_itself(open_context, check_accessibility):
    page = open_context().new_page()
    page.goto("/setup/")
    check_accessibility(page)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create the organization").click()
    expect(page.locator(SUMMARY)).to_be_focused()
    _check_links(page, ("organization_name", "name", "email", "password"))
    check_accessibility(page)


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: wrong.place.name)
def test_a_wrong_submit_explains_itself(as_user, world, check_accessibility, wrong):
    page = as_user(world.users.get(wrong.place.actor)).new_page()
    wrong.place.visit(page, world)
    wrong.submit(page)
    expect(page.locator(SUMMARY)).to_be_focused()
    if any(wrong.named):
        _check_links(page, wrong.named)
    check_accessibility(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
