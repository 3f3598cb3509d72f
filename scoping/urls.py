"""Addresses of objectives, projects, worksheets and charters."""

from django.urls import path

from scoping.views import (
    candidates,
    charters,
    choosing,
    comments,
    confirming,
    deputies,
    gates,
    history,
    objectives,
    portfolio,
    projects,
    ratings,
    rules,
    signing,
    versions,
    worksheets,
)

app_name = "scoping"
PROJECT = "projects/<str:project_id>/"
SECTION = f"{PROJECT}worksheet/<str:key>/"
CHARTER = "charters/<str:charter_id>/"
CANDIDATE = f"{PROJECT}candidates/<str:candidate_id>/"
COMMENT = f"{PROJECT}comments/<str:comment_id>/"
BACK = "history/<int:number>/bring-back/"

urlpatterns = [
    path("scope/", projects.home, name="home"),
    path("objectives/", objectives.objectives, name="objectives"),
    path("objectives/new/", objectives.objective_new, name="objective_new"),
    path("objectives/<str:objective_id>/", objectives.objective_edit, name="objective"),
    path(
        "objectives/<str:objective_id>/archive/",
        objectives.objective_archive,
        name="objective_archive",
    ),
    path(
        "objectives/<str:objective_id>/restore/",
        objectives.objective_restore,
        name="objective_restore",
    ),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/start/<str:template_key>/", projects.project_start, name="project_start"),
    path(f"{PROJECT}archive/", projects.project_archive, name="project_archive"),
    path(f"{PROJECT}restore/", projects.project_restore, name="project_restore"),
    path(SECTION, worksheets.section, name="section"),
    path(f"{SECTION}save/", worksheets.section_save, name="section_save"),
    path(f"{SECTION}history/", history.section_history, name="section_history"),
    path(f"{SECTION}{BACK}", history.section_bring_back, name="section_bring_back"),
    path(f"{PROJECT}comments/", comments.comments, name="comments"),
    path(f"{PROJECT}comments/add/", comments.comment_add, name="comment_add"),
    path(f"{COMMENT}answer/", comments.comment_answer, name="comment_answer"),
    path(f"{COMMENT}settle/", comments.comment_resolve, name="comment_resolve"),
    path(f"{COMMENT}open/", comments.comment_reopen, name="comment_reopen"),
    path(f"{PROJECT}confirm/<str:side>/", confirming.confirm, name="confirm"),
    path(
        f"{PROJECT}confirm/<str:side>/withdraw/", confirming.withdraw, name="confirmation_withdraw"
    ),
    path(f"{PROJECT}candidates/", candidates.candidates, name="candidates"),
    path(f"{PROJECT}candidates/add/", candidates.candidate_add, name="candidate_add"),
    path(f"{PROJECT}candidates/decide/", ratings.decide, name="decide"),
    path(f"{PROJECT}levels/", ratings.levels, name="levels"),
    path(f"{PROJECT}raters/", ratings.raters, name="raters"),
    path(
        f"{PROJECT}raters/<str:person_id>/withdraw/", ratings.rater_withdraw, name="rater_withdraw"
    ),
    path(f"{CANDIDATE}rate/", ratings.rate, name="rate"),
    path(CANDIDATE, candidates.candidate, name="candidate"),
    path(f"{CANDIDATE}save/", candidates.candidate_save, name="candidate_save"),
    path(f"{CANDIDATE}history/", history.candidate_history, name="candidate_history"),
    path(f"{CANDIDATE}{BACK}", history.candidate_bring_back, name="candidate_bring_back"),
    path(f"{CANDIDATE}archive/", candidates.candidate_archive, name="candidate_archive"),
    path(f"{CANDIDATE}restore/", candidates.candidate_restore, name="candidate_restore"),
    path(f"{PROJECT}charter/", charters.project_charter, name="project_charter"),
    path(f"{PROJECT}versions/", charters.charter_versions, name="charter_versions"),
    path(CHARTER, charters.charter, name="charter"),
    path(f"{CHARTER}full/", charters.charter_full, name="charter_full"),
    path(f"{CHARTER}seen/", charters.charter_seen, name="charter_seen"),
    path(f"{CHARTER}events/", charters.charter_events, name="charter_events"),
    path(f"{CHARTER}charter.json", charters.charter_json, name="charter_json"),
    path(f"{CHARTER}submission/", charters.charter_submission, name="charter_submission"),
    path(f"{CHARTER}submit/", charters.charter_submit, name="charter_submit"),
    path(f"{CHARTER}sign/", signing.charter_sign, name="charter_sign"),
    path(f"{CHARTER}changes/", signing.charter_changes, name="charter_changes"),
    path(f"{CHARTER}answers/", signing.charter_answers, name="charter_answers"),
    path(f"{CHARTER}reject/", signing.charter_reject, name="charter_reject"),
    path(f"{CHARTER}withdraw/", signing.charter_withdraw, name="charter_withdraw"),
    path(f"{CHARTER}amend/", versions.charter_amend, name="charter_amend"),
    path(f"{CHARTER}publish/", versions.charter_publish, name="charter_publish"),
    path(f"{CHARTER}copy/", versions.charter_copy, name="charter_copy"),
    path(f"{CHARTER}renew/", versions.charter_renew, name="charter_renew"),
    path(f"{CHARTER}revoke/", versions.charter_revoke, name="charter_revoke"),
    path(f"{PROJECT}gates/", gates.gates, name="gates"),
    path(f"{PROJECT}gates/decide/", gates.gate_decide, name="gate_decide"),
    path(f"{PROJECT}stage/", gates.project_stage, name="project_stage"),
    path(f"{PROJECT}risk/", gates.risk_accept, name="risk_accept"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/<str:deputy_id>/revoke/", deputies.deputy_revoke, name="deputy_revoke"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/file.<str:kind>", portfolio.portfolio_file, name="portfolio_file"),
    path("portfolio/views/", portfolio.view_save, name="view_save"),
    path("portfolio/views/<str:view_id>/remove/", portfolio.view_remove, name="view_remove"),
    path("portfolio/budget/", choosing.budget, name="budget"),
    path("portfolio/budget.csv", choosing.budget_csv, name="budget_csv"),
    path("portfolio/relations/", choosing.relations, name="relations"),
    path(
        "portfolio/relations/<str:relation_id>/remove/",
        choosing.relation_remove,
        name="relation_remove",
    ),
    path("portfolio/enablers/", choosing.enablers, name="enablers"),
    path("portfolio/calendar/", choosing.agenda, name="agenda"),
    path("portfolio/calendar.ics", choosing.agenda_file, name="agenda_file"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:kind>/", rules.rule_kind, name="rule_kind"),
    path("rules/<str:kind>/change/", rules.rule_edit, name="rule_edit"),
    path("rules/<str:kind>/<int:version>/", rules.rule_version, name="rule_version"),
]
