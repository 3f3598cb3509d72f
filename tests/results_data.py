"""Frozen results made from answers without anybody answering, for the pages that show them."""

import datetime
import html
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import factories
import numpy as np
from django.test import Client
from django.utils import timezone

from accounts.models import Organization, User
from assessments import pack_schema
from assessments.calc.answers import encode
from assessments.calc.evaluation import evaluate
from assessments.models import Assessment, Result
from assessments.pack_schema import Pack, parse_pack, to_parameters, to_questionnaire
from assessments.presentation.frozen import Facts, Frozen

CORE, PROJECT = "ai-maturity-core", "ai-project-readiness"
PACKS = Path(pack_schema.__file__).parent / "packs"
LINK = re.compile(r'href="([^"#]*)')


@lru_cache
def load_pack(name: str = CORE) -> Pack:
    return parse_pack((PACKS / f"{name}.yaml").read_text(), file_name=name)


def evaluation(
    answers: Mapping[str, Mapping[str, Any]], name: str = CORE, k: int = 5, **given: Any
) -> dict[str, Any]:
    """What a result stores; people whose name begins with t are technical, x both."""
    pack = load_pack(name)
    items = to_questionnaire(pack)
    sides = {"t": "technical", "b": "business", "x": "both"}
    given.setdefault("audiences", [sides[person[0]] for person in answers])
    found = evaluate(
        items, encode(items, answers.values()), k=k, parameters=to_parameters(pack), **given
    )
    return dict(json.loads(json.dumps(found.as_dict())))


def golden_answers() -> dict[str, dict[str, Any]]:
    case = next(case for case in load_pack().golden_cases if case.id == "G01")
    return {person: dict(given) for person, given in (case.answers or {}).items()}


def everybody(level: int = 3, name: str = CORE, people: int = 6, **other: Any) -> dict[str, Any]:
    """People of both sides who give one level everywhere, except where `other` says."""
    one = dict.fromkeys((item.key for item in load_pack(name).capabilities), level) | other
    return {f"x{number}": one for number in range(people)}


def frozen(found: dict[str, Any], name: str = CORE, **facts: Any) -> Frozen:
    day = datetime.date(2026, 11, 27)
    given = {
        "scope": "Whole organization",
        "closed_on": day,
        "targets_set_on": day,
        "frozen_on": day,
        "invited": {"technical": 5, "business": 6},
        "privacy_mode": "confidential",
        "code_version": "0.1.0",
        "inputs_hash": "0" * 64,
        **facts,
    }
    return Frozen(found, load_pack(name), Facts(**given))


def golden(**facts: Any) -> Frozen:
    return frozen(evaluation(golden_answers()), **facts)


def closed_with(
    organization: Organization,
    manager: User,
    found: dict[str, Any],
    comments: Mapping[str, Sequence[str]] | None = None,
    **overrides: Any,
) -> Assessment:
    """A closed assessment whose frozen result is this evaluation."""
    now = timezone.now()
    given = {"state": Assessment.State.CLOSED, "opened_at": now, "closed_at": now, **overrides}
    assessment = factories.make_assessment(organization, manager, **given)
    Result.objects.create(
        assessment=assessment,
        evaluation=found,
        comments=comments or {},
        invited={"technical": 5, "business": 6},
        formula_version=found["formula_version"],
        code_version="0.1.0",
        inputs_hash=secrets.token_hex(32),
    )
    return Assessment.objects.get(pk=assessment.pk)


def page(client: Client, assessment: Assessment, path: str = "") -> str:
    response = client.get(f"/assessments/{assessment.public_id}/results/{path}")
    assert response.status_code == 200, path
    return response.content.decode()


def crawl(client: Client, assessment: Assessment, more: Sequence[str] = ()) -> dict[str, str]:
    """Every page below the results that links lead to, and `more` that nothing links to."""
    root = f"/assessments/{assessment.public_id}/results/"
    waiting, seen = [root, *(root + path for path in more)], {}
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        text = response.content.decode() if response.status_code == 200 else "not found"
        seen[path.removeprefix(root)] = text
        for found in LINK.findall(text):
            link = html.unescape(found)
            target = path.partition("?")[0] + link if link.startswith("?") else link
            is_new = target not in waiting and target.removeprefix(root) not in seen
            if target.startswith(root) and is_new:
                waiting.append(target)
    return seen


def many(people: int, seed: int = 7) -> dict[str, dict[str, Any]]:
    """Random answers of many people, half technical and half business."""
    random = np.random.default_rng(seed)
    pack = load_pack()
    answers = {}
    for number in range(people):
        side = ("technical", "business")[number % 2]
        keys = pack.asked_of(side)
        values = random.integers(1, 6, len(keys)).tolist()
        answers[f"{side[0]}{number}"] = dict(zip(keys, values, strict=True))
    return answers
