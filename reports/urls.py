"""Routes of reports and of the start page."""

from django.urls import include, path

from reports.views import home

reports = ([path("reports/", home.home, name="list")], "reports")
urlpatterns = [path("", home.home, name="home"), path("", include(reports))]
