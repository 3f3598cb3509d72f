"""Rows of the access table about objectives, projects, worksheets and charters."""

from access_rows import (
    FORM,
    MANAGERS,
    POST,
    READ,
    READERS,
    ROLES,
    Row,
    definition,
    own,
    project,
)

OBJECTIVE = {"objective_id": "objective"}
CANDIDATE = {"candidate_id": "candidate"}
RULES = {"kind": "rule_kind"}
OTHERS = ("admin", "member", "executive")  # a saved view is for whoever keeps it
COMMENT = {"comment_id": "comment"}
DRAFT = {"charter_id": "draft_charter"}
REVIEWED = {"charter_id": "charter"}
CHARTERED = {"project_id": "chartered"}
DECIDING = (*MANAGERS, "executive")  # managers, and the sponsor whatever the role
SIGNATORIES = ("member", "executive")  # whoever is asked to sign, whatever the role


def managed(name: str, methods: tuple[str, ...]) -> Row:
    """What managers do with a charter that members do not take part in."""
    return Row(name, MANAGERS, methods, DRAFT, hidden_from=("member",))


CHARTERS = [
    Row("scoping:project_charter", ROLES, READ, CHARTERED),
    Row("scoping:charter_versions", ROLES, READ, CHARTERED),
    Row("scoping:charter", ROLES, READ, REVIEWED),
    Row("scoping:charter_full", ROLES, READ, REVIEWED),
    Row("scoping:charter_seen", ROLES, POST, REVIEWED),
    Row("scoping:charter_events", ROLES, READ, REVIEWED),
    Row("scoping:charter_json", ROLES, READ, REVIEWED),
    Row("reports:charter_documents", ROLES, READ, REVIEWED),
    Row("reports:charter_make", ROLES, POST, REVIEWED),
    Row("reports:charter_download", ROLES, READ, {**REVIEWED, "name": "document_name"}),
    managed("scoping:charter_submission", READ),
    managed("scoping:charter_submit", POST),
    Row("scoping:charter_sign", SIGNATORIES, FORM, REVIEWED),
    Row("scoping:charter_changes", SIGNATORIES, FORM, REVIEWED),
    Row("scoping:charter_reject", SIGNATORIES, FORM, REVIEWED),
    managed("scoping:charter_answers", FORM),
    managed("scoping:charter_withdraw", POST),
    managed("scoping:charter_amend", POST),
    managed("scoping:charter_publish", POST),
    managed("scoping:charter_copy", POST),
    managed("scoping:charter_renew", POST),
    Row("scoping:charter_revoke", ("executive",), FORM, REVIEWED),  # the sponsor
    Row("scoping:gates", ROLES, READ, CHARTERED),
    Row("scoping:gate_decide", DECIDING, POST, CHARTERED),
    Row("scoping:project_stage", DECIDING, FORM, CHARTERED),
    Row("scoping:variance", ROLES, READ, CHARTERED),
    Row("scoping:variance_csv", ROLES, READ, CHARTERED),
    Row("scoping:outcome_new", DECIDING, FORM, CHARTERED),
    Row("scoping:risk_accept", ("executive",), FORM, CHARTERED),
    own("scoping:deputies", ROLES, FORM),
    Row("scoping:deputy_revoke", ("admin", "executive"), POST, {"deputy_id": "deputy"},
        hidden_from=("manager", "member")),
]  # fmt: skip
SCOPING = [
    *CHARTERS,
    own("scoping:home", ROLES, READ),
    own("scoping:objectives", READERS, READ),
    own("scoping:objective_new", MANAGERS, FORM),
    definition("scoping:objective", MANAGERS, FORM, **OBJECTIVE),
    definition("scoping:objective_archive", MANAGERS, POST, **OBJECTIVE),
    definition("scoping:objective_restore", MANAGERS, POST, **OBJECTIVE),
    own("scoping:project_new", MANAGERS, FORM),
    own("scoping:project_start", MANAGERS, POST, template_key="project_template"),
    own("scoping:project_bring_in", MANAGERS, FORM),
    project("scoping:worksheet_json", READERS, READ),
    Row("scoping:project_arrival", READERS, READ, {"project_id": "arrived"},
        hidden_from=("member",)),
    project("scoping:project_archive", MANAGERS, POST),
    project("scoping:project_restore", MANAGERS, POST),
    project("scoping:section", READERS, READ, key="worksheet_section"),
    project("scoping:section_save", MANAGERS, POST, key="worksheet_section"),
    project("scoping:section_history", READERS, READ, key="worksheet_section"),
    project("scoping:section_bring_back", MANAGERS, POST, key="worksheet_section", number="number"),
    project("scoping:legal", READERS, READ),
    project("scoping:legal_answer", MANAGERS, POST),
    project("scoping:impact", READERS, READ),
    project("scoping:impact_answer", MANAGERS, POST),
    project("scoping:risks_csv", READERS, READ),
    project("scoping:actions_csv", READERS, READ),
    project("scoping:comments", READERS, READ),
    project("scoping:comment_add", READERS, POST),
    project("scoping:comment_answer", READERS, POST, **COMMENT),
    project("scoping:comment_resolve", READERS, POST, **COMMENT),
    project("scoping:comment_reopen", READERS, POST, **COMMENT),
    project("scoping:confirm", READERS, POST, side="side"),
    project("scoping:confirmation_withdraw", READERS, POST, side="side"),
    project("scoping:candidates", READERS, READ),
    project("scoping:candidate_history", READERS, READ, **CANDIDATE),
    project(
        "scoping:candidate_bring_back", MANAGERS, POST, candidate_id="candidate", number="number"
    ),
    project("scoping:candidate_add", MANAGERS, POST),
    project("scoping:decide", MANAGERS, FORM),
    project("scoping:levels", MANAGERS, FORM),
    project("scoping:raters", MANAGERS, FORM),
    project("scoping:rater_withdraw", MANAGERS, POST, person_id="rater"),
    project("scoping:rate", ("manager",), FORM, **CANDIDATE),
    project("scoping:candidate", READERS, READ, **CANDIDATE),
    project("scoping:candidate_save", MANAGERS, POST, **CANDIDATE),
    project("scoping:candidate_archive", MANAGERS, POST, **CANDIDATE),
    project("scoping:candidate_restore", MANAGERS, POST, **CANDIDATE),
    own("scoping:portfolio", READERS, READ),
    Row("scoping:portfolio_file", (*READERS, "outsider"), READ, {"kind": "portfolio_file"},
        role_first=True),
    own("scoping:view_save", READERS, POST),
    Row("scoping:view_remove", ("manager",), POST, {"view_id": "saved_view"}, hidden_from=OTHERS),
    own("scoping:budget", READERS, READ),
    own("scoping:budget_csv", READERS, READ),
    own("scoping:relations", MANAGERS, FORM),
    definition("scoping:relation_remove", MANAGERS, POST, relation_id="relation"),
    own("scoping:enablers", READERS, READ),
    own("scoping:ledger", READERS, READ),
    own("scoping:ledger_csv", READERS, READ),
    own("scoping:agenda", READERS, READ),
    own("scoping:agenda_file", READERS, READ),
    own("scoping:rules", READERS, READ),
    Row("scoping:rule_kind", (*READERS, "outsider"), READ, RULES, role_first=True),
    Row("scoping:rule_edit", (*MANAGERS, "outsider"), FORM, RULES, role_first=True),
    Row("scoping:rule_version", READERS, READ, {**RULES, "version": "rule_version"},
        role_first=True),
]  # fmt: skip
