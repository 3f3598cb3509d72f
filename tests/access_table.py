"""Who may do what: every route, every actor, every method. An undeclared route fails the suite.

A row says who gets in and by which methods. Everyone else is answered by the door: strangers are
sent to the sign-in page, people without access to the page that says so, roles without the
permission get 403 (404 where they must not know that the object exists), people of another
organization get 404, and every other method gets 405.
"""

from dataclasses import dataclass, field

ROLES = ("admin", "manager", "member", "executive")
ACTORS = (*ROLES, "outsider", "deactivated", "anonymous", "respondent", "reader")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

READ = ("GET", "HEAD")
POST = ("POST",)
FORM = ("GET", "HEAD", "POST")
MANAGERS = ("admin", "manager")
READERS = ("admin", "manager", "executive")


@dataclass(frozen=True)
class Row:
    """One route. `given` names the objects of the tests' world that stand in its path."""

    name: str
    who: tuple[str, ...]
    methods: tuple[str, ...]
    given: dict[str, str] = field(default_factory=dict)
    hidden_from: tuple[str, ...] = ()  # the object is not for them to know of: 404, not 403
    public: bool = False  # asks for no account
    account: bool = False  # asks for an account, whatever its organization
    role_first: bool = False  # the role decides before the method is looked at


def public(name: str, methods: tuple[str, ...], **given: str) -> Row:
    return Row(name, ACTORS, methods, given, public=True)


def account(name: str, methods: tuple[str, ...]) -> Row:
    return Row(name, (*ROLES, "outsider", "deactivated"), methods, account=True)


def own(name: str, who: tuple[str, ...], methods: tuple[str, ...]) -> Row:
    """A page about the person's current organization; the outsider is admin of another one."""
    return Row(name, (*who, "outsider"), methods, role_first=True)


def for_admins(name: str, methods: tuple[str, ...], **given: str) -> Row:
    """A page about one object that only administrators handle."""
    return Row(name, ("admin",), methods, given, role_first=True)


def unpublished(name: str, methods: tuple[str, ...], **given: str) -> Row:
    """A page about something that only managers know of before it is published."""
    return Row(name, MANAGERS, methods, given, hidden_from=("member", "executive"))


def pack(name: str, methods: tuple[str, ...]) -> Row:
    """A page about one questionnaire of the organization."""
    return Row(name, MANAGERS, methods, {"pack_id": "pack"})


def published(who: tuple[str, ...], name: str, methods: tuple[str, ...], **given: str) -> Row:
    """A page about something published that was not shared with members."""
    return Row(name, who, methods, given, hidden_from=("member",))


def definition(name: str, who: tuple[str, ...], methods: tuple[str, ...], **given: str) -> Row:
    """A page about a business metric, a technical one, or a link: not for members to know of."""
    return Row(name, who, methods, given, hidden_from=("member",))


ADMIN = ("admin",)
EVALUATORS = ("admin", "manager", "member")
PREDICTIONS = {"predictions_id": "predictions"}
MODEL = {"model_id": "model"}
SURVEY = {"token": "survey_token"}
ROWS = [
    # The installation
    public("healthz", READ),
    public("readyz", READ),
    public("version", READ),
    # Signing in
    public("account_login", FORM),
    public("account_logout", FORM),
    public("account_inactive", READ),
    public("account_signup", READ),
    public("account_reset_password", FORM),
    public("account_reset_password_done", READ),
    public("account_reset_password_from_key", FORM, uidb36="uidb36", key="reset_key"),
    public("account_reset_password_from_key_done", READ),
    account("account_change_password", FORM),
    public("accounts:set_up", FORM),
    Row(  # for the invited address only: whoever is signed in with another one is refused
        "accounts:invitation_accept",
        ("anonymous", "respondent", "reader"),
        FORM,
        {"token": "invitation_token"},
        public=True,
    ),
    account("accounts:no_organization", READ),
    # People and the organization
    own("home", ROLES, READ),
    own("accounts:switch", ROLES, POST),
    own("accounts:profile", ROLES, FORM),
    own("accounts:theme", ROLES, POST),
    own("accounts:organization", ADMIN, FORM),
    Row(  # for the administrator of the installation
        "accounts:organization_new",
        (),
        FORM,
        hidden_from=("admin", "outsider"),
        role_first=True,
    ),
    own("accounts:people", ADMIN, READ),
    own("accounts:invite", ADMIN, POST),
    for_admins("accounts:person", FORM, membership_id="membership"),
    for_admins("accounts:deactivate", POST, membership_id="membership"),
    for_admins("accounts:activate", POST, membership_id="membership"),
    for_admins("accounts:invitation_resend", POST, invitation_id="invitation"),
    for_admins("accounts:invitation_revoke", POST, invitation_id="invitation"),
    own("accounts:outbox", ADMIN, READ),
    for_admins("accounts:message", READ, message_id="message"),
    own("accounts:audit", ADMIN, READ),
    own("accounts:audit_csv", ADMIN, READ),
    own("accounts:jobs", ADMIN, READ),
    for_admins("accounts:job_retry", POST, job_id="parked_job"),
    Row(  # for whoever asked for the work
        "accounts:job_status",
        ("manager",),
        READ,
        {"job_id": "job"},
        hidden_from=("admin", "member", "executive"),
    ),
    # Predictions
    own("metrics:home", ROLES, READ),
    own("metrics:predictions_new", EVALUATORS, FORM),
    own("metrics:upload_start", EVALUATORS, POST),
    Row("metrics:upload", EVALUATORS, FORM, {"upload_id": "upload"}),
    Row("metrics:upload_finish", EVALUATORS, POST, {"upload_id": "upload"}),
    Row("metrics:upload_cancel", EVALUATORS, POST, {"upload_id": "upload"}),
    Row("metrics:predictions", ROLES, READ, PREDICTIONS),
    Row("metrics:points", ROLES, READ, PREDICTIONS),
    Row("metrics:value", EVALUATORS, POST, PREDICTIONS),
    Row("metrics:columns", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:predictions_delete", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:predictions_delete_file", EVALUATORS, POST, PREDICTIONS),
    own("metrics:experiments", ROLES, READ),
    own("metrics:experiment_new", EVALUATORS, FORM),
    Row("metrics:experiment", ROLES, READ, {"experiment_id": "experiment"}),
    Row("metrics:experiment_read", EVALUATORS, POST, {"experiment_id": "experiment"}),
    # Questionnaires
    own("assessments:packs", MANAGERS, READ),
    own("assessments:pack_new", MANAGERS, FORM),
    pack("assessments:pack", READ),
    pack("assessments:pack_archive", POST),
    pack("assessments:pack_restore", POST),
    # Assessments
    own("assessments:list", MANAGERS, READ),
    own("assessments:new", MANAGERS, FORM),
    unpublished("assessments:assessment", READ, assessment_id="open"),
    unpublished("assessments:settings", FORM, assessment_id="draft"),
    unpublished("assessments:people", READ, assessment_id="draft"),
    unpublished("assessments:people_add", POST, assessment_id="draft"),
    unpublished(
        "assessments:person_remove",
        FORM,
        assessment_id="open",
        participant_id="participant",
    ),
    unpublished(
        "assessments:person_remind",
        POST,
        assessment_id="open",
        participant_id="participant",
    ),
    unpublished(
        "assessments:person_link",
        POST,
        assessment_id="open",
        participant_id="participant",
    ),
    unpublished("assessments:open", FORM, assessment_id="draft"),
    unpublished("assessments:participation", READ, assessment_id="open"),
    unpublished("assessments:remind", POST, assessment_id="open"),
    unpublished("assessments:extend", POST, assessment_id="open"),
    unpublished("assessments:close", FORM, assessment_id="open"),
    published(MANAGERS, "assessments:archive", FORM, assessment_id="published"),
    unpublished("assessments:delete", FORM, assessment_id="draft"),
    published(READERS, "assessments:results", READ, assessment_id="published"),
    published(
        READERS,
        "assessments:results_why",
        READ,
        assessment_id="published",
        subject="why_subject",
        key="capability",
    ),
    published(
        READERS,
        "assessments:results_comments",
        READ,
        assessment_id="published",
        key="capability",
    ),
    Row(  # names: for the managers of this assessment only
        "assessments:results_answers",
        ("manager",),
        READ,
        {"assessment_id": "attributed"},
        hidden_from=("admin", "member", "executive"),
    ),
    # Business metrics
    own("metrics:metric_new", MANAGERS, FORM),
    definition("metrics:metric", READERS, READ, metric_id="metric"),
    definition("metrics:metric_edit", MANAGERS, FORM, metric_id="metric"),
    definition("metrics:metric_archive", MANAGERS, POST, metric_id="metric"),
    definition("metrics:metric_restore", MANAGERS, POST, metric_id="metric"),
    definition("metrics:samples", READERS, READ, metric_id="metric"),
    definition("metrics:samples_csv", READERS, READ, metric_id="metric"),
    definition("metrics:sample_add", MANAGERS, POST, metric_id="metric"),
    definition("metrics:samples_import", MANAGERS, FORM, metric_id="metric"),
    own("metrics:alerts", READERS, READ),
    definition("metrics:alert", READERS, FORM, alert_id="alert"),
    definition("metrics:alert_acknowledge", READERS, POST, alert_id="alert"),
    definition("metrics:alert_test", MANAGERS, POST, metric_id="metric"),
    definition("metrics:sample", MANAGERS, FORM, sample_id="sample"),
    definition("metrics:sample_remove", MANAGERS, POST, sample_id="sample"),
    definition("metrics:link_new", MANAGERS, FORM, metric_id="metric"),
    definition("metrics:link_edit", MANAGERS, FORM, link_id="metric_link"),
    definition("metrics:link_archive", MANAGERS, POST, link_id="metric_link"),
    definition("metrics:link_restore", MANAGERS, POST, link_id="metric_link"),
    definition("metrics:link_agree", READERS, POST, link_id="metric_link"),
    definition("metrics:link_withdraw", READERS, POST, link_id="metric_link"),
    own("metrics:technical_new", MANAGERS, FORM),
    definition("metrics:technical_archive", MANAGERS, POST, technical_id="technical"),
    definition("metrics:technical_restore", MANAGERS, POST, technical_id="technical"),
    own("metrics:templates", MANAGERS, READ),
    Row(
        "metrics:template",
        (*MANAGERS, "outsider"),
        FORM,
        {"key": "template_key"},
        role_first=True,
    ),
    definition("metrics:template_undo", MANAGERS, POST, start_id="template_start"),
    # Models
    own("metrics:model_new", EVALUATORS, FORM),
    Row("metrics:model", ROLES, READ, MODEL),
    Row("metrics:model_edit", EVALUATORS, FORM, MODEL),
    Row("metrics:model_predictions", EVALUATORS, POST, MODEL),
    Row("metrics:model_champion", EVALUATORS, POST, MODEL),
    Row("metrics:criterion_new", EVALUATORS, FORM, MODEL),
    Row("metrics:criterion_judge", ROLES, FORM, {"criterion_id": "criterion"}),
    Row("metrics:criterion_remove", EVALUATORS, POST, {"criterion_id": "criterion"}),
    Row("metrics:quality", ROLES, READ, PREDICTIONS),
    Row("metrics:compare", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:comparison", ROLES, READ, {"comparison_id": "comparison"}),
    Row("metrics:periods", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:period_review", ROLES, READ, {"review_id": "period_review"}),
    # Answering
    public("assessments:survey", READ, **SURVEY),
    public("assessments:survey_begin", POST, **SURVEY),
    public("assessments:survey_question", FORM, **SURVEY, number="number"),
    public("assessments:survey_save", POST, **SURVEY, capability="capability"),
    public("assessments:survey_review", READ, **SURVEY),
    public("assessments:survey_submit", POST, **SURVEY),
    public("assessments:survey_feedback", READ, **SURVEY),
    # Reports
    unpublished("reports:publish", FORM, assessment_id="closed"),
    own("reports:list", ROLES, READ),
    published(READERS, "reports:report", READ, report_id="report"),
    published(MANAGERS, "reports:render", POST, report_id="report"),
    published(MANAGERS, "reports:share", FORM, report_id="report"),
    published(READERS, "reports:download", READ, report_id="report", extension="extension"),
    published(MANAGERS, "reports:revoke", POST, link_id="share_link"),
    public("reports:shared", READ, token="share_token"),
    public("reports:shared_download", READ, token="share_token", extension="extension"),
    Row("reports:value_new", MANAGERS, FORM, PREDICTIONS),
    definition("reports:value", READERS, READ, report_id="value_report"),
    definition(
        "reports:value_download", READERS, READ, report_id="value_report", extension="extension"
    ),
    own("reports:demo_load", ADMIN, POST),
    own("reports:demo_remove", ADMIN, FORM),
]
