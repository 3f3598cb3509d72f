"""Asking what predictions are worth, and keeping every answer with the question."""

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from aiproj.shared.errors import Refused, Stale
from metrics import asking
from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
from metrics.calc.valuation import FORMULA_VERSION, Question
from metrics.children import Declined
from metrics.models import Predictions, Valuation
from metrics.services import uploading
from metrics.wording import valuation as wording

MOST_MONEY = 1e18
OUTCOMES = ("true_positive", "false_positive", "false_negative", "true_negative")


def question_of(plain: dict[str, Any]) -> Question:
    """The question as calculations know it, from what a form or a program gave."""

    def number(name: str) -> float | None:
        value = plain.get(name)
        return None if value in (None, "") else float(value)

    def amount(name: str) -> float:
        return number(name) or 0.0

    treated, hits = number("practice_treated"), number("practice_hits")
    return Question(
        Payoffs(
            **{name: Payoff(amount(name), amount(f"{name}_per_amount")) for name in OUTCOMES},
            cost_per_action=amount("cost_per_action"),
            fixed_cost=amount("fixed_cost"),
            fixed_cost_always=bool(plain.get("fixed_cost_always")),
        ),
        Population(number("population"), number("prevalence")),
        Limits(number("volume"), number("budget")),
        None if treated is None or hits is None else (treated, hits),
    )


def value(
    *, predictions: Predictions, actor: User, seen: int, question: dict[str, Any]
) -> Valuation:
    """Answer the question from the stored tables and keep the answer.

    `seen` is the number of the last valuation that the person saw, 0 for none. Raises Stale when
    there is a newer one, Refused when the question has no answer.
    """
    check_kind(predictions, Predictions.Kind.CLASSIFICATION)
    if predictions.state != Predictions.State.READY:
        raise Refused("These predictions have not been read yet.")
    result = _answer(predictions, question_of(question))
    result["left_out"] = predictions.facts["left_out"]
    valuation = Valuation(
        predictions=predictions,
        number=seen + 1,
        question=question,
        result=result,
        finding=wording.tell(question, result).headline,
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    keep(valuation, actor, Predictions.Kind.CLASSIFICATION)
    return valuation


def check_kind(predictions: Predictions, kind: Predictions.Kind) -> None:
    """Raise Refused for a file that holds something else."""
    if predictions.kind != kind:
        raise Refused(f"This file holds {predictions.get_kind_display()}, not {kind.label}.")


def hold_kind(predictions: Predictions, kind: Predictions.Kind) -> None:
    """Let nobody have the file read as something else until this transaction ends.

    Raises Refused where it is something else already.
    """
    rows = Predictions.objects.select_for_update().filter(pk=predictions.pk)
    for current in rows:
        check_kind(current, kind)


def _answer(predictions: Predictions, question: Question) -> dict[str, Any]:
    """Refuse money that no page could write; the bound lies far within what numbers can hold."""
    tables = uploading.tables_of(predictions)
    try:
        result, largest = asking.value(tables, question, uploading.turn)
    except Declined as reason:
        raise Refused(f"This cannot be computed: {reason}.") from reason
    if not largest <= MOST_MONEY:
        raise Refused(
            "The amounts become too large to compute with. "
            "Give smaller payoffs, or fewer people, or count money in a larger unit."
        )
    return result


def keep(valuation: Valuation, actor: User, kind: Predictions.Kind) -> None:
    """Save an answer with the hash of its inputs. Raises Stale when there is a newer one."""
    predictions = valuation.predictions
    valuation.inputs_hash = _inputs_hash(valuation)
    try:
        with transaction.atomic():
            hold_kind(predictions, kind)
            last = predictions.last_valuation()
            if last and last.number >= valuation.number:
                raise Stale("Somebody has changed the payoffs meanwhile.")
            valuation.save()
            audit.record(
                predictions.organization,
                actor,
                "predictions.valued",
                f"predictions {predictions.public_id}",
                before=last.question if last else {},
                after=valuation.question,
            )
    except IntegrityError as error:
        raise Stale("Somebody has changed the payoffs meanwhile.") from error


def _inputs_hash(valuation: Valuation) -> str:
    """What the numbers depend on: the file, its columns, the question and the formulas."""
    predictions = valuation.predictions
    inputs = [
        predictions.sha256, predictions.mapping, valuation.question, valuation.formula_version
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
