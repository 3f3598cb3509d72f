"""Routes of reports and of the start page."""

from django.urls import include, path

from reports.views import charters, demo, home, publish, reports, share, value

report_routes = [
    path("assessments/<str:assessment_id>/publish/", publish.publish, name="publish"),
    path("reports/", reports.reports, name="list"),
    path("reports/share/<str:link_id>/revoke/", share.revoke, name="revoke"),
    path("reports/<str:report_id>/", reports.report, name="report"),
    path("reports/<str:report_id>/render/", reports.render_again, name="render"),
    path("reports/<str:report_id>/share/", share.share, name="share"),
    path("reports/<str:report_id>/readiness.<str:extension>", reports.download, name="download"),
    path("r/<str:token>/", share.shared, name="shared"),
    path("r/<str:token>/readiness.<str:extension>", share.shared_download, name="shared_download"),
    path("measure/predictions/<str:predictions_id>/report/", value.value_new, name="value_new"),
    path("reports/value/<str:report_id>/", value.value, name="value"),
    path(
        "reports/value/<str:report_id>/value.<str:extension>",
        value.value_download,
        name="value_download",
    ),
    path("charters/<str:charter_id>/documents/", charters.documents, name="charter_documents"),
    path("charters/<str:charter_id>/documents/make/", charters.make, name="charter_make"),
    path(
        "charters/<str:charter_id>/documents/charter.<str:name>",
        charters.download,
        name="charter_download",
    ),
    path("demo/load/", demo.load, name="demo_load"),
    path("demo/remove/", demo.remove, name="demo_remove"),
]
urlpatterns = [path("", home.home, name="home"), path("", include((report_routes, "reports")))]
