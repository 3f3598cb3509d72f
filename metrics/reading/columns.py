"""Which column plays which role: what a person chose, and what may be proposed to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.reading.problems import Problem, problem

ROLE_NAMES = {
    "label": (
        *("label", "y", "target", "actual", "outcome", "y_true", "class", "churn", "churned"),
        *("converted", "conversion", "response", "responded", "default", "fraud", "is_fraud"),
    ),
    "score": (
        *("score", "prob", "proba", "probability", "prediction", "predicted", "pred", "p"),
        *("y_score", "y_prob", "y_pred", "y_hat", "score_1", "prob_1", "model_score"),
    ),
    "second_score": ("score_2", "score2", "second_score", "score_b", "challenger", "prob_2"),
    "weight": ("weight", "weights", "sample_weight", "w"),
    "amount": ("amount", "value", "revenue", "balance", "price", "loss", "spend"),
    "row_id": ("id", "row_id", "customer_id", "customer", "client_id", "account_id", "user_id"),
    "period": ("period", "month", "week", "quarter", "date", "day", "year"),
    "current_decision": ("current_decision", "decision", "treated", "contacted", "treatment"),
}
POSITIVE_WORDS = ("1", "true", "yes")
MOST_VALUES = 5


@dataclass(frozen=True)
class ColumnMapping:
    """The columns a person chose by name, and the label value that counts as positive."""

    label: str
    score: str
    positive_label: str
    second_score: str | None = None
    weight: str | None = None
    amount: str | None = None
    row_id: str | None = None
    period: str | None = None
    current_decision: str | None = None
    leave_out_missing_scores: bool = False
    inputs: tuple[str, ...] = ()  # what the model saw, read where drift is asked for

    def chosen(self) -> tuple[str, ...]:
        """The names of the chosen columns, each once, in the order of the roles, then inputs."""
        names = [*(getattr(self, role) for role in ROLE_NAMES), *self.inputs]
        return tuple(dict.fromkeys(_trim(name) for name in names if name is not None))

    def column(self, role: str) -> str | None:
        """The trimmed name of the column of a role, or None."""
        name = getattr(self, role)
        return None if name is None else _trim(name)


@dataclass(frozen=True)
class Guess:
    """A proposal, never applied by itself, and why it is made."""

    value: str
    reason: str


def check_columns(names: Sequence[str], mapping: ColumnMapping) -> list[Problem]:
    """Problems of the header: names that occur twice after trimming, chosen names not there."""
    trimmed = [_trim(name) for name in names]
    twice = [name for name in dict.fromkeys(trimmed) if name and trimmed.count(name) > 1]
    found = [problem("duplicate_column", column=name, count=trimmed.count(name)) for name in twice]
    present = ", ".join(f"“{name}”" for name in trimmed[:20] if name)
    more = f" and {len(trimmed) - 20} more" if len(trimmed) > 20 else ""
    found += [
        problem("missing_column", column=name, count=1, detail=present + more)
        for name in mapping.chosen()
        if not name or name not in trimmed
    ]
    return found


def guess_roles(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """Propose at most one column for each role, by its name, else by its first values.

    >>> guess_roles(["who", "y", "p"], [["ana", "1", "0.7"], ["bo", "0", "0.2"]])["score"]
    Guess(value='p', reason='its name')
    """
    free = [_trim(name) for name in names]
    guesses: dict[str, Guess] = {}
    for role, known in ROLE_NAMES.items():
        by_word = {name.lower().replace(" ", "_").replace("-", "_"): name for name in free}
        name = next((by_word[word] for word in known if word in by_word), None)
        if name:
            guesses[role] = Guess(name, "its name")
            free.remove(name)
    columns = {_trim(name): [row[at] for row in rows] for at, name in enumerate(names)}
    for role, fits, reason in (
        ("score", _looks_like_score, "its values are fractions between 0 and 1"),
        ("label", _looks_like_label, "it holds two values"),
    ):
        name = next((name for name in free if name and fits(columns[name])), None)
        if role not in guesses and name:
            guesses[role] = Guess(name, f"{reason}, in the first {len(rows)} rows")
            free.remove(name)
    return guesses


def guess_positive(values: Sequence[str]) -> Guess | None:
    """Propose 1, true or yes when it is among the values; nothing else is ever guessed."""
    for word in POSITIVE_WORDS:
        for value in values:
            if value.strip().lower() in (word, f"{word}.0"):
                return Guess(value, f"“{value}” usually means yes")
    return None


def first_values(cells: Sequence[str]) -> tuple[str, ...]:
    """Up to five different values, in the order of first sight."""
    return tuple(dict.fromkeys(cells))[:MOST_VALUES]


def column_types(mapping: ColumnMapping) -> Mapping[str, bool]:
    """Every chosen column, and whether it may be read as numbers straight away."""
    numbers = {mapping.column(role) for role in ("score", "second_score", "weight", "amount")}
    texts = {mapping.column(role) for role in ("label", "row_id", "period", "current_decision")}
    texts.update(map(_trim, mapping.inputs))
    return {name: name in numbers and name not in texts for name in mapping.chosen()}


def _looks_like_score(cells: Sequence[str]) -> bool:
    numbers = [_number(cell) for cell in cells]
    inside = [number for number in numbers if number is not None and 0 <= number <= 1]
    return len(inside) == len(cells) > 0 and any(0 < number < 1 for number in inside)


def _looks_like_label(cells: Sequence[str]) -> bool:
    return len(cells) > 2 and len(set(cells)) == 2 and all(cell.strip() for cell in cells)


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def _trim(name: str) -> str:
    return name.strip()
