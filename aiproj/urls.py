"""Every route of the app."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import RedirectView

from aiproj.shared import health

form = require_http_methods(["GET", "HEAD", "POST"])  # django-allauth takes PUT for POST
to_sign_in = require_safe(RedirectView.as_view(pattern_name="account_login"))
sign_in = [
    path("sign-in/", form(allauth_views.login), name="account_login"),
    path("sign-out/", form(allauth_views.logout), name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path(
        "password/change/",
        login_required(form(allauth_views.password_change)),
        name="account_change_password",
    ),
    path("password/reset/", form(allauth_views.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(  # the key has hyphens of its own: the first one ends the id
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]+)/$",
        form(allauth_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-up/", to_sign_in, name="account_signup"),
]

urlpatterns = [
    path("", include("assessments.urls")),
    path("", include("metrics.urls")),
    path("", include("scoping.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("version", health.version, name="version"),
    *sign_in,
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
]
handler400 = "reports.views.errors.bad_request"
handler403 = "reports.views.errors.forbidden"
handler429 = "reports.views.errors.too_many_requests"  # django-allauth's rate limits
handler404 = "reports.views.errors.not_found"
handler500 = "reports.views.errors.server_error"
