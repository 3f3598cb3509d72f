"""First run, invitation and sign-in as people see them."""

import itertools

import factories
import pytest
from django.conf import settings as django_settings

from accounts import outbox
from accounts.models import Membership, OutboxMessage, Role

WIDTHS_AND_SCHEMES = list(itertools.product((1280, 320), ("light", "dark")))
PASSWORD = "a long quiet sentence"


@pytest.fixture
def administrator(db):
    user = factories.make_user()
    factories.make_membership(user, factories.make_organization(), role=Role.ADMIN)
    return user


@pytest.fixture
def page(open_context):
    return open_context(timezone_id="Asia/Tokyo").new_page()


def sign_in(page, email="ana@example.org", password=factories.PASSWORD):
    page.goto("/sign-in/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.click("main button.primary")


def check_everywhere(page, check_accessibility):
    """No violation and no sideways scroll on desktop and phone, in light and dark."""
    for width, scheme in WIDTHS_AND_SCHEMES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wrong_submit_moves_the_focus_to_the_summary(page, check_accessibility):
    """X4: each error is linked and described."""
    page.goto("/setup/")
    page.click("main button.primary")
    page.wait_for_function("document.activeElement.className === 'summary-error'")
    links = page.eval_on_selector_all(
        ".summary-error a", "all => all.map(a => a.getAttribute('href'))"
    )
    assert links == ["#id_organization_name", "#id_name", "#id_email", "#id_password"]
    for link in links:
        described = page.get_attribute(link, "aria-describedby").split()
        assert f"{link[1:]}_error" in described
        assert all(page.locator(f"#{part}").is_visible() for part in described)
    check_everywhere(page, check_accessibility)


def test_a_link_of_the_summary_leads_to_its_field(page):
    page.goto("/setup/")
    page.click("main button.primary")
    page.click(".summary-error a[href='#id_email']")
    page.keyboard.type("typed")
    assert page.input_value("#id_email") == "typed"


def test_first_run_offers_the_browser_s_time_zone(page):
    page.goto("/")
    assert page.input_value("#id_time_zone") == "Asia/Tokyo"


def test_first_run_works_without_javascript(open_context):
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.fill("#id_organization_name", "Acme")
    page.fill("#id_name", "Ana")
    page.fill("#id_email", "ana@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main button.primary")
    assert Membership.objects.get().organization.time_zone == "UTC"


def test_an_invitation_is_copied_from_the_outbox_and_accepted(
    page, open_context, administrator, settings, live_server, check_accessibility
):
    settings.PUBLIC_URL = live_server.url
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page)
    page.goto("/people/")
    page.fill("#id_email", "bo@example.org")
    page.click("text=Send the invitation")
    check_everywhere(page, check_accessibility)
    page.goto("/outbox/")
    page.click("tbody a")
    check_everywhere(page, check_accessibility)
    page.bring_to_front()  # without the focus the clipboard refuses
    page.click("text=Copy the link")
    page.wait_for_selector("text=Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    invited = open_context().new_page()
    invited.goto(link)
    check_everywhere(invited, check_accessibility)
    invited.fill("#id_name", "Bo")
    invited.fill("#id_password", PASSWORD)
    invited.click("main button.primary")
    invited.wait_for_url(f"{live_server.url}/")
    assert Membership.objects.filter(user__email="bo@example.org").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/people/",
        "/organization/",
        "/profile/",
        "/outbox/",
        "/audit/?check=1",
        "/jobs/",
        "/password/change/",
        "/sign-out/",
        "/nothing/",
    ],
)
def test_every_page_of_an_administrator_is_accessible(
    page, administrator, path, check_accessibility
):
    sign_in(page)
    page.goto(path)
    check_everywhere(page, check_accessibility)


@pytest.mark.parametrize("path", ["/sign-in/", "/password/reset/", "/password/reset/done/"])
def test_every_page_of_a_stranger_is_accessible(page, administrator, path, check_accessibility):
    page.goto(path)
    check_everywhere(page, check_accessibility)


def test_a_chosen_theme_comes_with_the_page_and_print_stays_light(page, administrator):
    sign_in(page)
    page.goto("/profile/")
    page.check("input[value=dark]")
    page.click("text=Use this")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert page.evaluate(background) == "rgb(18, 20, 23)"
    page.emulate_media(media="print")
    assert page.evaluate(background) == "rgb(251, 251, 249)"


def test_the_menu_opens_by_keyboard_and_fits_a_phone(page, administrator, check_accessibility):
    sign_in(page)
    page.goto("/people/")
    page.set_viewport_size({"width": 320, "height": 800})
    page.focus("details.menu summary")
    page.keyboard.press("Enter")
    assert page.locator("details.menu a", has_text="Audit log").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    check_accessibility(page)


def test_a_forgotten_password_is_chosen_anew(page, administrator):

    page.goto("/password/reset/")
    page.fill("#id_email", "ana@example.org")
    page.click("main button.primary")
    factories.run_jobs()
    body = outbox.body_of(OutboxMessage.objects.get())
    page.goto(
        next(line for line in body.splitlines() if "/key/" in line).replace(
            django_settings.PUBLIC_URL, ""
        )
    )
    page.fill("#id_password1", PASSWORD)
    page.click("main button.primary")
    sign_in(page, password=PASSWORD)
    page.goto("/profile/")
    assert page.inner_text("h1") == "Your profile"
