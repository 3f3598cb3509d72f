"""What the results hide must not be found on any page, by any filter or address."""

import re

import factories
import pytest
from results_data import (
    closed_with,
    crawl,
    evaluation,
    everybody,
    golden_answers,
    load_pack,
    many,
    page,
)

from assessments.services import lifecycle

CHANGING = (  # fingerprint, form token and public id of each assessment
    r"[0-9a-f]{64}",
    r'csrfmiddlewaretoken" value="\w+',
    r'href="/assessments/[0-9a-z]{16}/',
)


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def guesses(teams=()):
    """Addresses that nothing need link to: every subject for every group."""
    pack = load_pack()
    capabilities = [item.key for item in pack.capabilities]
    groups = ["", *(f"?audience={key}" for key in ("business", "technical", "both"))]
    groups += [f"?team={team}" for team in teams]
    numbers = [f"capability/{key}" for key in capabilities]
    numbers += [f"dimension/{part.key}" for part in pack.dimensions]
    whys = [f"why/{number}/{group}" for number in numbers for group in groups]
    whys += [f"why/priority/{key}/" for key in capabilities]
    whys += [f"why/overall/{key}/{g}" for key in ("index", "stage", "verdict") for g in groups[:2]]
    return [*groups, *whys, *(f"comments/{key}/" for key in capabilities), "answers/"]


def plain(pages):
    """Pages without what differs between any two assessments."""
    for pattern in CHANGING:
        pages = {path: re.sub(pattern, "", text) for path, text in pages.items()}
    return pages


def differences(first, second):
    """Addresses that answer differently."""
    one, other = plain(first), plain(second)
    return [path for path in sorted({*one, *other}) if one.get(path) != other.get(path)]


def answered(organization, manager, answers, comments=()):
    """Closed and frozen by the services, with comments by (person, capability)."""
    assessment = factories.make_open(organization, manager)
    people = {person.email.split("@")[0]: person for person in assessment.participants.all()}
    for name, given in answers.items():
        people[name].assessment = assessment
        response = factories.answer(people[name], given)
        for person, capability, text in comments:
            if person == name:
                response.answers.filter(capability=capability).update(comment=text)
        factories.submit(people[name])
    lifecycle.close(assessment=assessment, actor=manager)
    factories.run_jobs()
    assessment.refresh_from_db()
    return assessment


def test_hidden_answers_change_no_page(client, organization, manager):
    """Two assessments that differ only in hidden ratings look the same at every address."""
    before, after = golden_answers(), golden_answers()
    for person, level in (("t1", 5), ("t2", 1), ("t4", 4), ("t5", 3)):
        after[person]["data_access"] = level
    comments = [("t1", "data_access", "Hidden remark.")]
    first = crawl(client, answered(organization, manager, before), guesses())
    second = crawl(client, answered(organization, manager, after, comments), guesses())
    assert len(first) > 150
    assert differences(first, second) == []


def test_answers_of_hidden_groups_change_no_page(client, organization, manager):
    """Exchanging answers inside the hidden teams leaves every page as it was."""
    answers = many(14)
    teams = ["Large"] * 6 + ["Small"] * 5 + ["Tiny"] * 3
    swapped = dict(answers)
    swapped["t10"], swapped["t12"] = answers["t12"], answers["t10"]
    addresses = guesses(["Large", "Small", "Tiny", ""])
    pages = [
        crawl(client, closed_with(organization, manager, evaluation(given, teams=teams)), addresses)
        for given in (answers, swapped)
    ]
    assert pages[0]["?team=Large"] != "not found"
    assert differences(*pages) == []


def test_hidden_teams_are_named_nowhere(client, organization, manager):
    teams = ["Large"] * 6 + ["Smallish"] * 5 + ["Tiny"] * 3
    assessment = closed_with(organization, manager, evaluation(many(14), teams=teams))
    pages = crawl(client, assessment, guesses(["Smallish", "Tiny"]))
    assert pages["?team=Smallish"] == pages["?team=Tiny"] == "not found"
    assert not [path for path, text in pages.items() if "Tiny" in text or "Smallish" in text]
    assert "teams of 8 people together" in pages[""]


def test_hidden_audience_is_listed_and_not_shown(client, organization, manager):
    answers = {f"t{n}": {"data_quality": 3, "ai_skills": 3} for n in range(7)}
    answers |= {f"b{n}": {"ai_skills": 4} for n in range(3)}
    assessment = closed_with(organization, manager, evaluation(answers))
    pages = crawl(client, assessment, guesses())
    assert "Too small to show: business people" in pages[""]
    assert pages["?audience=business"] == pages["?audience=technical"] == "not found"


@pytest.mark.parametrize(
    "query", ["?audience=nobody", "?team=Nowhere", "?audience=", "?audience=technical&team="]
)
def test_unknown_and_crossed_groups_lead_nowhere(client, organization, manager, query):
    found = evaluation(golden_answers(), teams=[""] * 11)
    assessment = closed_with(organization, manager, found)
    root = f"/assessments/{assessment.public_id}/results/"
    assert client.get(root + query).status_code == 404
    assert client.get(f"{root}why/capability/ai_skills/{query}").status_code == 404


def test_group_has_no_stage_index_comments_or_steps(client, organization, manager):
    found = evaluation(golden_answers())
    assessment = closed_with(organization, manager, found, {"ai_skills": ["A remark."]})
    text = page(client, assessment, "?audience=technical")
    assert "Technical people, 5 people" in text
    assert not re.search(r">\s*Index|What stops|A remark|What to do first|stage 2|29 to 46", text)
    for key in ("index", "stage"):
        path = f"/assessments/{assessment.public_id}/results/why/overall/{key}/?audience=technical"
        assert client.get(path).status_code == 404


def test_group_shows_only_what_it_was_asked(client, organization, manager):
    assessment = closed_with(organization, manager, evaluation(golden_answers()))
    text = page(client, assessment, "?audience=business")
    assert "Choosing AI projects" in text
    assert "Data quality" not in text


def test_anonymous_results_have_no_teams(client, organization, manager):
    found = evaluation(golden_answers(), teams=None)
    assessment = closed_with(organization, manager, found, privacy_mode="anonymous")
    text = page(client, assessment)
    assert "anonymous, groups of 5 or more" in text
    assert "Team" not in text


def test_below_k_no_address_explains_anything(client, organization, manager):
    assessment = closed_with(organization, manager, evaluation(everybody(people=4)))
    pages = crawl(client, assessment, guesses())
    assert {path for path, text in pages.items() if text != "not found"} == {""}


def test_comments_on_a_hidden_capability_are_not_shown(client, organization, manager):
    """Even if they were stored, the page would leave them out."""
    found = evaluation(golden_answers())
    assessment = closed_with(organization, manager, found, {"data_access": ["Hidden remark."]})
    pages = crawl(client, assessment, ["comments/data_access/"])
    assert pages["comments/data_access/"] == "not found"
    assert not [path for path, text in pages.items() if "Hidden remark" in text]
