"""Routes of metrics and predictions."""

from django.urls import include, path

from metrics.views import (
    alerts,
    api,
    comparisons,
    criteria,
    definitions,
    experiment_decisions,
    experiments,
    forecasts,
    home,
    links,
    money,
    overall,
    periods,
    predictions,
    predictive_models,
    quality,
    samples,
    technical,
    templates,
    uploads,
    valuation,
    watching,
)

routes = [
    path("", home.home, name="home"),
    path("overall/", overall.overall, name="overall"),
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
    path("experiments/", experiments.experiments, name="experiments"),
    path("experiments/new/", experiments.new, name="experiment_new"),
    path("experiments/<str:experiment_id>/", experiments.experiment, name="experiment"),
    path("experiments/<str:experiment_id>/read/", experiments.read, name="experiment_read"),
    path("experiments/<str:experiment_id>/looks.csv", experiments.as_csv, name="experiment_csv"),
    path(
        "experiments/<str:experiment_id>/archive/", experiments.archive, name="experiment_archive"
    ),
    path(
        "experiments/<str:experiment_id>/restore/", experiments.restore, name="experiment_restore"
    ),
    path(
        "experiments/<str:experiment_id>/decide/",
        experiment_decisions.decide,
        name="experiment_decide",
    ),
    path(
        "experiments/<str:experiment_id>/guardrails/new/",
        experiment_decisions.guardrail_new,
        name="guardrail_new",
    ),
    path(
        "guardrails/<str:guardrail_id>/remove/",
        experiment_decisions.guardrail_remove,
        name="guardrail_remove",
    ),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<str:alert_id>/", alerts.alert, name="alert"),
    path("alerts/<str:alert_id>/acknowledge/", alerts.acknowledge, name="alert_acknowledge"),
    path("values/<str:sample_id>/", samples.correct, name="sample"),
    path("values/<str:sample_id>/remove/", samples.remove, name="sample_remove"),
    path("links/<str:link_id>/edit/", links.link_edit, name="link_edit"),
    path("links/<str:link_id>/take-over/", links.link_take_over, name="link_take_over"),
    path("links/<str:link_id>/archive/", links.link_archive, name="link_archive"),
    path("links/<str:link_id>/restore/", links.link_restore, name="link_restore"),
    path("links/<str:link_id>/agree/", links.link_agree, name="link_agree"),
    path("links/<str:link_id>/withdraw/", links.link_withdraw, name="link_withdraw"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:key>/", templates.template, name="template"),
    path("started/<str:start_id>/undo/", templates.template_undo, name="template_undo"),
    path("technical/new/", technical.technical_new, name="technical_new"),
    path("technical/<str:technical_id>/", technical.technical, name="technical"),
    path(
        "technical/<str:technical_id>/archive/",
        technical.technical_archive,
        name="technical_archive",
    ),
    path(
        "technical/<str:technical_id>/restore/",
        technical.technical_restore,
        name="technical_restore",
    ),
    path("technical/<str:technical_id>/values/", samples.samples, name="technical_samples"),
    path("technical/<str:technical_id>/values/add/", samples.add, name="technical_sample_add"),
    path(
        "technical/<str:technical_id>/values/import/",
        samples.bring_in,
        name="technical_samples_import",
    ),
    path("technical/<str:technical_id>/values.csv", samples.as_csv, name="technical_samples_csv"),
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
    path("models/<str:model_id>/checks/<str:kind>/", watching.check_set, name="check_set"),
    path("models/<str:model_id>/drift/<str:source>/", watching.drift_watch, name="drift_watch"),
    path("checks/<str:check_id>/done/", watching.check_done, name="check_done"),
    path("checks/<str:check_id>/end/", watching.check_end, name="check_end"),
    path("models/<str:model_id>/criteria/new/", criteria.criterion_new, name="criterion_new"),
    path("criteria/<str:criterion_id>/judge/", criteria.criterion_judge, name="criterion_judge"),
    path("criteria/<str:criterion_id>/remove/", criteria.criterion_remove, name="criterion_remove"),
    path("predictions/<str:predictions_id>/quality/", quality.quality, name="quality"),
    path("predictions/<str:predictions_id>/compare/", comparisons.compare, name="compare"),
    path("comparisons/<str:comparison_id>/", comparisons.comparison, name="comparison"),
    path("predictions/<str:predictions_id>/periods/", periods.periods, name="periods"),
    path("period-reviews/<str:review_id>/", periods.period_review, name="period_review"),
    path("period-reviews/<str:review_id>/periods.csv", periods.as_csv, name="period_review_csv"),
    path("predictions/new/", predictions.new, name="predictions_new"),
    path("uploads/", uploads.start, name="upload_start"),
    path("uploads/<str:upload_id>/", uploads.upload, name="upload"),
    path("uploads/<str:upload_id>/finish/", uploads.finish, name="upload_finish"),
    path("uploads/<str:upload_id>/cancel/", uploads.cancel, name="upload_cancel"),
    path("predictions/<str:predictions_id>/", valuation.predictions, name="predictions"),
    path("predictions/<str:predictions_id>/columns/", predictions.columns, name="columns"),
    path("predictions/<str:predictions_id>/value/", valuation.value, name="value"),
    path("predictions/<str:predictions_id>/profit-curve.csv", valuation.points, name="points"),
    path("predictions/<str:predictions_id>/forecast/", forecasts.forecast, name="forecast"),
    path(
        "predictions/<str:predictions_id>/forecast/value/", forecasts.value, name="forecast_value"
    ),
    path(
        "predictions/<str:predictions_id>/forecast/cost-by-shift.csv",
        forecasts.shifts,
        name="forecast_shifts",
    ),
    path(
        "predictions/<str:predictions_id>/forecast/periods.csv",
        forecasts.periods,
        name="forecast_periods",
    ),
    path(
        "predictions/<str:predictions_id>/valuations/<int:number>/money/", money.money, name="money"
    ),
    path("predictions/<str:predictions_id>/delete/", predictions.delete, name="predictions_delete"),
    path(
        "predictions/<str:predictions_id>/delete-file/",
        predictions.delete_file,
        name="predictions_delete_file",
    ),
]
programs = [
    path("predictions", api.predictions, name="api_predictions"),
    path("predictions/<str:predictions_id>", api.state, name="api_state"),
    path("metrics/<str:metric_id>/values", api.values, name="api_values"),
    path("technical/<str:technical_id>/values", api.values, name="api_technical_values"),
]
both = [path("measure/", include(routes)), path("api/", include(programs))]
urlpatterns = [path("", include((both, "metrics")))]
