"""Routes of assessments."""

from django.urls import path

from assessments.views import (
    assessments,
    packs,
    participation,
    people,
    results,
    setup,
    survey,
    survey_save,
)

app_name = "assessments"

ONE = "assessments/<str:assessment_id>/"
PERSON = f"{ONE}people/<str:participant_id>/"
urlpatterns = [
    # First: the pages that many people ask for at once.
    path("s/<str:token>/", survey.welcome, name="survey"),
    path("s/<str:token>/begin/", survey.begin, name="survey_begin"),
    path("s/<str:token>/questions/<int:number>/", survey.question, name="survey_question"),
    path("s/<str:token>/answers/<str:capability>/", survey_save.save, name="survey_save"),
    path("s/<str:token>/review/", survey.review, name="survey_review"),
    path("s/<str:token>/submit/", survey.submit, name="survey_submit"),
    path("s/<str:token>/feedback/", survey.feedback, name="survey_feedback"),
    path("assessments/", assessments.assessment_list, name="list"),
    path("assessments/new/", assessments.assessment_new, name="new"),
    path(ONE, assessments.assessment, name="assessment"),
    path(f"{ONE}settings/", setup.settings, name="settings"),
    path(f"{ONE}people/", people.people, name="people"),
    path(f"{ONE}people/add/", people.people_add, name="people_add"),
    path(f"{PERSON}remove/", people.person_remove, name="person_remove"),
    path(f"{PERSON}remind/", people.person_remind, name="person_remind"),
    path(f"{PERSON}link/", people.person_link, name="person_link"),
    path(f"{ONE}open/", setup.open_assessment, name="open"),
    path(f"{ONE}participation/", participation.participation, name="participation"),
    path(f"{ONE}remind/", participation.remind, name="remind"),
    path(f"{ONE}extend/", participation.extend, name="extend"),
    path(f"{ONE}close/", assessments.close, name="close"),
    path(f"{ONE}archive/", assessments.archive, name="archive"),
    path(f"{ONE}delete/", assessments.delete, name="delete"),
    path("packs/", packs.packs, name="packs"),
    path("packs/new/", packs.pack_new, name="pack_new"),
    path("packs/<str:pack_id>/", packs.pack, name="pack"),
    path("packs/<str:pack_id>/archive/", packs.pack_archive, name="pack_archive"),
    path("packs/<str:pack_id>/restore/", packs.pack_restore, name="pack_restore"),
    path(f"{ONE}results/", results.results, name="results"),
    path(f"{ONE}results/why/<str:subject>/<str:key>/", results.results_why, name="results_why"),
    path(f"{ONE}results/comments/<str:key>/", results.results_comments, name="results_comments"),
    path(f"{ONE}results/answers/", results.results_answers, name="results_answers"),
]
