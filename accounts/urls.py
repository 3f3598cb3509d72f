"""Routes of accounts."""

from django.urls import path

from accounts.views import administration, api_tokens, entry, people

app_name = "accounts"
urlpatterns = [
    path("setup/", entry.set_up, name="set_up"),
    path("invitations/accept/<str:token>/", entry.invitation_accept, name="invitation_accept"),
    path("no-organization/", entry.no_organization, name="no_organization"),
    path("organization/switch/", entry.switch, name="switch"),
    path("organization/new/", entry.organization_new, name="organization_new"),
    path("organization/", administration.organization, name="organization"),
    path("profile/", entry.profile, name="profile"),
    path("profile/theme/", entry.theme, name="theme"),
    path("api-tokens/", api_tokens.api_tokens, name="api_tokens"),
    path("api-tokens/<str:token_id>/revoke/", api_tokens.revoke, name="api_token_revoke"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<str:membership_id>/", people.person, name="person"),
    path("people/<str:membership_id>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<str:membership_id>/activate/", people.activate, name="activate"),
    path(
        "invitations/<str:invitation_id>/resend/",
        people.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "invitations/<str:invitation_id>/revoke/",
        people.invitation_revoke,
        name="invitation_revoke",
    ),
    path("outbox/", administration.messages_list, name="outbox"),
    path("outbox/<str:message_id>/", administration.message, name="message"),
    path("audit/", administration.audit_log, name="audit"),
    path("audit/log.csv", administration.audit_csv, name="audit_csv"),
    path("jobs/", administration.parked_jobs, name="jobs"),
    path("jobs/<str:job_id>/retry/", administration.job_retry, name="job_retry"),
    path("jobs/<str:job_id>/status/", administration.job_status, name="job_status"),
]
