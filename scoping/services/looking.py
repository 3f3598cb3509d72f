"""What a person last saw of a charter, so that the page can show what changed since."""

from django.utils import timezone

from accounts.models import User
from scoping.models import Charter, Look


def look(*, charter: Charter, person: User) -> Look:
    """Note that this person has seen the charter as it was submitted; twice is once."""
    found, _ = Look.objects.update_or_create(
        project=charter.project,
        person=person,
        defaults={
            "charter": charter,
            "canonical": charter.canonical,
            "content_hash": charter.content_hash,
            "at": timezone.now(),
        },
    )
    return found
