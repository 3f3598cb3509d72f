"""Addresses of objectives, projects, worksheets and charters."""

from django.urls import path

from scoping.views import candidates, objectives, projects, ratings, worksheets

app_name = "scoping"
PROJECT = "projects/<str:project_id>/"
CANDIDATE = f"{PROJECT}candidates/<str:candidate_id>/"

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
    path(f"{PROJECT}worksheet/<str:key>/", worksheets.section, name="section"),
    path(f"{PROJECT}worksheet/<str:key>/save/", worksheets.section_save, name="section_save"),
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
    path(f"{CANDIDATE}archive/", candidates.candidate_archive, name="candidate_archive"),
    path(f"{CANDIDATE}restore/", candidates.candidate_restore, name="candidate_restore"),
]
