"""Adding the people who are asked."""

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import OutboxMessage
from assessments.models import Participant, SurveyLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(manager, organization):
    return factories.make_assessment(organization, manager)


@pytest.fixture
def client(manager, sign_in):
    return sign_in(manager)


def add(client, assessment, people="", file=None, **more):
    data = {"people": people, **more}
    if file is not None:
        data["file"] = SimpleUploadedFile("people.csv", file)
    return client.post(reverse("assessments:people_add", args=[assessment.public_id]), data)


def page_of(client, assessment):
    return client.get(reverse("assessments:people", args=[assessment.public_id]))


def emails():
    return set(Participant.objects.values_list("email", flat=True))


def test_pasted_people_are_added_with_audience_and_team(client, draft):
    add(client, draft, "ana@example.org, business, Sales\nben@example.org\ttechnical")
    people = Participant.objects.order_by("email").values_list("email", "audience", "team")
    assert list(people) == [
        ("ana@example.org", "business", "Sales"),
        ("ben@example.org", "technical", ""),
    ]
    assert not OutboxMessage.objects.exists()


def test_a_csv_file_is_read_with_its_header(client, draft):
    add(client, draft, file="email;audience;team\r\nana@example.org;both;Käufer\r\n".encode())
    assert Participant.objects.get().team == "Käufer"


def test_the_default_audience_fills_the_gaps(client, draft):
    add(client, draft, "ana@example.org\nben@example.org, technical", audience="business")
    assert Participant.objects.get(email="ana@example.org").audience == "business"
    assert Participant.objects.get(email="ben@example.org").audience == "technical"


def test_one_bad_line_imports_nobody_and_names_the_line(client, draft):
    factories.add_people(draft, technical=1, business=0)
    text = "ana@example.org, business\n\nnobody\nana@example.org, both\nT1@example.org, technical"
    answer = add(client, draft, text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [problem.line for problem in answer.context["form"].problems] == [3, 4, 5]
    assert "Line 3" in page
    assert "ana@example.org stands in line 1 too." in page
    assert "t1@example.org is invited already." in page
    assert emails() == {"t1@example.org"}


def test_the_text_stays_in_the_box_whether_pasted_or_uploaded(client, draft):
    assert "nobody, business</textarea>" in add(client, draft, "nobody, business").content.decode()
    answer = add(client, draft, file=b"ana@example.org,business\nnobody,business")
    assert "ana@example.org,business\nnobody,business</textarea>" in answer.content.decode()


def test_blank_lines_at_the_top_do_not_shift_line_numbers(client, draft):
    answer = add(client, draft, "\n\nnobody")
    assert answer.context["form"].problems[0].line == 3
    assert ">\n\n\nnobody</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        "ana@example.org,business,Käufer".encode("latin-1"),
        "ana@example.org,business".encode("utf-16-le"),
        b"\xff\xfea",
        b"\xff\xfe\x00\xd8a\x00",
        b"ana@example.org,business,\xed\xa0\x80",
        b"PK\x03\x04\x00\x00",
    ],
    ids=["latin-1", "utf-16 without mark", "cut utf-16", "lone surrogate", "surrogate", "zip"],
)
def test_other_encodings_are_named(content, client, draft):
    answer = add(client, draft, file=content)
    assert answer.status_code == 422
    assert "CSV UTF-8" in str(answer.context["form"].errors["file"])
    assert emails() == set()


def test_utf_16_with_a_mark_is_read(client, draft):
    add(client, draft, file="ana@example.org,business,Käufer".encode("utf-16"))
    assert Participant.objects.get().team == "Käufer"


def test_a_file_over_a_megabyte_is_refused(client, draft):
    answer = add(client, draft, file=b"a" * 1_000_001)
    assert "larger than 1 MB" in str(answer.context["form"].errors["file"])


@pytest.mark.parametrize(
    "line",
    [
        "a" * 300 + "@example.org, business",
        "ana\x00@example.org, business",
        "<b>ana</b>@example.org, business",
        "=HYPERLINK(1), business",
        "ana@example.org, business, " + "x" * 81,
        "ana@example.org, boss",
        "ana@example.org, business, Sales, more",
        "ana@example.org",
    ],
)
def test_hostile_lines_are_refused_by_number(line, client, draft):
    answer = add(client, draft, line)
    assert answer.status_code == 422
    assert answer.context["form"].problems[0].line == 1
    assert "<b>ana" not in answer.content.decode()


def test_formulas_and_markup_in_a_team_stay_text(client, draft):
    add(client, draft, "ana@example.org; business; =SUM(A1)<script>")
    page = page_of(client, draft).content.decode()
    assert "=SUM(A1)&lt;script&gt;" in page


def test_more_than_ten_thousand_lines_are_refused(client, draft):
    lines = "\n".join(f"p{number}@example.org,both" for number in range(10_001))
    answer = add(client, draft, lines)
    assert "At most 10,000 people" in answer.content.decode()
    assert emails() == set()


@pytest.mark.parametrize("people", ["", "  \n ", "email, audience"])
def test_nothing_to_add_is_answered(people, client, draft):
    assert add(client, draft, people).status_code == 422


@pytest.mark.parametrize("content", [b"", b" \n \n", b"email,audience\n"])
def test_a_file_without_an_address_is_named_as_the_file(content, client, draft):
    errors = add(client, draft, file=content).context["form"].errors
    assert set(errors) == {"file"}
    assert "The file holds no address." in errors["file"][0]


def test_a_text_and_a_file_together_are_refused_and_the_text_kept(client, draft):
    answer = add(client, draft, "ana@example.org, both", file=b"ben@example.org,both")
    assert "not both" in str(answer.context["form"].errors["file"])
    assert "ana@example.org, both</textarea>" in answer.content.decode()
    assert emails() == set()


def test_anonymous_assessments_store_no_team_and_say_so(client, manager, organization):
    draft = factories.make_assessment(organization, manager, privacy_mode="anonymous")
    assert "teams are read but not stored" in page_of(client, draft).content.decode()
    add(client, draft, "ana@example.org, business, Sales")
    assert Participant.objects.get().team == ""


def test_group_sizes_warn_with_a_remedy(client, draft):
    factories.add_people(draft, technical=5, business=7)
    page = page_of(client, draft).content.decode()
    assert "With 5 people for the 10 technical questions" in page
    assert "Ask 7 or more, or set the smallest group to 3." in page


def test_while_open_new_people_get_their_link_at_once(client, manager, organization):
    opened = factories.make_open(organization, manager)
    before = SurveyLink.objects.count()
    add(client, opened, "late@example.org, technical")
    assert SurveyLink.objects.count() == before + 1
    assert OutboxMessage.objects.filter(recipient="late@example.org").count() == 1


def test_after_closing_nobody_is_added(client, manager, organization):
    closed = factories.golden_assessment(organization, manager)
    answer = add(client, closed, "late@example.org, technical")
    assert answer.status_code == 422
    assert "closed" in str(answer.context["form"].non_field_errors())
    assert page_of(client, closed).status_code == 302


def test_extra_fields_are_ignored(client, draft, manager, organization):
    other = factories.make_assessment(organization, manager)
    extra = {"assessment_id": other.pk, "submitted_on": "2026-01-01", "receipt": "x"}
    add(client, draft, "ana@example.org, both", **extra)
    person = Participant.objects.get()
    assert (person.assessment, person.submitted_on) == (draft, None)


def test_the_number_of_queries_does_not_grow(client, draft, django_assert_max_num_queries):
    factories.add_people(draft, technical=1, business=0)
    page_of(client, draft)
    with django_assert_max_num_queries(7):
        page_of(client, draft)
    factories.add_people(draft, technical=0, business=150)
    with django_assert_max_num_queries(7):
        page = page_of(client, draft)
    assert len(page.context["page"]) == 100
