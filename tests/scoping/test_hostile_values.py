"""Hostile values in every field of the worksheet: refused beside it, or stored harmlessly."""

import metric_data
import predictions
import pytest
import scoping_data
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from page_forms import refused

from scoping.forms.choices import Choices
from scoping.forms.fields import ASKED_ELSEWHERE
from scoping.forms.rows import FieldsForm
from scoping.models import Project
from scoping.worksheet.canonical import canonical_json
from scoping.worksheet.loading import all_specs, candidate_spec
from scoping.worksheet.model import NUMBERS, Kind
from scoping.worksheet.showing import REFERENCES, row_shown, shown
from scoping.worksheet.validating import value_fault

KEYS = sorted(all_specs())
ROW = "abcd1234"
LONG = "y" * 10_000
TURNED = "\u202egnp\u2067"  # right to left from here on
ONE_LINE = {Kind.LINE, Kind.QUANTITY, Kind.PERSON_OR_NAME}
TEXTS = {*ONE_LINE, Kind.TEXT, Kind.STORY, Kind.LINES}
FOREIGN = {Kind.PERSON, Kind.BUSINESS_METRIC, Kind.TECHNICAL_METRIC, Kind.METRIC_LINK,
           Kind.VALUATION, Kind.OBJECTIVE}  # fmt: skip
NO_NUMBERS = ["1e300", "NaN", "-Infinity", "١٢", "１２", "0x10", "1_000", "9" * 16, "--1", "1,00"]
NO_DAYS = ["0001-01-01", "9999-12-31", "2026-02-30", "٢٠٢٦-٠١-٠١", "1e9", "2026-13-01"]


def _fields(key):
    """Name in the form -> specification, with one row in each group."""
    spec = all_specs()[key]
    alone = {each.key: each for each in spec.fields if each.kind not in ASKED_ELSEWHERE}
    rows = {f"{group.rows}-{ROW}-{each.key}": each for group in spec.groups
            for each in group.fields}  # fmt: skip
    return {**alone, **rows}


class Sheet:
    """One section, or a candidate, of a project."""

    def __init__(self, client, project: Project, key: str):
        self.client, self.project = client, project
        if key == candidate_spec().key:
            self.row = project.candidates.current().last()
            path, name = [project.public_id, self.row.public_id], "candidate_save"
        else:
            self.row = project.sections.filter(key=key).first()
            path, name = [project.public_id, key], "section_save"
        self.key, self.address = key, reverse(f"scoping:{name}", args=path)

    def send(self, fields):
        version = self.row.version if self.row else 0
        return self.client.post(self.address, {**fields, "version": version})

    def stored(self):
        if self.key == candidate_spec().key:
            self.row.refresh_from_db()
            return self.row.content
        return self.project.content_of(self.key)


@pytest.fixture
def sheet(as_manager, project):
    return lambda key: Sheet(as_manager, project, key)


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("text", [LONG, "a\x00b"], ids=["long", "null"])
def test_what_no_field_takes_is_refused_beside_it_and_kept(sheet, key, text):
    found = sheet(key)
    kinds = {*TEXTS, *NUMBERS, Kind.UNIT, Kind.DATE} if text == LONG else TEXTS
    typed = {name: text for name, spec in _fields(key).items() if spec.kind in kinds}
    before = found.stored()
    answer = found.send(typed)
    assert answer.status_code == 422
    shown_back = {name: each.replace("\x00", "") for name, each in typed.items()}
    page = answer.content.replace(b"\x00", b"")  # a browser shows no null
    assert refused(page, shown_back) == []
    assert found.stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("kinds", "values"), [(NUMBERS, NO_NUMBERS), ({Kind.DATE}, NO_DAYS)],
                         ids=["numbers", "days"])  # fmt: skip
def test_no_number_and_no_day_is_refused_beside_its_field(sheet, key, kinds, values):
    found = sheet(key)
    names = [name for name, spec in _fields(key).items() if spec.kind in kinds]
    for start in range(len(values) if names else 0):
        typed = {name: values[(start + place) % len(values)] for place, name in enumerate(names)}
        answer = found.send(typed)
        assert answer.status_code == 422
        assert refused(answer.content, typed) == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_marks_that_turn_the_direction_are_not_stored(sheet, key):
    found = sheet(key)
    typed = {name: f"{TURNED} 100"[: spec.max_length] for name, spec in _fields(key).items()
             if spec.kind in TEXTS}  # fmt: skip
    if typed:
        assert found.send(typed).status_code == 302
        assert "\u202e" not in canonical_json(found.stored())
        assert "gn" in canonical_json(found.stored())


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_rows_of_another_organization_cannot_be_referred_to(sheet, key, outsider):
    """T2: people, metrics, links, valuations and objectives answer like those that are none."""
    other = outsider.memberships.get().organization
    metric = metric_data.revenue_metric(other, outsider, name="Their metric")
    made = predictions.make_predictions(other, outsider)
    rows = {
        Kind.PERSON: outsider,
        Kind.BUSINESS_METRIC: metric,
        Kind.TECHNICAL_METRIC: metric_data.technical(other, outsider, name="Theirs"),
        Kind.METRIC_LINK: metric_data.loose_link(metric, outsider),
        Kind.VALUATION: predictions.make_valuation(made, outsider),
        Kind.OBJECTIVE: scoping_data.make_objective(other, outsider, name="Their aim"),
    }
    assert set(rows) == FOREIGN
    found = sheet(key)
    specs = {name: spec for name, spec in _fields(key).items() if spec.kind in FOREIGN}
    if not specs:
        return
    before = found.stored()
    foreign = found.send({name: rows[spec.kind].public_id for name, spec in specs.items()})
    unknown = found.send({name: f"{number:016}" for number, name in enumerate(specs)})
    assert foreign.status_code == unknown.status_code == 422
    assert found.stored() == before
    for text in (b"Their metric", b"Theirs", b"Their aim", outsider.name.encode()):
        assert text not in foreign.content


@pytest.mark.django_db
def test_a_thousand_rows_are_refused_in_words(sheet):
    rows = {f"costs-row{number:05}-what": f"Cost {number}" for number in range(1000)}
    answer = sheet("money").send(rows)
    assert answer.status_code == 422
    assert b"at most 60" in answer.content
    assert b"Cost 999" in answer.content


@pytest.mark.django_db
def test_half_a_character_is_stored_as_a_mark(as_manager, project):
    """A lone surrogate cannot stand in UTF-8; what a program sends for it becomes U+FFFD."""
    address = reverse("scoping:section_save", args=[project.public_id, "money"])
    body = b"version=0&funding=a%ED%A0%80b"
    assert as_manager.generic("POST", address, body, "application/x-www-form-urlencoded").url
    assert project.content_of("money")["funding"].strip("\ufffd") == "a\ufffd\ufffd\ufffdb"


WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*NO_NUMBERS, *NO_DAYS, "-1,234.5", "2026-12-01", "yes", "%", TURNED]),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_whatever_a_form_takes_can_be_stored_shown_and_hashed(key, data):
    """No database: the fields as the form makes them, any text, and the rules of storing."""
    spec = all_specs()[key]
    choices = Choices(Project(currency="USD"), {kind: [] for kind in (*REFERENCES, Kind.DATASETS)})
    for fields in (spec.fields, *(group.fields for group in spec.groups)):
        asked = [each for each in fields if each.kind not in (*ASKED_ELSEWHERE, Kind.DATASETS)]
        typed = {each.key: data.draw(WORDS) for each in asked}
        form = FieldsForm(asked, choices, {}, typed)
        form.is_valid()
        content = form.stored()
        assert [value_fault(each, content[each.key]) for each in asked
                if each.key in content and value_fault(each, content[each.key])] == []  # fmt: skip
        assert canonical_json(content).encode()
        for each in asked:
            assert shown(each, content.get(each.key), {}, "USD")
    for group in spec.groups:
        assert row_shown(group, {"id": ROW}, {}) == "–"
