"""Bringing values in and taking them out: all or nothing, by line, twice is once."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from metrics.services import samples

GOOD = "day, value, note\n2026-04-01, 23.5, Report\n2026-05-01; 22\n\n2026-06-01\t1,021.25\tBig"


@pytest.fixture
def metric(organization, manager):
    return metric_data.metric(organization, manager)


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def bring(client, metric, lines="", **more):
    page = f"/measure/metrics/{metric.public_id}/values/import/"
    return client.post(page, {"lines": lines, **more}, follow=True)


def problems(answer):
    assert answer.status_code == 422
    return [(problem.line, problem.message) for problem in answer.context["form"].problems]


def test_every_line_is_kept(client, metric, organization):
    answer = bring(client, metric, GOOD)
    assert "3 values imported." in answer.content.decode()
    values = dict(metric.samples.values_list("day", "value"))
    assert values == {
        datetime.date(2026, 4, 1): Decimal("23.5"),
        datetime.date(2026, 5, 1): Decimal(22),
        datetime.date(2026, 6, 1): Decimal("1021.25"),
    }
    event = organization.audit_events.get(action="metric_values.imported")
    assert event.after["2026-06-01"] == "1,021.25"


def test_the_same_lines_again_change_nothing(client, metric, organization):
    bring(client, metric, GOOD)
    before = list(metric.samples.order_by("pk").values())
    answer = bring(client, metric, GOOD)
    assert "0 values imported. 3 lines were there already." in answer.content.decode()
    assert list(metric.samples.order_by("pk").values()) == before
    assert organization.audit_events.filter(action="metric_values.imported").count() == 1


def test_a_corrected_value_survives_the_same_file(client, metric, manager):
    bring(client, metric, "2026-04-01, 23.5")
    sample = metric.samples.get()
    fields = {"day": sample.day, "value": Decimal(21), "note": ""}
    samples.correct(sample=sample, actor=manager, version=1, **fields)
    answer = bring(client, metric, "2026-04-01, 23.5\n2026-05-01, 20")
    assert "1 value imported. 1 line was there already." in answer.content.decode()
    assert metric.samples.get(day=sample.day).value == 21


def test_one_wrong_line_keeps_every_line_out(client, metric):
    lines = "2026-04-01, 23\nyesterday, 22\n2026-05-01, 1,5\n2026-04-01, 9\n2026-06-01,\n"
    found = dict(problems(bring(client, metric, f"{lines}1999-01-01, 1")))
    assert set(found) == {2, 3, 4, 5, 6}
    assert "1.5 with a point" in found[3]
    assert "“yesterday” is no day" in found[2]
    assert "Lines 1 and 4 are both" in found[4]
    assert "number" in found[5]
    assert "2000" in found[6]
    assert not metric.samples.exists()


def test_what_the_metric_cannot_be_is_named_by_its_line(client, metric):
    lines = "2026-04-01, 23\n\n2026-05-01, -1\n2999-06-01, 3\n2090-01-01, 3"
    first = problems(bring(client, metric, lines))
    assert [line for line, _ in first] == [4]
    found = problems(bring(client, metric, lines.replace("2999-06-01, 3\n", "")))
    assert [line for line, _ in found] == [3, 4]
    assert "outside" in found[0][1]
    assert "future" in found[1][1]
    assert not metric.samples.exists()


def test_another_value_for_a_known_day_is_refused(client, metric, manager):
    day = metric_data.sample(metric, manager).day
    found = problems(bring(client, metric, f"{day}, 23\n2026-05-01, 1"))
    assert [line for line, _ in found] == [1]
    assert "24 % already" in found[0][1]
    assert metric.samples.count() == 1


def test_a_known_value_needs_no_note_again(client, metric, manager):
    day = metric_data.sample(metric, manager, note="Report").day
    answer = bring(client, metric, f"{day}, 24\n2026-05-01, 20")
    assert "1 value imported. 1 line was there already." in answer.content.decode()
    assert metric.samples.get(day=day).note == "Report"
    [(line, text)] = problems(bring(client, metric, f"{day}, 24, Other"))
    assert (line, text.partition(" already")[2]) == (
        1, ", with the note “Report”. Correct that one instead."
    )  # fmt: skip


def test_a_value_typed_before_is_known_in_the_file(client, metric, manager):
    sample = metric_data.sample(metric, manager, note="")
    samples.remove(sample=sample, actor=manager, version=1)
    page = f"/measure/metrics/{metric.public_id}/values/add/"
    client.post(page, {"day": "2026-04-01", "value": "24", "note": "", "key": "c" * 16})
    answer = bring(client, metric, "2026-04-01, 24.0")
    assert "0 values imported. 1 line was there already." in answer.content.decode()


def test_a_file_is_read_and_its_wrong_lines_can_be_mended(client, metric):
    good = SimpleUploadedFile("values.csv", GOOD.encode("utf-8-sig"))
    assert "3 values imported" in bring(client, metric, file=good).content.decode()
    bad = SimpleUploadedFile("values.csv", b"2026-07-01, many")
    answer = bring(client, metric, file=bad)
    assert problems(answer)[0][0] == 1
    assert answer.context["form"]["lines"].value() == "2026-07-01, many"


def test_a_spreadsheets_unicode_text_is_read(client, metric):
    file = SimpleUploadedFile("values.txt", GOOD.encode("utf-16"))
    assert "3 values imported" in bring(client, metric, file=file).content.decode()


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"\xff\xfe\x00", "UTF-8"), (b"x" * 1_000_001, "larger than 1 MB")],
)
def test_a_file_that_is_no_list_is_refused(client, metric, content, text):
    answer = bring(client, metric, file=SimpleUploadedFile("values.csv", content))
    assert text in answer.context["form"].errors["file"][0]


def test_nothing_is_no_list(client, metric):
    answer = bring(client, metric, "day, value\n")
    assert "at least one" in answer.context["form"].errors["lines"][0]


@pytest.mark.parametrize("content", [b"", b"day,value\n", b"\n \n"])
def test_a_file_without_a_value_is_named_as_the_file(client, metric, content):
    file = SimpleUploadedFile("values.csv", content, content_type="text/csv")
    errors = bring(client, metric, file=file).context["form"].errors
    assert set(errors) == {"file"}
    assert "The file holds no day with its value" in errors["file"][0]


def test_every_wrong_line_is_counted_and_the_first_are_shown(client, metric):
    answer = bring(client, metric, "\n".join(["yesterday, 1"] * 300))
    text = answer.content.decode()
    assert len(problems(answer)) == 300
    assert "300 lines to mend" in text
    assert "The first 200 are shown." in text
    assert text.count("is no day") == 200
    few = bring(client, metric, "yesterday, 1").content.decode()
    assert "One line to mend" in few
    assert "are shown" not in few


def test_values_leave_as_csv_that_comes_back_unchanged(client, metric, manager):
    metric_data.sample(metric, manager, value=Decimal(100), note="=cmd")
    answer = client.get(f"/measure/metrics/{metric.public_id}/values.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,Value in %,Source or note,Entered by,Entered at"
    assert lines[1].startswith("2026-04-01,100,'=cmd,Manager,")
    again = bring(client, metric, file=SimpleUploadedFile("values.csv", answer.content))
    assert "0 values imported. 1 line was there already." in again.content.decode()


@pytest.mark.parametrize("note", ['"open', '"closed" and more', '"'])
def test_a_quotation_mark_that_is_not_closed_is_named(client, metric, note):
    found = problems(bring(client, metric, f"2026-04-01, 5\n2026-04-02,6,{note}"))
    assert found == [(2, "A quotation mark is not closed, or text follows a closed one.")]
    assert not metric.samples.exists()


def test_a_quotation_mark_within_a_note_is_kept(client, metric):
    bring(client, metric, '2026-04-01,5,5" pipe\n2026-04-02,6,"a ""b"", c"')
    assert [sample.note for sample in metric.samples.order_by("day")] == ['5" pipe', 'a "b", c']
