"""Links that open one report without an account."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import Membership, Role, User
from aiproj.shared import tokens
from aiproj.shared.errors import Refused
from reports.models import Report, ShareLink


def may_share(report: Report, membership: Membership) -> bool:
    """Administrators share every report, managers those that they run."""
    if membership.role == Role.ADMIN:
        return True
    return report.assessment.managers.filter(pk=membership.user_id).exists()


@transaction.atomic
def create(*, report: Report, actor: User, label: str, days: int) -> str:
    """Make a link and return its address, which is shown this once. Raises Refused."""
    if report.rendered_at is None:
        raise Refused("The report is still being made. Share it when it is there.")
    token = tokens.mint("share")
    link = ShareLink.objects.create(
        organization=report.organization,
        report=report,
        digest=token.digest,
        label=label,
        created_by=actor,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(
        report.organization,
        actor,
        "share_link.created",
        f"share link {link.public_id}",
        after={
            "report": report.public_id,
            "label": label,
            "expires_at": link.expires_at.isoformat(),
        },
    )
    return settings.PUBLIC_URL + reverse("reports:shared", args=[token.secret])


@transaction.atomic
def revoke(*, link: ShareLink, actor: User) -> None:
    """End a link at once. Raises Refused."""
    if not ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise Refused("This link was revoked already.")
    audit.record(
        link.organization,
        actor,
        "share_link.revoked",
        f"share link {link.public_id}",
        after={"report": link.report.public_id, "label": link.label},
    )


def find(secret: str) -> ShareLink | None:
    """The working link behind a token, with its report; None for every other token."""
    working = ShareLink.objects.working(timezone.now())
    return (
        working.filter(digest=tokens.digest("share", secret))
        .select_related("report__assessment", "report__organization")
        .first()
    )


def count_view(link: ShareLink) -> None:
    """Append one view to the link's count."""
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1, last_viewed_at=timezone.now())
