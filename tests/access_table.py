"""Who may do what: every route, every actor, every method. An undeclared route fails the suite.

A row says who gets in and by which methods. Everyone else is answered by the door: strangers are
sent to the sign-in page, people without access to the page that says so, roles without the
permission get 403 (404 where they must not know that the object exists), people of another
organization get 404, and every other method gets 405.
"""

from access_rows import (
    FORM,
    MANAGERS,
    POST,
    READ,
    READERS,
    ROLES,
    Row,
    account,
    for_admins,
    own,
    pack,
    program,
    public,
    published,
    unpublished,
)
from access_scoping import SCOPING


def sending(name: str, methods: tuple[str, ...]) -> Row:
    """An upload under way, for whoever is sending it."""
    others = ("admin", "member", "executive")
    return Row(name, ("manager",), methods, {"upload_id": "upload"}, hidden_from=others)


ADMIN = ("admin",)
EVALUATORS = ("admin", "manager", "member")
PREDICTIONS = {"predictions_id": "predictions"}
FORECAST = {"predictions_id": "forecast"}
METRIC = {"metric_id": "metric"}
ALERT = {"alert_id": "alert"}
SAMPLE = {"sample_id": "sample"}
LINK = {"link_id": "metric_link"}
TECHNICAL = {"technical_id": "technical"}
MODEL = {"model_id": "model"}
CHECK = {"check_id": "check"}
EXPERIMENT = {"experiment_id": "experiment"}
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
    own("accounts:api_tokens", ROLES, FORM),
    Row(
        "accounts:api_token_revoke",
        MANAGERS,
        POST,
        {"token_id": "api_token"},
        hidden_from=("member", "executive"),
    ),
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
    sending("metrics:upload", FORM),
    sending("metrics:upload_finish", POST),
    sending("metrics:upload_cancel", POST),
    Row("metrics:predictions", ROLES, READ, PREDICTIONS),
    Row("metrics:points", ROLES, READ, PREDICTIONS),
    Row("metrics:value", EVALUATORS, POST, PREDICTIONS),
    Row("metrics:forecast", ROLES, READ, FORECAST),
    Row("metrics:forecast_value", EVALUATORS, POST, FORECAST),
    Row("metrics:forecast_shifts", ROLES, READ, FORECAST),
    Row("metrics:forecast_periods", ROLES, READ, FORECAST),
    Row("metrics:columns", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:predictions_delete", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:predictions_delete_file", EVALUATORS, POST, PREDICTIONS),
    own("metrics:experiments", ROLES, READ),
    own("metrics:experiment_new", EVALUATORS, FORM),
    Row("metrics:experiment", ROLES, READ, EXPERIMENT),
    Row("metrics:experiment_read", EVALUATORS, POST, EXPERIMENT),
    Row("metrics:experiment_csv", ROLES, READ, EXPERIMENT),
    Row("metrics:experiment_archive", EVALUATORS, POST, EXPERIMENT),
    Row("metrics:experiment_restore", EVALUATORS, POST, EXPERIMENT),
    Row("metrics:experiment_decide", EVALUATORS, POST, EXPERIMENT),
    Row("metrics:guardrail_new", EVALUATORS, FORM, EXPERIMENT),
    Row("metrics:guardrail_remove", EVALUATORS, POST, {"guardrail_id": "guardrail"}),
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
    Row("metrics:metric", ROLES, READ, METRIC),
    Row("metrics:metric_edit", MANAGERS, FORM, METRIC),
    Row("metrics:metric_archive", MANAGERS, POST, METRIC),
    Row("metrics:metric_restore", MANAGERS, POST, METRIC),
    Row("metrics:samples", ROLES, READ, METRIC),
    Row("metrics:samples_csv", ROLES, READ, METRIC),
    Row("metrics:sample_add", EVALUATORS, POST, METRIC),
    Row("metrics:samples_import", EVALUATORS, FORM, METRIC),
    own("metrics:alerts", ROLES, READ),
    own("metrics:overall", ROLES, READ),
    Row("metrics:alert", ROLES, FORM, ALERT),
    Row("metrics:alert_acknowledge", ROLES, POST, ALERT),
    Row("metrics:alert_test", MANAGERS, POST, METRIC),
    Row("metrics:sample", EVALUATORS, FORM, SAMPLE),
    Row("metrics:sample_remove", EVALUATORS, POST, SAMPLE),
    Row("metrics:link_new", MANAGERS, FORM, METRIC),
    Row("metrics:link_edit", MANAGERS, FORM, LINK),
    Row("metrics:link_take_over", MANAGERS, POST, LINK),
    Row("metrics:link_archive", MANAGERS, POST, LINK),
    Row("metrics:link_restore", MANAGERS, POST, LINK),
    Row("metrics:link_agree", ROLES, POST, LINK),
    Row("metrics:link_withdraw", ROLES, POST, LINK),
    own("metrics:technical_new", MANAGERS, FORM),
    Row("metrics:technical", ROLES, READ, TECHNICAL),
    Row("metrics:technical_archive", MANAGERS, POST, TECHNICAL),
    Row("metrics:technical_restore", MANAGERS, POST, TECHNICAL),
    Row("metrics:technical_samples", ROLES, READ, TECHNICAL),
    Row("metrics:technical_samples_csv", ROLES, READ, TECHNICAL),
    Row("metrics:technical_sample_add", EVALUATORS, POST, TECHNICAL),
    Row("metrics:technical_samples_import", EVALUATORS, FORM, TECHNICAL),
    own("metrics:templates", MANAGERS, READ),
    Row(
        "metrics:template",
        (*MANAGERS, "outsider"),
        FORM,
        {"key": "template_key"},
        role_first=True,
    ),
    Row("metrics:template_undo", MANAGERS, POST, {"start_id": "template_start"}),
    # Models
    own("metrics:model_new", EVALUATORS, FORM),
    Row("metrics:model", ROLES, READ, MODEL),
    Row("metrics:model_edit", EVALUATORS, FORM, MODEL),
    Row("metrics:model_predictions", EVALUATORS, POST, MODEL),
    Row("metrics:model_champion", EVALUATORS, POST, MODEL),
    Row("metrics:check_set", EVALUATORS, FORM, {**MODEL, "kind": "check_kind"}),
    Row("metrics:check_done", EVALUATORS, FORM, CHECK),  # and the owner, whoever that is
    Row("metrics:check_end", EVALUATORS, POST, CHECK),
    Row("metrics:drift_watch", EVALUATORS, FORM, {**MODEL, "source": "drift_source"}),
    Row("metrics:criterion_new", EVALUATORS, FORM, MODEL),
    Row("metrics:criterion_judge", ROLES, FORM, {"criterion_id": "criterion"}),
    Row("metrics:criterion_remove", EVALUATORS, POST, {"criterion_id": "criterion"}),
    Row("metrics:quality", ROLES, READ, PREDICTIONS),
    Row("metrics:money", ROLES, READ, {**PREDICTIONS, "number": "number"}),
    Row("metrics:compare", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:comparison", ROLES, READ, {"comparison_id": "comparison"}),
    Row("metrics:periods", EVALUATORS, FORM, PREDICTIONS),
    Row("metrics:period_review", ROLES, READ, {"review_id": "period_review"}),
    Row("metrics:period_review_csv", ROLES, READ, {"review_id": "period_review"}),
    program("metrics:api_predictions"),
    program("metrics:api_state", **PREDICTIONS),
    program("metrics:api_values", metric_id="metric"),
    program("metrics:api_technical_values", **TECHNICAL),
    *SCOPING,
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
    published(READERS, "reports:value", READ, report_id="value_report"),
    published(
        READERS, "reports:value_download", READ, report_id="value_report", extension="extension"
    ),
    own("reports:demo_load", ADMIN, POST),
    own("reports:demo_remove", ADMIN, FORM),
]
