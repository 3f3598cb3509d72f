"""The portfolio of 2,000 projects, and the choice under a budget over 200 of them."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cache
from time import perf_counter

from django.db import connection
from django.utils import timezone

from benchmarks import data, processes, visits
from benchmarks.figures import Figure, at_most, p95_ms
from scoping.calc.budget import Limits, Need, Option, choose
from scoping.models import (
    Objective,
    Project,
    ProjectDate,
    ProjectFigures,
    ProjectRelation,
)

PROJECTS, CHOOSABLE, OBJECTIVES, TIMES = 2000, 200, 20, 40
DATES = ("milestone", "milestone", "gate", "stop", "review", "access", "training", "win")
READINESS = ("ready", "conditional", "not_ready", "unknown")
PAGES = (
    ("the portfolio of 2,000", "/portfolio/"),
    ("the last page by next date", "/portfolio/?sort=next&page=40"),
    ("a search in it", "/portfolio/?q=number+19&readiness=ready&stage=live"),
    ("the calendar of 2,000", "/portfolio/calendar/"),
)


def figures() -> Iterator[Figure]:
    prepare()
    manager = data.stage().manager
    with processes.web() as (port, _):
        browser = visits.Browser(port, manager)
        for name, path in PAGES:
            yield at_most(f"Open {name}: queries", visits.warm_queries(path, manager), 25, "")
            seconds = visits.timings(lambda path=path: browser.get(path), TIMES)
            yield at_most(f"Open {name}: p95", p95_ms(seconds), 300, "ms")
        path = "/portfolio/budget/?currency=EUR&budget=20000000"
        seconds = visits.timings(lambda: browser.get(path), TIMES // 4)
        yield at_most("Budget choice of 200 and its next step: p95", p95_ms(seconds), 4000, "ms")
    if connection.vendor == "sqlite":  # no database takes part: once is enough
        yield from _choices()


@cache
def prepare() -> None:
    """2,000 projects with figures and eight dates each; 200 in euros can be chosen."""
    base, chance = data.stage(), random.Random(15)
    today = timezone.now().date()
    objectives = Objective.objects.bulk_create(
        Objective(
            organization=base.organization, name=f"Objective {number}", starts_on=today,
            ends_on=today + timedelta(days=900),
        )
        for number in range(OBJECTIVES)
    )  # fmt: skip
    projects = Project.objects.bulk_create(
        Project(
            organization=base.organization, title=f"Project number {number}",
            currency="EUR" if number < CHOOSABLE else "USD",
            stage="scoped" if number < CHOOSABLE else chance.choice(Project.Stage.values),
            objective=chance.choice(objectives), created_by=base.manager,
        )
        for number in range(PROJECTS)
    )  # fmt: skip
    ProjectFigures.objects.bulk_create(_figures(project, chance) for project in projects)
    ProjectDate.objects.bulk_create(
        (
            ProjectDate(project=project, kind=kind, gate="G2" if kind == "gate" else "",
                        day=today + timedelta(days=chance.randint(-60, 700)), name="Something")
            for project in projects
            for kind in DATES
        ),
        batch_size=data.BATCH,
    )  # fmt: skip
    ProjectRelation.objects.bulk_create(
        ProjectRelation(organization=base.organization, kind=chance.choice(["needs", "excludes"]),
                        first=projects[place], second=projects[place + 7])
        for place in range(0, CHOOSABLE - 7, 3)
    )  # fmt: skip


def _figures(project: Project, chance: random.Random) -> ProjectFigures:
    return ProjectFigures(
        project=project, candidate_name="A model", formulas="1", inputs_hash="0" * 64,
        value=Decimal(chance.randint(-200_000, 900_000)),
        build=Decimal(chance.randint(20, 400_000)),
        run=Decimal(20_000), value_score=chance.uniform(0, 100), viability=chance.uniform(0, 100),
        complexity=chance.uniform(0, 100), complexity_class=chance.choice("SML"),
        readiness=chance.choice(READINESS), largest_gap=chance.uniform(0, 2),
        gap_dimension="technical_expertise", risk=chance.randint(1, 25), risk_name="It fails",
        enablers=[{"dimension": "technical_expertise", "what": "Course", "cost": "1000"}] * 4,
        alignment_review=timezone.now().date() + timedelta(days=chance.randint(-90, 300)),
    )  # fmt: skip


def _choices() -> Iterator[Figure]:
    """The hardest of ten drawn problems, each with 100 needs and 30 exclusions."""
    slowest, proven = 0.0, 0
    for seed in range(10):
        chance = random.Random(seed)
        options = [
            Option(str(key), Decimal(chance.randint(20_000, 400_000)),
                   Decimal(chance.randint(-100_000, 900_000)))
            for key in range(CHOOSABLE)
        ]  # fmt: skip
        keys = [option.key for option in options]
        needs = tuple(Need(*chance.sample(keys, 2)) for _ in range(100))
        rivals = tuple(frozenset(chance.sample(keys, 3)) for _ in range(30))
        start = perf_counter()
        found = choose(options, Decimal(9_000_000), Limits(rivals, needs))
        slowest, proven = max(slowest, perf_counter() - start), proven + found.is_proven
    yield at_most(
        "Budget choice over 200 with needs and exclusions, slowest of 10", slowest, 2, "s"
    )
    yield Figure("Of these proven optimal", f"{proven} of 10", "10 of 10", proven == 10)
