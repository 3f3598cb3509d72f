"""Gates and stages of a project, and the sponsor's word on a risk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from scoping.forms.charters import AcceptRiskForm, GateForm, StepForm
from scoping.forms.outcomes import BenefitsGateForm, OutcomeForm
from scoping.models import Project
from scoping.overview.contract import watched
from scoping.overview.gates import GatePage, accepted_risks, decisions_of, gate_page, stage_line
from scoping.overview.ledger import outcome_lines
from scoping.services import gates as service
from scoping.services import outcomes
from scoping.views.charters import CONFLICT
from scoping.views.portfolio import today_of
from scoping.views.worksheets import UNPROCESSABLE, found_project
from scoping.workflow import RUNNING, Stage, Step, Who

STEPS = {
    Step.PAUSE: "Pause it",
    Step.RESUME: "Go on where it was paused",
    Step.STOP: "Stop it for good",
    Step.CLOSE: "Close it: the benefits are reviewed",
}


def steps_of(project: Project) -> list[tuple[str, str]]:
    """What can happen to a project besides passing a gate."""
    offered = []
    if project.stage in RUNNING:
        offered = [Step.PAUSE, Step.STOP]
    if project.stage == Stage.PAUSED:
        offered = [Step.RESUME, Step.STOP]
    if project.stage == Stage.BENEFITS:
        offered = [Step.CLOSE, *offered]
    return [(str(step), STEPS[step]) for step in offered]


def deciding(request: SignedInRequest, project_id: str) -> tuple[Project, set[Who]]:
    """The project, for its managers and its sponsor; 403 for others who see it."""
    project = found_project(request, project_id, Permission.BELONG)
    try:
        who = service.who_decides(project, request.user)
    except Refused:
        who = set()
    if not who:
        raise PermissionDenied
    return project, who


@access.signed_in
@require_safe
def gates(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The next gate: evidence, stop criteria, what was decided."""
    project = found_project(request, project_id, Permission.BELONG)
    try:
        who = service.who_decides(project, request.user)
    except Refused:
        who = set()
    found = gate_page(project)
    form = _form(request, project, found, who) if who else None
    return _page(request, project, found, form, 200)


def _form(request: SignedInRequest, project: Project, found: GatePage, who: set[Who]) -> GateForm:
    data = request.POST or None
    may_override = Who.SPONSOR in who and bool(found.stop_met)
    if found.key == Step.G4:
        money = {"currency": project.currency, "today": today_of(request)}
        shown = {"gate": found.key}
        return BenefitsGateForm(data, may_override=may_override, initial=shown, **money)
    due = "\n".join(f"{lack.text}." for lack in found.conditions)
    shown = {"gate": found.key, "conditions": due}
    return GateForm(data, may_override=may_override, initial=shown)


@access.signed_in
@require_POST
def gate_decide(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Decide at the gate that the project stands before."""
    project, who = deciding(request, project_id)
    found = gate_page(project)
    form = _form(request, project, found, who)
    if not form.is_valid():
        return _page(request, project, found, form, UNPROCESSABLE)
    try:
        service.decide(
            project=project,
            actor=request.user,
            gate=form.cleaned_data["gate"],
            fields=form.cleaned_data,
            outcome=getattr(form, "outcome", None),
        )
    except Refused as refusal:
        project.refresh_from_db()
        found = gate_page(project)
        form.renew(found.key)
        form.add_error(None, str(refusal))
        return _page(request, project, found, form, CONFLICT)
    return redirect("scoping:gates", project_id)


def _page(
    request: SignedInRequest,
    project: Project,
    found: GatePage,
    form: GateForm | None,
    status: int,
) -> HttpResponse:
    context = {
        "section": "scope",
        "project": project,
        "gate": found,
        "form": form,
        "line": stage_line(project),
        "decisions": decisions_of(project),
        "steps": steps_of(project) if form else [],
        "clauses": watched(project, found.charter),
        "outcome": outcome_lines(project),
        "may_measure": bool(form) and project.stage in outcomes.REVIEWED,
        "is_sponsor": service.is_sponsor(project, request.user),
        "acceptances": accepted_risks(project),
    }
    return render(request, "scoping/gates.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_stage(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Pause, go on, stop or close."""
    project, _ = deciding(request, project_id)
    form, status = StepForm(steps_of(project), request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                service.move(project=project, actor=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                return redirect("scoping:gates", project_id)
    context = {"section": "scope", "project": project, "form": form, "line": stage_line(project)}
    return render(request, "scoping/project_stage.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_new(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Enter what the project has brought anew; the entries before stay in the audit log."""
    project, _ = deciding(request, project_id)
    form = OutcomeForm(request.POST or None, currency=project.currency, today=today_of(request))
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                outcomes.measure_again(
                    project=project, actor=request.user, fields=form.cleaned_data
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                return redirect("scoping:gates", project_id)
    context = {"section": "scope", "project": project, "form": form}
    return render(request, "scoping/outcome_new.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def risk_accept(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The sponsor accepts that a candidate starts although the organization is not ready."""
    project = found_project(request, project_id, Permission.BELONG)
    if not service.is_sponsor(project, request.user):
        raise PermissionDenied
    form, status = AcceptRiskForm(project, request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                service.accept_risk(
                    project=project,
                    actor=request.user,
                    candidate_id=form.cleaned_data["candidate"],
                    reason=form.cleaned_data["reason"],
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                return redirect("scoping:gates", project_id)
    context = {"section": "scope", "project": project, "form": form}
    return render(request, "scoping/risk_accept.html", context, status=status)
