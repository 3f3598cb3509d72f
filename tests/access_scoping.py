"""Rows of the access table about objectives, projects, worksheets and charters."""

from access_rows import (
    FORM,
    MANAGERS,
    POST,
    READ,
    READERS,
    ROLES,
    definition,
    own,
    project,
)

OBJECTIVE = {"objective_id": "objective"}
CANDIDATE = {"candidate_id": "candidate"}
COMMENT = {"comment_id": "comment"}
SCOPING = [
    own("scoping:home", ROLES, READ),
    own("scoping:objectives", READERS, READ),
    own("scoping:objective_new", MANAGERS, FORM),
    definition("scoping:objective", MANAGERS, FORM, **OBJECTIVE),
    definition("scoping:objective_archive", MANAGERS, POST, **OBJECTIVE),
    definition("scoping:objective_restore", MANAGERS, POST, **OBJECTIVE),
    own("scoping:project_new", MANAGERS, FORM),
    own("scoping:project_start", MANAGERS, POST, template_key="project_template"),
    project("scoping:project_archive", MANAGERS, POST),
    project("scoping:project_restore", MANAGERS, POST),
    project("scoping:section", READERS, READ, key="worksheet_section"),
    project("scoping:section_save", MANAGERS, POST, key="worksheet_section"),
    project("scoping:section_history", READERS, READ, key="worksheet_section"),
    project("scoping:section_bring_back", MANAGERS, POST, key="worksheet_section", number="number"),
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
]
