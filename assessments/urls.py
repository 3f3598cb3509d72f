"""Routes of assessments."""

from django.urls import path

from reports.views import home

app_name = "assessments"
urlpatterns = [
    path("assessments/", home.home, name="list"),
    path("packs/", home.home, name="packs"),
    path("s/<str:token>/", home.home, name="survey"),
]
