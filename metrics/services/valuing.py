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
from metrics.calc.question import Question
from metrics.calc.valuation import FORMULA_VERSION
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
    tuning = _tuning_of(predictions, question)
    result = _answer(predictions, question_of(question), tuning)
    result["left_out"] = predictions.facts["left_out"]
    if tuning:
        result["tuning"] |= _as_stored(tuning)
    valuation = Valuation(
        predictions=predictions,
        number=seen + 1,
        question=question,
        result=result,
        finding=wording.tell(question, result).headline,
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    keep(valuation, actor, Predictions.Kind.CLASSIFICATION, tuning)
    return valuation


def _tuning_of(predictions: Predictions, question: dict[str, Any]) -> Predictions | None:
    """The file on which the threshold is to be picked. Raises Refused where it cannot be."""
    chosen = question.get("tuning")
    if not chosen:
        return None
    others = Predictions.objects.of(predictions.organization).can_tune(predictions)
    tuning = others.filter(public_id=chosen).first()
    if tuning is None:
        raise Refused("The predictions to pick the threshold on are not there any more.")
    turned = [bool(each.mapping.get("low_score_is_positive")) for each in (predictions, tuning)]
    if turned[0] != turned[1]:
        raise Refused(
            f"A low score means positive in one of {predictions.name} and {tuning.name} only, so "
            "a threshold of the one says nothing of the other. Choose the columns of one again."
        )
    return tuning


def _as_stored(tuning: Predictions) -> dict[str, Any]:
    """What an answer says of the tuning file, whatever becomes of it."""
    facts = {name: tuning.facts[name] for name in ("rows", "left_out")}
    return {"name": tuning.name, "file_name": tuning.file_name, **facts}


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


def _answer(
    predictions: Predictions, question: Question, tuning: Predictions | None
) -> dict[str, Any]:
    """Refuse money that no page could write; the bound lies far within what numbers can hold."""
    tables = uploading.tables_of(predictions)
    tuned_on = uploading.tables_of(tuning) if tuning else None
    try:
        result, largest = asking.value(tables, question, uploading.turn, tuned_on)
    except Declined as reason:
        raise Refused(f"This cannot be computed: {reason}.") from reason
    if not largest <= MOST_MONEY:
        raise Refused(
            "The amounts become too large to compute with. "
            "Give smaller payoffs, or fewer people, or count money in a larger unit."
        )
    return result


def keep(
    valuation: Valuation,
    actor: User,
    kind: Predictions.Kind,
    tuning: Predictions | None = None,
) -> None:
    """Save an answer with the hash of its inputs. Raises Stale when there is a newer one."""
    predictions = valuation.predictions
    valuation.inputs_hash = _inputs_hash(valuation, tuning)
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


def _inputs_hash(valuation: Valuation, tuning: Predictions | None) -> str:
    """What the numbers depend on: each file and its columns, the question and the formulas."""
    files = [each for each in (valuation.predictions, tuning) if each]
    inputs = [
        *(part for file in files for part in (file.sha256, file.mapping)),
        valuation.question,
        valuation.formula_version,
    ]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
