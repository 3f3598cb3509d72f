"""Hostile names in a value report: texts on its page, on paper, in tables and in charts."""

import html
import io
import json
import re
from xml.etree import ElementTree

import metric_data
import openpyxl
import predictions as samples
import pypdf
import pytest
from django.urls import reverse
from factories import run_jobs
from payloads import NAMES, what_came_alive

from reports import value_dossier
from reports.services import value_reports

pytestmark = pytest.mark.django_db
SHAPES = {
    *("svg", "title", "desc", "g", "path", "line", "polyline", "polygon", "circle", "rect"),
    *("text", "tspan"),
}
BLOCK = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)


HALVES = (list(NAMES.values())[:8], list(NAMES.values())[-8:])


@pytest.fixture(params=HALVES, ids=["first half", "second half"])
def names(request):
    return request.param


@pytest.fixture
def report(names, organization, manager):
    """A report with these names in eight places where people type."""
    organization.name, manager.name, file, doing, people, metric, source, unit = names
    organization.save()
    manager.save()
    made = samples.make_predictions(organization, manager)
    made.name = file
    made.save()
    valued = samples.make_valuation(made, manager, doing=doing[:40], people=people[:40])
    link = metric_data.link(organization, manager, name=metric, baseline_source=source)
    link.metric.unit = unit
    report = value_reports.create(
        valuation=valued, actor=manager, metric=link.metric, counted="margin"
    )
    run_jobs()
    report.refresh_from_db()
    return report


def letters(text):
    """What every format keeps of a text; blanks, directions and line ends may change."""
    return re.sub(r"[\s\u2000-\u206f]|_x000D_", "", text)


def on_paper(name):
    """No font has the wide sign, and the report says so."""
    return letters(name[:40]).replace("＝", "□")


def test_the_paper_shows_the_names_and_has_no_link_and_no_action(report, names):
    paper = pypdf.PdfReader(io.BytesIO(value_reports.read_stored(report, "pdf")))
    said = letters("".join(page.extract_text() for page in paper.pages))
    assert "root:" not in said
    assert [name for name in names if on_paper(name) not in said] == []
    assert not any("/Annots" in page for page in paper.pages)
    assert not {"/OpenAction", "/AA", "/Names"} & set(paper.trailer["/Root"])


def test_the_workbook_holds_the_names_and_no_formula_and_no_link(report, names):
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    said = "|".join(letters(cell.value) for cell in cells if isinstance(cell.value, str))
    assert [name for name in names if letters(name[:40]) not in said] == []


def test_the_page_runs_nothing(report, sign_in, manager):
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    assert page.status_code == 200
    assert what_came_alive(page.content.decode()) == []


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_charts_hold_the_name_as_text(name, sign_in, organization, manager):
    made = samples.make_predictions(organization, manager)
    samples.make_valuation(made, manager, people=name[:40])
    place = reverse("metrics:predictions", args=[made.public_id])
    body = sign_in(manager).get(place).content.decode()
    assert what_came_alive(body) == []
    figure = json.loads(BLOCK.search(body)[1])
    title = html.unescape(figure["layout"]["xaxis"]["title"]["text"])
    assert letters(name[:40]) in letters(title)


def test_drawings_hold_nothing_but_shapes_and_texts(report):
    content = value_dossier.with_paper_charts(report.content)
    drawing = ElementTree.fromstring(content["chart"]["svg"])
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert tags <= SHAPES


def test_a_forecast_holds_names_as_texts_only(names, organization, manager, sign_in):
    unit, period = names[0][:40], names[1][:40]
    quoted = '"' + period.replace('"', '""') + '"'
    content = f"month,sold,forecast\n{quoted},1,2\nb,3,4\nc,5,9\n".encode()
    mapping = samples.ForecastMapping("sold", "forecast", period="month")
    made = samples.make_forecast(organization, manager, content, mapping)
    valued = samples.make_forecast_valuation(made, manager, reference="mean", unit=unit)
    report = value_reports.create(valuation=valued, actor=manager, metric=None, counted="savings")
    run_jobs()
    report.refresh_from_db()
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    assert what_came_alive(page.content.decode()) == []
    paper = pypdf.PdfReader(io.BytesIO(value_reports.read_stored(report, "pdf")))
    assert not any("/Annots" in page for page in paper.pages)
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    said = "|".join(letters(cell.value) for cell in cells if isinstance(cell.value, str))
    assert letters(unit) in said
