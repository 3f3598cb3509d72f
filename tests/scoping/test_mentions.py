"""Whom a comment calls by an @, and what its author learns about it."""

import factories
import pytest
import scoping_data
from django.urls import reverse

from accounts.models import OutboxMessage
from scoping.overview.comments import called
from scoping.services import comments as service

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(organization):
    """Ana, two who are both called Li Wei, and one without a name."""
    made = []
    for number, name in enumerate(["Ana", "Li Wei", "Li Wei", ""]):
        person = factories.make_user(f"p{number}@example.org", name)
        factories.make_membership(person, organization, role="manager")
        made.append(person)
    return made


def _said(client, project, text):
    address = reverse("scoping:comment_add", args=[project.public_id])
    answer = client.post(address, {"path": "problem", "text": text}, follow=True)
    return [str(each) for each in answer.context["messages"]]


@pytest.mark.parametrize("text", ["@Anabel Ruiz knows", "ana@Ana.example", "me@ana", "Ana knows"])
def test_part_of_a_word_calls_nobody(people, text):
    assert called(text, people)[0] == []


@pytest.mark.parametrize("text", ["@Ana", "@ana, look", "(@ANA)", "@Ana's idea", "ok:@Ana"])
def test_a_whole_name_calls(people, text):
    assert called(text, people) == ([people[0]], [])


@pytest.mark.parametrize("name", ["Anna Weiß", "İlker", "Σίσυφος"])
def test_names_whose_small_letters_are_others_call(name):
    person = factories.make_user("letters@example.org", name)
    assert called(f"@{name}, look", [person]) == ([person], [])


def test_somebody_without_a_name_is_called_by_the_address(people):
    assert called("@p3@example.org, look", people) == ([people[3]], [])


def test_namesakes_are_called_both(project, manager, people):
    service.add_comment(project=project, actor=manager, path="problem", text="@Li Wei, look")
    told = OutboxMessage.objects.values_list("recipient", flat=True)
    assert sorted(told) == ["p1@example.org", "p2@example.org"]


def test_namesakes_are_told_apart_where_one_chooses(as_manager, project, people):
    page = as_manager.get(reverse("scoping:comments", args=[project.public_id]))
    offered = [label for _, label in page.context["form"].fields["mention"].choices]
    assert {"Ana", "Li Wei (p1@example.org)", "Li Wei (p2@example.org)"} <= set(offered)


def test_the_author_reads_who_is_told_and_who_is_not(as_manager, project, people, member):
    text = f"@Ana and @{member}, is @Anabel right?"
    assert _said(as_manager, project, text) == [
        "A message goes to Ana.",
        "@Member and @Anabel: nobody of that name sees this project.",
    ]


def test_an_answer_says_it_as_well(as_manager, project, manager, people):
    made = scoping_data.make_comment(project, manager)
    address = reverse("scoping:comment_answer", args=[project.public_id, made.public_id])
    answer = as_manager.post(address, {"text": "@Ana?"}, follow=True)
    assert b"A message goes to Ana." in answer.content


def test_words_alone_say_nothing(as_manager, project):
    assert _said(as_manager, project, "Who counts as a customer?") == []
