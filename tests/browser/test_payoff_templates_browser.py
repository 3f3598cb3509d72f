"""Payoffs to begin with, in a browser: nothing that was typed goes without a word."""

import predictions as data
import pytest
from playwright.sync_api import expect

from metrics.models import Valuation


@pytest.fixture
def made(organization, manager):
    return data.make_predictions(organization, manager)


@pytest.fixture
def page(as_user, manager, made):
    page = as_user(manager).new_page()
    page.goto(f"/measure/predictions/{made.public_id}/")
    return page


def choose(page, name="Maintenance"):
    page.get_by_role("link", name=name, exact=True).click()


def test_an_untouched_form_is_filled_at_once_and_computed(page, made):
    choose(page)
    page.wait_for_url("**/?template=maintenance#payoffs")
    expect(page.locator("#id_false_negative")).to_have_value("-5000")
    expect(page.locator(".decides")).to_contain_text("$4,050.00")
    assert not Valuation.objects.exists()
    page.get_by_role("button", name="Draw the profit curve").click()
    expect(page.locator("h1")).to_contain_text("nspecting the best")
    assert made.last_valuation().question["people"] == "machines"


def test_what_was_typed_is_replaced_only_when_one_says_so(page):
    page.locator("#id_true_positive").fill("77")
    choose(page)
    ask = page.locator("[data-refill-ask]")
    expect(ask).to_be_visible()
    replace = page.get_by_role("link", name="Replace them")
    expect(replace).to_be_focused()
    expect(replace).to_have_accessible_description("This replaces the amounts that you typed.")
    page.get_by_role("button", name="Keep them").click()
    expect(ask).to_be_hidden()
    expect(page.locator("#id_true_positive")).to_have_value("77")
    expect(page.get_by_role("link", name="Maintenance", exact=True)).to_be_focused()
    choose(page)
    page.get_by_role("link", name="Replace them").click()
    expect(page.locator("#id_true_positive")).to_have_value("-800")


def test_a_template_is_taken_back_to_what_was_computed(page, made, manager):
    data.make_valuation(made, manager, true_positive="55")
    page.reload()
    page.get_by_text("Start from a template").click()
    choose(page, "Campaign")
    expect(page.locator("#id_true_positive")).to_have_value("60")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_role("link", name="Take the template back").click()
    expect(page.locator("#id_true_positive")).to_have_value("55")
    expect(page.get_by_role("slider").first).to_be_visible()


def test_what_came_back_with_a_fault_counts_as_typed(page):
    page.locator("#id_true_positive").fill("much")
    page.get_by_role("button", name="Draw the profit curve").click()
    expect(page.get_by_text("Write a plain number").first).to_be_visible()
    choose(page)
    expect(page.locator("[data-refill-ask]")).to_be_visible()
    page.get_by_role("link", name="Replace them").click()
    expect(page.locator("#id_true_positive")).to_have_value("-800")


def test_without_scripts_a_link_fills_the_form(as_user, manager, made):
    page = as_user(manager, java_script_enabled=False).new_page()
    page.goto(f"/measure/predictions/{made.public_id}/")
    expect(page.locator("[data-refill-ask]")).to_be_hidden()
    choose(page, "Retention")
    expect(page.locator("#id_true_positive")).to_have_value("105")
