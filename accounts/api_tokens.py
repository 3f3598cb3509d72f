"""Making and revoking API tokens; each is one transaction with its audit event."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import ApiToken, Membership, User
from aiproj.shared import tokens
from aiproj.shared.errors import Refused

MOST = 20


@transaction.atomic
def create(*, membership: Membership, name: str, scopes: Sequence[str], days: int) -> str:
    """Make a token and return its secret, which is shown this once. Raises Refused."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.api_tokens.working(timezone.now()).count() >= MOST:
        raise Refused(f"You have {MOST} working tokens. Revoke one that is not needed.")
    token = tokens.mint("api")
    made = ApiToken.objects.create(
        membership=membership,
        name=name,
        scopes=list(scopes),
        digest=token.digest,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(
        membership.organization,
        membership.user,
        "api_token.created",
        f"API token {made.public_id}",
        after={"name": name, "scopes": made.scopes, "expires_at": made.expires_at.isoformat()},
    )
    return token.secret


@transaction.atomic
def revoke(*, token: ApiToken, actor: User) -> None:
    """End a token at once. Raises Refused."""
    rows = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if not rows.update(revoked_at=timezone.now()):
        raise Refused("This token was revoked already.")
    audit.record(
        token.membership.organization,
        actor,
        "api_token.revoked",
        f"API token {token.public_id}",
        after={"name": token.name, "of": str(token.membership.user)},
    )
