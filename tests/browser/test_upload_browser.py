"""Uploading in pieces in a real browser: a reload in the middle costs one piece."""

import pytest
from playwright.sync_api import expect

from metrics.models import Predictions, Upload

PIECE = 1024 * 1024


@pytest.fixture
def big(tmp_path):
    """A file of a little more than three pieces."""
    row = b"c1,yes,0.5\n"
    path = tmp_path / "churn.csv"
    path.write_bytes(b"customer,churned,chance\n" + row * (3 * PIECE // len(row) + 1000))
    return path


def choose(page, path, name="Churn"):
    page.goto("/measure/predictions/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload", exact=True).click()


def test_a_reload_in_the_middle_goes_on(as_user, manager, big):
    page = as_user(manager).new_page()
    sent = []
    page.on("request", lambda request: sent.append(request.headers.get("upload-offset")))
    page.route("**/measure/uploads/*/", lambda route: route.abort()
               if route.request.headers.get("upload-offset") == str(2 * PIECE)
               else route.continue_())  # fmt: skip
    choose(page, big)
    for _ in range(200):
        if Upload.objects.filter(received=2 * PIECE).exists():
            break
        page.wait_for_timeout(50)
    assert Upload.objects.get().received == 2 * PIECE
    page.goto("about:blank")
    page.unroute_all(behavior="ignoreErrors")
    del sent[:]
    choose(page, big, "A better name")
    page.wait_for_url("**/columns/", timeout=20_000)
    assert str(PIECE) not in sent
    made = Predictions.objects.get()
    assert (made.name, made.size) == ("A better name", big.stat().st_size)
    assert not Upload.objects.exists()


def test_canceling_keeps_nothing(as_user, manager, big):
    page = as_user(manager).new_page()
    page.route("**/measure/uploads/*/", lambda route: route.abort())
    choose(page, big)
    page.get_by_role("button", name="Cancel upload").click()
    expect(page.get_by_text("Upload canceled. Nothing was kept.")).to_be_visible()
    page.wait_for_timeout(300)
    assert not Predictions.objects.exists()
