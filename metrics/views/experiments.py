"""A/B tests: the list, planning one, looking at its numbers, putting it aside."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.exports import write_sheet_csv
from aiproj.shared.sorting import headings
from metrics.forms.experiments import DecisionForm, MeanPlanForm, ReadingForm, SharePlanForm
from metrics.models import Experiment, Measure
from metrics.overview import experiments as overview
from metrics.services import experiments as service

CONFLICT, UNPROCESSABLE, PAGE_SIZE = 409, 422, 50
COLUMNS = (("name", "Test", ""), ("needed", "Needs", "r"), ("planned", "Planned", ""))
PLANS = {Measure.SHARE.value: SharePlanForm, Measure.MEAN.value: MeanPlanForm}


@access.allow(Permission.BELONG)
@require_safe
def experiments(request: SignedInRequest) -> HttpResponse:
    """The organization's tests, the newest first unless sorted; archived ones apart."""
    sort, archived = request.GET.get("sort", ""), request.GET.get("show") == "archived"
    sort = sort if sort.removeprefix("-") in overview.SORTS else ""
    found = overview.experiments_of(request.organization, archived=archived, sort=sort)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = "show=archived" if archived else ""
    context = {
        "section": "measure",
        "page": page,
        "rows": [overview.experiment_row(each) for each in page],
        "columns": headings(COLUMNS, sort),
        "archived": archived,
        "sort": sort,
        "filter": shown,
        "query": "&".join(filter(None, [f"sort={sort}" if sort else "", shown])),
        "may_plan": _may_plan(request),
    }
    return render(request, "metrics/experiments.html", context)


@access.allow(Permission.EVALUATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Plan a test of shares, or of means."""
    chosen = request.GET.get("measure", "")
    measure = chosen if chosen in PLANS else Measure.SHARE.value
    form = PLANS[measure](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.create(
                organization=request.organization,
                actor=request.user,
                question=form.question,
                **form.fields_of_test,
            )
            return redirect("metrics:experiment", made.public_id)
        except service.NoPlan as refusal:
            form.add_error("effect", str(refusal))
        except Refused as refusal:
            form.add_error("name", str(refusal))
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {
        "section": "measure", "form": form, "measure": measure, "measures": Measure.choices
    }  # fmt: skip
    return render(request, "metrics/experiment_new.html", context, status=status)


def found_experiment(
    request: SignedInRequest, experiment_id: str, needed: Permission = Permission.EVALUATE
) -> Experiment:
    """The test, for people who may; 404 or 403 for others."""
    rows = Experiment.objects.visible_to(request.user).select_related("organization")
    return access.get(request, rows, needed, public_id=experiment_id)


@access.signed_in
@require_safe
def experiment(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """The plan, every look, and what was decided."""
    return experiment_page(request, found_experiment(request, experiment_id, Permission.BELONG))


@access.signed_in
@require_POST
@versions.required
def read(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Look at the numbers once more."""
    found = found_experiment(request, experiment_id)
    form = reading_form(found, request.POST)
    status = _read(request, found, form) if form.is_valid() else UNPROCESSABLE
    if status:
        return experiment_page(request, found, status, form=form)
    return redirect("metrics:experiment", found.public_id)


def _read(request: SignedInRequest, found: Experiment, form: ReadingForm) -> int:
    """Keep a look; the status of the page that says why not, 0 when it is kept."""
    try:
        service.read(
            experiment=found,
            actor=request.user,
            version=form.cleaned_data["version"],
            counts=form.counts,
            guardrails=form.guardrail_numbers,
            is_correction=form.cleaned_data["is_correction"],
        )
    except Stale as stale:
        found.refresh_from_db()
        versions.renew(form, found.version)
        form.add_error(None, f"{stale} What they did is shown; what you typed is kept below.")
        return CONFLICT
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return UNPROCESSABLE
    return 0


def reading_form(found: Experiment, data: Any = None) -> ReadingForm:
    """The form of a look at this test."""
    guardrails = list(found.guardrails.all())
    return ReadingForm(found, guardrails, data, initial={"version": found.version})


def experiment_page(
    request: SignedInRequest, found: Experiment, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a test, with forms that were sent in place of fresh ones."""
    looks = overview.looks_of(found)
    decisions = list(found.decisions.select_related("created_by").order_by("-number"))
    may_plan = _may_plan(request)
    is_decided = bool(decisions) and decisions[0].ends_the_test
    context: dict[str, Any] = {
        "section": "measure",
        "experiment": found,
        "plan": overview.plan_lines(found),
        "guardrails": overview.guardrail_rows(found),
        "looks": looks,
        "decisions": decisions,
        "is_decided": is_decided,
        "decide_first": is_decided or (bool(looks) and looks[0].is_win),
        "form": reading_form(found),
        "decision_form": decision_form(found),
        "may_plan": may_plan,
        "may_decide": may_plan and bool(looks) and found.archived_at is None,
        "may_read_metrics": access.may(request.membership, Permission.READ_METRICS),
    }
    return render(request, "metrics/experiment.html", context | forms, status=status)


def decision_form(found: Experiment, data: Any = None) -> DecisionForm:
    """The form of a decision; it asks for an override where the last look is no win."""
    against = overview.speaks_against(found, found.last_reading())
    initial = {"version": found.version}
    return DecisionForm(data, against=against, initial=initial, auto_id="decision_%s")


@access.signed_in
@require_safe
def as_csv(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Every look as CSV."""
    found = found_experiment(request, experiment_id, Permission.BELONG)
    table = write_sheet_csv(overview.looks_table(found))
    answer = HttpResponse(table, content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="looks.csv"'
    return answer


@access.signed_in
@require_POST
def archive(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Put a test aside."""
    found = found_experiment(request, experiment_id)
    service.archive(experiment=found, actor=request.user)
    messages.success(request, f"{found} is archived. You can restore it at any time.")
    return redirect("metrics:experiment", found.public_id)


@access.signed_in
@require_POST
def restore(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Take an archived test back."""
    found = found_experiment(request, experiment_id)
    try:
        service.restore(experiment=found, actor=request.user)
        messages.success(request, f"{found} is restored.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("metrics:experiment", found.public_id)


def _may_plan(request: SignedInRequest) -> bool:
    return access.may(request.membership, Permission.EVALUATE)
