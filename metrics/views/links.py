"""Links: what moves a business metric, drawn while it is written, and agreed by two people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.calc.drivers import TreeError
from metrics.forms.links import LinkEditor
from metrics.models import BusinessMetric, MetricLink
from metrics.overview.driver_trees import Content, Drawing, drawing_of, work_out
from metrics.services import links as service
from metrics.views.definitions import CONFLICT, UNPROCESSABLE, act, found_metric

AGREED = "You agreed for the {} side."
TAKEN = "{} is {} now, as the tree of {} gives."
WITHDRAWN = "The content changed, so {} withdrawn. Both sides agree anew."


def found_link(
    request: SignedInRequest, link_id: str, permission: Permission = Permission.DEFINE_METRICS
) -> MetricLink:
    """The link, for people who may; 404 or 403 for others."""
    visible = MetricLink.objects.visible_to(request.user)
    rows = visible.select_related("metric__organization", "organization")
    return access.get(request, rows, permission, public_id=link_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def link_new(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Link a metric to what moves it."""
    metric = found_metric(request, metric_id)
    if request.method != "POST":
        return _editor_page(request, LinkEditor(metric, None))
    return _handle(request, LinkEditor(metric, None, request.POST))


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def link_edit(request: SignedInRequest, link_id: str) -> HttpResponse:
    """Change a link; agreements to its old content end."""
    link = found_link(request, link_id)
    if request.method != "POST":
        return _editor_page(request, LinkEditor(link.metric, link))
    return _handle(request, LinkEditor(link.metric, link, request.POST))


def _handle(request: SignedInRequest, editor: LinkEditor) -> HttpResponse:
    """More rows, a check, or saving, as the button says."""
    if request.POST.get("then") == "more":
        return _editor_page(request, editor)
    drawing, content = _checked(editor)
    if content is None:
        return _editor_page(request, editor, status=UNPROCESSABLE)
    try:
        if request.POST.get("then") != "check":
            return _save(request, editor, content)
        _check(request, editor, content)
    except Refused as refusal:
        return _refused(request, editor, refusal)
    return _editor_page(request, editor, drawing)


def _refused(request: SignedInRequest, editor: LinkEditor, refusal: Refused) -> HttpResponse:
    """What was typed with the reason, and without a drawing that says that it holds."""
    status = UNPROCESSABLE
    if isinstance(refusal, Stale) and editor.link:
        editor.link.refresh_from_db()
        versions.renew(editor.form, editor.link.version)
        editor.show_stored(editor.link)
        status = CONFLICT
    editor.form.add_error(None, str(refusal))
    return _editor_page(request, editor, status=status)


def _checked(editor: LinkEditor) -> tuple[Drawing | None, Content | None]:
    """The drawn tree and its content, where what was typed holds."""
    if not editor.is_valid():
        return None, None
    content = editor.content()
    try:
        return drawing_of(work_out(editor.metric, content), content), content
    except TreeError as error:
        editor.add_problems(error.problems)
        return None, None


def _check(request: SignedInRequest, editor: LinkEditor, content: Content) -> None:
    service.check_link(
        metric=editor.metric,
        link=editor.link,
        actor=request.user,
        version=editor.form.cleaned_data["version"],
        content=content,
    )


def _save(request: SignedInRequest, editor: LinkEditor, content: Content) -> HttpResponse:
    metric: BusinessMetric = editor.metric
    if editor.link is None:
        service.create_link(metric=metric, actor=request.user, content=content)
        messages.success(request, "The link is saved. A business and a technical person agree now.")
        return redirect("metrics:metric", metric.public_id)
    version = editor.form.cleaned_data["version"]
    withdrawn = service.change_link(
        link=editor.link, actor=request.user, version=version, content=content
    )
    messages.success(request, "The link is changed.")
    _say_withdrawn(request, withdrawn)
    return redirect("metrics:metric", metric.public_id)


def _say_withdrawn(request: SignedInRequest, withdrawn: int) -> None:
    if withdrawn:
        counted = show.counted(withdrawn, "agreement is", "agreements are")
        messages.warning(request, WITHDRAWN.format(counted))


def _editor_page(
    request: SignedInRequest, editor: LinkEditor, drawing: Drawing | None = None, status: int = 200
) -> HttpResponse:
    context = {"section": "measure", "editor": editor, "metric": editor.metric, "drawing": drawing}
    return render(request, "metrics/link_form.html", context, status=status)


@access.signed_in
@require_POST
@versions.required
def link_take_over(request: SignedInRequest, link_id: str) -> HttpResponse:
    """Let an input say what the own tree of the metric gives for which it stands."""
    link = found_link(request, link_id)
    version, key = int(request.POST["version"]), request.POST.get("key", "")
    try:
        taken, withdrawn = service.take_over(
            link=link, actor=request.user, version=version, key=key
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, TAKEN.format(taken.name, taken.given, taken.metric))
        _say_withdrawn(request, withdrawn)
    return redirect("metrics:metric", link.metric.public_id)


@access.signed_in
@require_POST
def link_archive(request: SignedInRequest, link_id: str) -> HttpResponse:
    """Let a link count no more; it can be restored."""
    link = found_link(request, link_id)
    return act(
        request,
        lambda: service.archive_link(link=link, actor=request.user),
        "The link is archived. You can restore it below.",
        link.metric,
    )


@access.signed_in
@require_POST
def link_restore(request: SignedInRequest, link_id: str) -> HttpResponse:
    """Let a link count again."""
    link = found_link(request, link_id)
    return act(
        request,
        lambda: service.restore_link(link=link, actor=request.user),
        "The link counts again.",
        link.metric,
    )


@access.signed_in
@require_POST
@versions.required
def link_agree(request: SignedInRequest, link_id: str) -> HttpResponse:
    """Agree to a link for one side."""
    link = found_link(request, link_id, Permission.READ_METRICS)
    side, version = request.POST.get("side", ""), int(request.POST["version"])
    return act(
        request,
        lambda: service.agree(link=link, membership=request.membership, side=side, version=version),
        AGREED.format(side),
        link.metric,
    )


@access.signed_in
@require_POST
def link_withdraw(request: SignedInRequest, link_id: str) -> HttpResponse:
    """Take one's own agreement back."""
    link = found_link(request, link_id, Permission.READ_METRICS)
    return act(
        request,
        lambda: service.withdraw(link=link, actor=request.user),
        "Your agreement is withdrawn.",
        link.metric,
    )
