"""Beginning a project from a file: only what belongs here, and the rest is told."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accounts.models import Organization, User
from assessments.models import Assessment
from scoping.models import Candidate, Project, Rating, rubric_of
from scoping.overview.levels import choosable
from scoping.overview.portable import LEVELS, RATINGS
from scoping.overview.references import references
from scoping.overview.risk_classes import IMPACT, LEGAL, RISKS
from scoping.rules.model import DIMENSIONS
from scoping.services import figures
from scoping.services.projects import establish
from scoping.services.recording import record
from scoping.services.risk_classes import known_answers
from scoping.services.worksheets import follow
from scoping.worksheet.belonging import Left, belonging
from scoping.worksheet.loading import CANDIDATE
from scoping.worksheet.model import Content, Kind
from scoping.worksheet.portable import Header, Portable
from scoping.worksheet.state import WorksheetState
from scoping.worksheet.strict_json import FileFault


@transaction.atomic
def bring_in(*, organization: Organization, actor: User, file: Portable) -> Project:
    """Begin a project from a file that was read. Raises FileFault.

    References hold where the organization has what they name. Signatures, confirmations and raters
    stay where they were given. What was left out is kept with the project, by path.
    """
    known = references(organization, file.state)
    _refuse_twins(file.state, known)

    def knows(kind: Kind, value: str) -> bool:
        return value in known and known[value]["kind"] == kind

    state, left = belonging(file.state, knows)
    sections, unasked = _asked(organization, state.sections)
    project = Project(
        organization=organization,
        title=file.header.title,
        currency=state.currency,
        template=file.header.template,
        example_levels=_levels(file.header),
    )
    unlevelled = _name_assessments(project, file)
    contents = [each.content for each in state.candidates]
    establish(project=project, actor=actor, sections=sections, candidates=contents)
    follow(project, "problem", sections.get("problem", {}))
    made = {str(row.position): row for row in project.candidates.current()}
    unrated = _decide_and_rate(project, state, made)
    told = _told([*left, *unasked], file.names, made)
    project.brought_in = {**asdict(file.origin), "left": [*told, *unrated, *unlevelled]}
    project.save(update_fields=["brought_in"])
    figures.refresh(project)
    after = {"title": project.title, "content_hash": file.origin.content_hash}
    record(project, actor, "project.created", f"project {project.public_id}", after=after)
    return project


def _refuse_twins(state: WorksheetState, known: Mapping[str, object]) -> None:
    """A dataset under the id of a person would lend that person its name."""
    for row in state.rows("data", "datasets"):
        if row["id"] in known:
            raise FileFault(f"data.datasets: the id {row['id']} stands for something else already.")


def _levels(header: Header) -> dict[str, float]:
    levels = {key: float(level) for key, level in header.example_levels.items()}
    if set(levels) not in (set(), set(DIMENSIONS)):
        raise FileFault(f"example_levels: must have a level for each of {', '.join(DIMENSIONS)}.")
    return levels


def _name_assessments(project: Project, file: Portable) -> list[dict[str, str]]:
    """Name the published assessments of the file; those of them that are not here."""
    found: dict[tuple[str, bool], Assessment] = {
        (each.public_id, each.pack_version.kind == "project"): each for each in choosable(project)
    }
    left = []
    for part, key in (
        ("assessment", file.header.assessment), ("readiness_check", file.header.readiness_check)
    ):  # fmt: skip
        here = found.get((key, part == "readiness_check"))
        setattr(project, part, here)
        if key and here is None:
            left.append({"path": part, "kind": LEVELS, "name": file.names.get(key, "")})
    return left


def _asked(
    organization: Organization, sections: Mapping[str, Content]
) -> tuple[dict[str, Content], list[Left]]:
    """Sections with the answers of law and impact that the rules ask for, and the others."""
    left: list[Left] = []
    risks = dict(sections.get(RISKS, {}))
    for key, kind in ((LEGAL, Kind.LEGAL), (IMPACT, Kind.IMPACT)):
        if key not in risks:
            continue
        known = known_answers(organization, key)
        kept = {
            question: given
            for question, given in risks[key].items()
            if question in known and (not known[question] or given in known[question])
        }
        left += [
            Left(f"{RISKS}.{key}", kind, f"{question}: {given}")
            for question, given in risks[key].items()
            if question not in kept
        ]
        risks[key] = kept
    return {**sections, RISKS: risks} if RISKS in sections else dict(sections), left


def _decide_and_rate(
    project: Project, state: WorksheetState, made: Mapping[str, Candidate]
) -> list[dict[str, str]]:
    """Keep decisions, and scores of factors that the rubric has; the scores that it has not."""
    known = {factor.key for factor in rubric_of(project.organization).factors}
    left: list[dict[str, str]] = []
    for each in state.candidates:
        row = made[each.id]
        row.decision, row.decision_reason = each.decision, each.decision_reason
        row.save(update_fields=["decision", "decision_reason"])
        rated = [rating for rating in each.ratings if rating["factor"] in known]
        Rating.objects.bulk_create(_ratings(row, rated))
        gone = sorted({rating["factor"] for rating in each.ratings} - known)
        path = f"{row.public_id}:{CANDIDATE}"
        left += [{"path": path, "kind": RATINGS, "name": factor} for factor in gone]
    return left


def _ratings(candidate: Candidate, rows: Iterable[Mapping[str, Any]]) -> Iterator[Rating]:
    """Scores without their raters, numbered where several people rated the same."""
    count: Counter[tuple[str, str]] = Counter()
    for row in rows:
        of = (row["side"], row["factor"])
        yield Rating(candidate=candidate, unnamed=count[of], **row)
        count[of] += 1


def _told(
    left: Iterable[Left], names: Mapping[str, str], made: Mapping[str, Candidate]
) -> list[dict[str, str]]:
    """What was left out, with the name that the file gives it and its path in the new project."""
    found = []
    for each in left:
        place, apart, rest = each.path.partition(":")
        path = f"{made[place].public_id}:{rest}" if apart else each.path
        is_answer = each.kind in (Kind.LEGAL, Kind.IMPACT)
        name = each.value if is_answer else names.get(each.value, "")
        found.append({"path": path, "kind": str(each.kind), "name": name})
    return found
