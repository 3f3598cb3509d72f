"""Who rates the candidates of a project, and how many scores each has given."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from scoping.models import RATERS, Involvement, Project, Rating


def raters_of(project: Project) -> QuerySet[Involvement]:
    """Everybody who is asked, by side and name; `scores` is how many they have given."""
    given = Rating.objects.filter(candidate__project=project, rater=OuterRef("person"))
    counted = given.order_by().values("rater").annotate(count=Count("pk")).values("count")
    asked = project.involvements.filter(part__in=RATERS).select_related("person")
    scores = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return asked.annotate(scores=scores).order_by("part", "person__name")
