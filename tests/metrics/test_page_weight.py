"""Pages of charts stay light however many rows the file has: data blocks and the page itself."""

import gzip
import json
import re

import predictions as samples
import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
MOST = 60_000  # bytes of one chart, and of all that the page of a valuation holds
MOST_PAGE = 100_000  # bytes of the compressed page; plotly has about 1.4 of the 1.6 MB
BLOCK = re.compile(rb'<script type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def pages(organization, manager, sign_in):
    made = samples.make_predictions(organization, manager, samples.churn_csv(rows=20_000))
    samples.make_valuation(made, manager, volume="3000", population="1e6", practice_treated="9000",
                           practice_hits="3000")  # fmt: skip
    client = sign_in(manager)
    places = {
        "valuation": reverse("metrics:predictions", args=[made.public_id]),
        "quality": reverse("metrics:quality", args=[made.public_id]),
        "money": reverse("metrics:money", args=[made.public_id, 1]),
    }
    return {name: client.get(place).content for name, place in places.items()}


def test_data_and_pages_are_small(pages):
    for content in pages.values():
        blocks = BLOCK.findall(content)
        assert blocks
        assert max(map(len, blocks)) <= MOST
        assert len(gzip.compress(content)) <= MOST_PAGE
    assert sum(map(len, BLOCK.findall(pages["valuation"]))) <= MOST


def test_the_sliders_points_are_whole_and_few(pages):
    points = next(
        found for found in map(json.loads, BLOCK.findall(pages["valuation"])) if "cut_offs" in found
    )
    assert points["cut_offs"] > 9_000
    assert 900 <= len(points["thresholds"]) <= 1500
    assert points["positives"][-1] + points["negatives"][-1] == 20_000
    assert points["thresholds"][0] == ""
