"""Routes of metrics and predictions."""

from django.urls import include, path

from metrics.views import (
    alerts,
    comparisons,
    definitions,
    home,
    links,
    predictions,
    predictive_models,
    samples,
    templates,
    valuation,
)

routes = [
    path("", home.home, name="home"),
    path("metrics/new/", definitions.metric_new, name="metric_new"),
    path("metrics/<str:metric_id>/", definitions.metric, name="metric"),
    path("metrics/<str:metric_id>/edit/", definitions.metric_edit, name="metric_edit"),
    path("metrics/<str:metric_id>/archive/", definitions.metric_archive, name="metric_archive"),
    path("metrics/<str:metric_id>/restore/", definitions.metric_restore, name="metric_restore"),
    path("metrics/<str:metric_id>/link/", links.link_new, name="link_new"),
    path("metrics/<str:metric_id>/values/", samples.samples, name="samples"),
    path("metrics/<str:metric_id>/values/add/", samples.add, name="sample_add"),
    path("metrics/<str:metric_id>/values/import/", samples.bring_in, name="samples_import"),
    path("metrics/<str:metric_id>/values.csv", samples.as_csv, name="samples_csv"),
    path("metrics/<str:metric_id>/test-alert/", alerts.test, name="alert_test"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<str:alert_id>/", alerts.alert, name="alert"),
    path("alerts/<str:alert_id>/acknowledge/", alerts.acknowledge, name="alert_acknowledge"),
    path("values/<str:sample_id>/", samples.correct, name="sample"),
    path("values/<str:sample_id>/remove/", samples.remove, name="sample_remove"),
    path("links/<str:link_id>/edit/", links.link_edit, name="link_edit"),
    path("links/<str:link_id>/archive/", links.link_archive, name="link_archive"),
    path("links/<str:link_id>/restore/", links.link_restore, name="link_restore"),
    path("links/<str:link_id>/agree/", links.link_agree, name="link_agree"),
    path("links/<str:link_id>/withdraw/", links.link_withdraw, name="link_withdraw"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:key>/", templates.template, name="template"),
    path("started/<str:start_id>/undo/", templates.template_undo, name="template_undo"),
    path("technical/new/", definitions.technical_new, name="technical_new"),
    path(
        "technical/<str:technical_id>/archive/",
        definitions.technical_archive,
        name="technical_archive",
    ),
    path(
        "technical/<str:technical_id>/restore/",
        definitions.technical_restore,
        name="technical_restore",
    ),
    path("models/new/", predictive_models.model_new, name="model_new"),
    path("models/<str:model_id>/", predictive_models.model, name="model"),
    path("models/<str:model_id>/edit/", predictive_models.model_edit, name="model_edit"),
    path(
        "models/<str:model_id>/predictions/",
        predictive_models.model_predictions,
        name="model_predictions",
    ),
    path(
        "models/<str:model_id>/champion/", predictive_models.model_champion, name="model_champion"
    ),
    path("predictions/<str:predictions_id>/compare/", comparisons.compare, name="compare"),
    path("comparisons/<str:comparison_id>/", comparisons.comparison, name="comparison"),
    path("predictions/new/", predictions.new, name="predictions_new"),
    path("predictions/<str:predictions_id>/", valuation.predictions, name="predictions"),
    path("predictions/<str:predictions_id>/columns/", predictions.columns, name="columns"),
    path("predictions/<str:predictions_id>/value/", valuation.value, name="value"),
    path("predictions/<str:predictions_id>/profit-curve.csv", valuation.points, name="points"),
    path("predictions/<str:predictions_id>/delete/", predictions.delete, name="predictions_delete"),
    path(
        "predictions/<str:predictions_id>/delete-file/",
        predictions.delete_file,
        name="predictions_delete_file",
    ),
]
urlpatterns = [path("measure/", include((routes, "metrics")))]
