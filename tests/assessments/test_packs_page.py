"""Questionnaires: the list, the questions, bringing one in, putting it aside."""

from importlib.resources import files

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from assessments.models import PackVersion

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("assessments:packs"), reverse("assessments:pack_new")
CORE = (files("assessments.packs") / "ai-maturity-core.yaml").read_text()
OWN = CORE.replace('key: "ai-maturity-core"', 'key: "our-pack"', 1).replace(
    'title: "AI maturity assessment"', 'title: "Our <b>questions</b>"', 1
)


@pytest.fixture
def client(manager, sign_in):
    factories.core_pack()
    return sign_in(manager)


def bring_in(client, content, name="our.yaml"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(NEW, {"file": SimpleUploadedFile(name, content)})


def problems(answer):
    return [(problem.line, problem.key) for problem in answer.context["problems"]]


def own_pack(client):
    bring_in(client, OWN)
    return PackVersion.objects.get(key="our-pack")


def test_the_list_counts_questions_and_own_uses(client, manager, organization, outsider):
    factories.make_assessment(organization, manager)
    other = outsider.memberships.get().organization
    factories.make_assessment(other, outsider)
    page = client.get(LIST).content.decode()
    assert "1 assessment<" in page
    assert "2 assessments" not in page
    assert "built in" in page


def test_the_questions_page_shows_every_question_with_an_anchor(client):
    pack = factories.core_pack()
    page = client.get(reverse("assessments:pack", args=[pack.public_id])).content.decode()
    for item in pack.pack.capabilities:
        assert f'id="{item.key}"' in page
    assert "20 questions in 4 dimensions" in page
    assert page.count('class="tag">Gate') == 6
    assert "NIST AI Risk Management Framework" in page


def test_an_own_questionnaire_is_brought_in_and_can_be_used(client, organization):
    answer = bring_in(client, OWN)
    pack = PackVersion.objects.get(key="our-pack")
    assert answer.url == reverse("assessments:pack", args=[pack.public_id])
    assert pack.organization == organization
    assert (
        "Our &lt;b&gt;questions&lt;/b&gt;"
        in client.get(reverse("assessments:new")).content.decode()
    )
    assert AuditEvent.objects.filter(action="pack.brought_in").count() == 1


def test_all_problems_are_named_by_file_line_and_key(client):
    broken = OWN.replace("weight: 2.0", "weight: 99", 1).replace("gate: true", "gate: maybe", 1)
    answer = bring_in(client, broken, name="<i>broken</i>.yaml")
    page = answer.content.decode()
    lines = {key.rsplit(".", 1)[1]: line for line, key in problems(answer)}
    assert answer.status_code == 422
    assert lines["weight"] == broken[: broken.index("weight: 99")].count("\n") + 1
    assert lines["gate"] == broken[: broken.index("gate: maybe")].count("\n") + 1
    assert "dimensions[0].capabilities[0].weight" in page
    assert "must be at most 10" in page
    assert "<i>" not in page
    assert not PackVersion.objects.filter(key="our-pack").exists()


def test_a_version_that_is_here_never_changes(client):
    own_pack(client)
    changed = OWN.replace("Data quality", "Data goodness")
    answer = bring_in(client, changed)
    assert answer.status_code == 422
    assert "Give the new content a new version." in answer.content.decode()
    assert PackVersion.objects.get(key="our-pack").pack.capabilities[0].name == "Data quality"


def test_a_new_version_stands_beside_the_old(client):
    own_pack(client)
    bring_in(client, OWN.replace('version: "1.0.0"', 'version: "1.1.0"', 1))
    assert PackVersion.objects.filter(key="our-pack").count() == 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"a: [1, 2",
        b"a: \x00",
        b"- &x [*x]",
        b"!!python/object/apply:os.system ['true']",
        b"[" * 5000,
        "pack: Käufer".encode("latin-1"),
        b"just text",
    ],
)
def test_files_that_are_no_pack_are_answered(content, client):
    answer = bring_in(client, content)
    assert answer.status_code == 422
    assert problems(answer)


def test_empty_missing_and_huge_files_are_answered(client):
    assert "The file is empty." in bring_in(client, b"").content.decode()
    assert "Choose a file." in client.post(NEW).content.decode()
    huge = bring_in(client, b"a" * (1024 * 1024 + 1))
    assert huge.status_code == 422
    assert "larger than 1 MiB" in huge.content.decode()


def test_own_questionnaires_are_put_aside_and_restored(client):
    pack = own_pack(client)
    client.post(reverse("assessments:pack_archive", args=[pack.public_id]))
    page = client.get(LIST)
    assert [card.row for card in page.context["archived"]] == [pack]
    assert pack.public_id not in client.get(reverse("assessments:new")).content.decode()
    client.post(reverse("assessments:pack_restore", args=[pack.public_id]))
    assert client.get(LIST).context["archived"] == []


def test_built_in_questionnaires_stay(client):
    core = factories.core_pack()
    answer = client.post(reverse("assessments:pack_archive", args=[core.public_id]), follow=True)
    assert "Built-in questionnaires cannot be archived." in answer.content.decode()
    core.refresh_from_db()
    assert core.archived_at is None


def test_the_questionnaires_of_others_are_unknown(client, outsider, sign_in):
    pack = own_pack(client)
    stranger = sign_in(outsider)
    for name in ("pack", "pack_archive", "pack_restore"):
        address = reverse(f"assessments:{name}", args=[pack.public_id])
        answer = stranger.get(address) if name == "pack" else stranger.post(address)
        assert answer.status_code == 404
    assert "Our" not in stranger.get(LIST).content.decode()


def test_the_number_of_queries_does_not_grow(client, organization, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        client.get(LIST)
    pack = factories.core_pack()
    for number in range(20):
        pack.pk, pack.public_id, pack.version = None, f"pack{number:012}", f"2.{number}.0"
        pack.organization = organization
        pack.save()
    with django_assert_max_num_queries(5):
        page = client.get(LIST)
    assert len(page.context["current"]) == 22


def test_one_questionnaire_takes_few_queries(client, django_assert_max_num_queries):
    core = factories.core_pack()
    with django_assert_max_num_queries(5):
        client.get(reverse("assessments:pack", args=[core.public_id]))
