"""Forms that are filled wrongly, for the test that reads what they answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pages import PREDICTIONS, QUESTION, Place, at
from playwright.sync_api import Page


@dataclass(frozen=True)
class Wrong:
    """A form filled wrongly: text to fill in, bytes to upload, True to check, None to leave."""

    place: Place
    fields: dict[str, Any]
    named: tuple[str, ...]  # the fields that the summary must name

    def submit(self, page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        field = None
        for name, value in self.fields.items():
            field = page.locator(f"main [name={name}]").first
            if isinstance(value, bytes):
                file = {"name": "typed.yaml", "mimeType": "text/plain", "buffer": value}
                field.set_input_files(file)
            elif value is True:
                field.check()
            elif value is None:
                continue
            else:
                field.fill(value)
        form = field.locator("xpath=ancestor::form")
        form.locator("button:not([type=button])").first.click()


def _wrong(name: str, actor: str, where: Callable, fields: dict, *named: str) -> Wrong:
    return Wrong(Place(name, actor, where), fields, named or tuple(fields))


PAST = "2020-01-01T12:00"
PEOPLE = "ana@example.org, technical\nnobody\nana@example.org, business"
RESET = "account_reset_password_from_key"
WRONGS = [
    _wrong("sign-in, empty", "", at("account_login"), {"login": "", "password": ""}),
    _wrong("sign-in, wrong", "", at("account_login"),
           {"login": "ana@example.org", "password": "no"}, "password"),
    _wrong("reset", "", at("account_reset_password"), {"email": "nobody"}),
    _wrong("new password", "", at(RESET, "uidb36", "reset_key"), {"password1": "short"}),
    _wrong("change of password", "member", at("account_change_password"),
           {"oldpassword": "no", "password1": "short"}),
    _wrong("joining", "", at("accounts:invitation_accept", "invitation_token"),
           {"name": "", "password": "short"}),
    _wrong("profile", "member", at("accounts:profile"), {"name": " "}),
    _wrong("organization", "admin", at("accounts:organization"), {"name": ""}),
    _wrong("another organization", "newcomer", at("accounts:organization_new"), {"name": ""}),
    _wrong("inviting", "admin", at("accounts:people"), {"email": "nobody"}),
    _wrong("new assessment", "manager", at("assessments:new"), {"scope": ""}),
    _wrong("settings", "manager", at("assessments:settings", "draft"),
           {"scope": "", "closes_at": PAST, "not_applicable_data_quality": True},
           "scope", "closes_at", "reason_data_quality"),
    _wrong("people, empty", "manager", at("assessments:people", "draft"), {"people": ""}),
    _wrong("people, wrong lines", "manager", at("assessments:people", "bare"),
           {"people": PEOPLE}),
    _wrong("closing date", "manager", at("assessments:participation", "open"),
           {"closes_at": PAST}),
    _wrong("pack, none", "manager", at("assessments:pack_new"), {"file": b""}),
    _wrong("pack, problems", "manager", at("assessments:pack_new"),
           {"file": b"pack: {key: x}\ndimensions: []\n"}, ""),
    _wrong("publishing", "manager", at("reports:publish", "closed"),
           {"due_2": "Friday"}, "text_2"),
    _wrong("metric", "manager", at("metrics:metric_new"), {"name": "", "target": "10 %"},
           "name", "category", "unit", "direction", "measured_by", "baseline", "baseline_on",
           "baseline_source", "target_kind", "target_on"),
    _wrong("value", "manager", at("metrics:metric", "metric"), {"day": "", "value": "many"},
           "day", "value"),
    _wrong("value of a technical metric", "member", at("metrics:technical", "linked_technical"),
           {"day": "2026-04-02", "value": "101"}, "value"),
    _wrong("values, wrong lines", "manager", at("metrics:samples_import", "metric"),
           {"lines": "yesterday, 2"}),
    _wrong("plan of a test", "manager", at("metrics:experiment_new"),
           {"name": "", "rate": "120", "effect": "0"}),
    _wrong("reading of a test", "manager", at("metrics:experiment", "experiment"),
           {"n_a": "10", "conversions_a": "11"}, "conversions_a", "n_b", "conversions_b"),
    _wrong("reading with fewer than before", "manager", at("metrics:experiment", "read_experiment"),
           {"n_a": "5000", "conversions_a": "300", "n_b": "5100", "conversions_b": "340"},
           "is_correction"),
    _wrong("plan of a test of means", "manager",
           at("metrics:experiment_new", query="?measure=mean"),
           {"name": "", "mean": "many", "sd_a": "0"}, "name", "value_unit", "mean", "effect",
           "sd_a"),
    _wrong("guardrail", "manager", at("metrics:guardrail_new", "experiment"),
           {"worst_change": "-1"}, "name", "measure", "worse", "worst_change"),
    _wrong("decision on a test", "manager", at("metrics:experiment", "guarded_experiment"),
           {"reason": ""}, "kind", "reason"),
    _wrong("regular check", "manager", at("metrics:check_set", "model", "alignment"),
           {"every_days": "0", "first_due": ""}),
    _wrong("check done", "manager", at("metrics:check_done", "check"),
           {"done_on": "2090-01-01", "note": ""}),
    _wrong("signal of drift", "manager", at("metrics:drift_watch", "model", "market"),
           {"signal][value=scores": True, "limit": ""}, "limit"),
    _wrong("alert", "manager", at("metrics:alert", "alert"), {"note": ""}),
    _wrong("correction", "manager", at("metrics:sample", "sample"), {"value": ""}),
    _wrong("technical metric", "manager", at("metrics:technical_new"), {"name": "Alerts"},
           "says", "unit", "direction"),
    _wrong("API token", "member", at("accounts:api_tokens"), {"name": ""}, "name", "scopes"),
    _wrong("sharing", "manager", at("reports:share", "report"), {"label": ""}),
    _wrong("upload, nothing", "manager", at("metrics:predictions_new"), {"name": ""},
           "name", "file"),
    _wrong("columns", "manager", at("metrics:columns", "uploaded"),
           {"positive_label": "", "outcomes_come_later": True}, "positive_label", "period"),
    _wrong("payoffs", "manager", at(PREDICTIONS, "unvalued"),
           {"true_positive": "many", "practice_treated": "10"}, "true_positive", "practice_hits"),
    _wrong("columns of a forecast", "manager",
           at("metrics:columns", "uploaded", query="?holds=forecast"), {"season": "1"},
           "season", "actual", "forecast"),
    _wrong("costs", "manager", at("metrics:forecast", "unvalued_forecast"),
           {"cost_under": "-1", "cost_over": "many", "unit": ""}),
    _wrong("signing", "executive", at("scoping:charter_sign", "signed_charter"),
           {"password": ""}),
    _wrong("changes of a charter", "executive", at("scoping:charter_changes", "charter"),
           {"text_1": ""}, "path_1", "text_1"),
    _wrong("rejecting", "executive", at("scoping:charter_reject", "charter"), {"reason": ""}),
    _wrong("revoking", "executive", at("scoping:charter_revoke", "charter"), {"reason": ""}),
    _wrong("answer to a change", "manager", at("scoping:charter_answers", "sent_back_charter"),
           {"text": ""}),
    _wrong("gate", "manager", at("scoping:gates", "chartered"), {"reason": ""},
           "decision", "reason"),
    _wrong("stage", "manager", at("scoping:project_stage", "chartered"), {"reason": ""},
           "step", "reason"),
    _wrong("risk of readiness", "executive", at("scoping:risk_accept", "chartered"),
           {"reason": ""}),
    _wrong("deputy", "executive", at("scoping:deputies"), {"starts_on": "tomorrow"},
           "deputy", "starts_on", "ends_on"),
    _wrong("name of a view", "manager", at("scoping:portfolio"), {"name": " "}),
    _wrong("relation", "manager", at("scoping:relations"), {"kind": None}, "first", "second"),
    _wrong("budget", "manager", at("scoping:budget"), {"budget": "-1", "step": "many"}),
    _wrong("settings of scoping", "manager", at("scoping:rule_edit", "settings"),
           {"value": "many", "charter_days": "", "reason": ""}),
    _wrong("weights of factors", "manager", at("scoping:rule_edit", "rubric"),
           {"V1": "1", "reason": "Try"}, "V1"),
    _wrong("rules as text", "manager", at("scoping:rule_edit", "techniques"),
           {"text": "techniques: []", "reason": "Try"}, "text"),
    _wrong("project from a file", "manager", at("scoping:project_bring_in"),
           {"file": b'{"format": "aiproj.worksheet/2"}'}),
    _wrong("comment", "manager", at("scoping:comments", "scoped"), {"text": " "}),
    _wrong("legal class, no answer", "manager", at("scoping:legal", "scoped"), {"answer": None}),
    _wrong("question", "", at(QUESTION, "begun", "1"), {"evidence_url": "ftp://example.org"}),
]  # fmt: skip
