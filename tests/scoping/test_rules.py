"""The shipped rules, and files of rules that are wrong."""

import churn_case
import pytest

from metrics.catalog.loading import CatalogError, read_model
from scoping.calc.readiness import required_levels
from scoping.calc.rubric import STANDARD
from scoping.rules.loading import CONTENT, shipped_rubric, shipped_settings, shipped_techniques
from scoping.rules.model import RubricFile, Settings, Techniques

TECHNIQUES = {"Simple rule": "business_rule", "Churn model": "tree_ensemble",
              "Chatbot": "language_model", "Personal offers": "recommender"}  # fmt: skip
RUBRIC = (CONTENT / "rubric.yaml").read_text()
SETTINGS = (CONTENT / "settings.yaml").read_text()


def test_the_shipped_rubric_has_the_weights_of_the_formulas():
    assert shipped_rubric().rubric == STANDARD


@pytest.mark.parametrize("name", churn_case.NAMES)
def test_techniques_need_the_levels_of_the_table(name):
    technique = shipped_techniques().by_key[TECHNIQUES[name]]
    levels = required_levels(technique.required, real_time=name == "Chatbot")
    assert levels == churn_case.required(name)


@pytest.mark.parametrize("name", churn_case.NAMES)
def test_techniques_give_the_complexity_that_raters_gave(name):
    rated = next(row.score for row in churn_case.ratings(name) if row.factor == "C1")
    assert shipped_techniques().by_key[TECHNIQUES[name]].complexity == rated


def test_weights_of_priority_add_to_one():
    assert sum(shipped_settings().weights.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("model", "text", "fault"),
    [
        (RubricFile, RUBRIC.replace("weight: 10", "weight: 11"), "add to 100"),
        (RubricFile, RUBRIC.replace("key: C6", "key: C5"), "stands twice"),
        (RubricFile, RUBRIC.replace("guess: 0.5", "guess: 2"), "less than or equal to 1"),
        (Settings, SETTINGS.replace("value: 0.35", "value: 0.45"), "must add to 1"),
        (Techniques, "version: 1.0.0\ntechniques: []", "at least 1"),
    ],
)
def test_a_wrong_file_names_its_fault(model, text, fault):
    with pytest.raises(CatalogError, match=fault):
        read_model(model, text, file="own.yaml")
