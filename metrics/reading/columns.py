"""Which column plays which role: what a person chose, and what may be proposed to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from metrics.reading.limits import LONGEST_NAME, Limits
from metrics.reading.problems import Problem, check_words, problem, refuse

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
FORECAST_ROLE_NAMES = {
    "actual": (
        *(
            "actual",
            "actuals",
            "actual_value",
            "observed",
            "y",
            "y_true",
            "demand",
            "sales",
            "sold",
        ),
        *("quantity", "units", "consumption", "load", "volume", "target", "value", "amount"),
    ),
    "forecast": (
        *("forecast", "forecasted", "forecast_value", "predicted", "prediction", "pred", "yhat"),
        *("y_hat", "y_pred", "expected", "estimate"),
    ),
    "reference": (
        *("reference", "baseline", "current_forecast", "current", "naive", "plan", "planned"),
        *("manual", "budget"),
    ),
    "period": (
        *("period", "date", "day", "week", "month", "quarter", "year", "ds", "time", "timestamp"),
        *("hour", "datetime"),
    ),
    "series": (
        *("series", "series_id", "unique_id", "store", "store_id", "product", "product_id", "sku"),
        *("item", "item_id", "region", "site", "location"),
    ),
    "weight": ("weight", "weights", "sample_weight", "w"),
}
POSITIVE_WORDS = ("1", "true", "yes")
MOST_VALUES = 5
ColumnType = Literal["number", "coded", "text"]


class ChosenColumns:
    """The columns a person chose by name; each kind of file has roles of its own.

    `numbers` are the roles that hold numbers and nothing else, `coded` those of few texts. The
    encoding is the one chosen for a text; without one it is UTF-8, or UTF-16 with its mark.
    """

    kind: ClassVar[str]
    all_roles: ClassVar[tuple[str, ...]]
    numbers: ClassVar[tuple[str, ...]]
    coded: ClassVar[tuple[str, ...]]
    inputs: tuple[str, ...] = ()
    encoding: str | None = None

    @property
    def leaves_out_missing(self) -> bool:
        """Whether rows without their main numbers are left out rather than refused."""
        raise NotImplementedError

    def chosen(self) -> tuple[str, ...]:
        """The names of the chosen columns, each once, in the order of the roles, then inputs."""
        names = [*(getattr(self, role) for role in self.all_roles), *self.inputs]
        return tuple(dict.fromkeys(_trim(name) for name in names if name is not None))

    def column(self, role: str) -> str | None:
        """The trimmed name of the column of a role, or None."""
        name = getattr(self, role)
        return None if name is None else _trim(name)

    def roles(self) -> tuple[str, ...]:
        """The roles that have a column, and so an array."""
        return tuple(role for role in self.all_roles if self.column(role) is not None)


@dataclass(frozen=True)
class ColumnMapping(ChosenColumns):
    """Outcomes with scores: the columns, and the label value that counts as positive."""

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
    low_score_is_positive: bool = False  # the score is read with its sign turned
    outcomes_come_later: bool = False  # rows without an outcome are pending, not an error
    inputs: tuple[str, ...] = ()  # what the model saw, read where drift is asked for
    encoding: str | None = None

    kind: ClassVar = "classification"
    all_roles: ClassVar = tuple(ROLE_NAMES)
    numbers: ClassVar = ("score", "second_score", "weight", "amount")
    coded: ClassVar = ("label", "period", "current_decision")

    @property
    def leaves_out_missing(self) -> bool:
        """Whether rows without a score are left out."""
        return self.leave_out_missing_scores


@dataclass(frozen=True)
class ForecastMapping(ChosenColumns):
    """Amounts that were forecast: the columns, and after how many periods a season returns."""

    actual: str
    forecast: str
    reference: str | None = None
    period: str | None = None
    series: str | None = None
    weight: str | None = None
    season: int | None = None
    leave_out_missing: bool = False
    encoding: str | None = None

    kind: ClassVar = "forecast"
    all_roles: ClassVar = tuple(FORECAST_ROLE_NAMES)
    numbers: ClassVar = ("actual", "forecast", "reference", "weight")
    coded: ClassVar = ("period",)

    @property
    def leaves_out_missing(self) -> bool:
        """Whether rows without an amount are left out."""
        return self.leave_out_missing


MAPPINGS: dict[str, type[ColumnMapping] | type[ForecastMapping]] = {
    mapping.kind: mapping for mapping in (ColumnMapping, ForecastMapping)
}


def mapping_of(kind: str, plain: dict[str, Any]) -> ColumnMapping | ForecastMapping:
    """The chosen columns of a kind of file, from `asdict` of them."""
    return MAPPINGS[kind](**plain)


@dataclass(frozen=True)
class Guess:
    """A proposal, never applied by itself, and why it is made."""

    value: str
    reason: str


def check_columns(names: Sequence[str], mapping: ChosenColumns) -> list[Problem]:
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


def check_names(names: Sequence[str], limits: Limits) -> None:
    """Raise Unreadable for more columns, or longer names, than a person can choose from.

    A name with a NUL, which a Parquet file may have, is none that can be kept.
    """
    if len(names) > limits.columns:
        detail = f"{len(names):,} columns; at most {limits.columns:,} can be read"
        raise refuse("too_large", count=len(names), detail=detail)
    longest = max(map(len, names), default=0)
    if longest > LONGEST_NAME:
        detail = f"the name of a column has {longest:,} characters, at most {LONGEST_NAME}"
        raise refuse("too_large", count=1, detail=detail)
    check_words(names, "the name of a column")


def guess_roles(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """Propose at most one column for each role, by its name, else by its first values.

    >>> guess_roles(["who", "y", "p"], [["ana", "1", "0.7"], ["bo", "0", "0.2"]])["score"]
    Guess(value='p', reason='its name')
    """
    guesses = _guess_by_name(names, ROLE_NAMES)
    taken = {guess.value for guess in guesses.values()}
    free = [name for name in map(_trim, names) if name not in taken]
    columns = _cells(names, rows)
    for role, fits, reason in (
        ("score", _looks_like_score, "its values between 0 and 1"),
        ("label", _looks_like_label, "its two values"),
    ):
        name = next((name for name in free if name and fits(columns[name])), None)
        if role not in guesses and name:
            guesses[role] = Guess(name, f"{reason}, in the first {len(rows)} rows")
            free.remove(name)
    return guesses


def guess_forecast_roles(names: Sequence[str]) -> dict[str, Guess]:
    """Propose at most one column for each role of a forecast, by its name.

    >>> guess_forecast_roles(["Month", "Sales", "Forecast"])["actual"]
    Guess(value='Sales', reason='its name')
    """
    return _guess_by_name(names, FORECAST_ROLE_NAMES)


def guess_kind(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    outcome: Mapping[str, Guess],
    forecast: Mapping[str, Guess],
) -> Guess | None:
    """Propose what a file holds, from the roles proposed for both kinds; None where none fits.

    A forecast needs more than two different numbers as actual amounts, an outcome at most two
    values.
    """
    columns = _cells(names, rows)
    for guess, main, guesses, fits in (
        (ForecastMapping.kind, ("actual", "forecast"), forecast, _looks_like_amount),
        (ColumnMapping.kind, ("label", "score"), outcome, _has_two_values),
    ):
        if all(role in guesses for role in main) and fits(columns[guesses[main[0]].value]):
            first, second = (guesses[role].value for role in main)
            return Guess(guess, f"the columns “{first}” and “{second}”")
    return None


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


def column_types(mapping: ChosenColumns) -> Mapping[str, ColumnType]:
    """Every chosen column, and what it may be read as straight away."""
    numbers = {mapping.column(role) for role in mapping.numbers}
    coded = {mapping.column(role) for role in mapping.coded}
    texts = {mapping.column(role) for role in mapping.all_roles} - numbers - coded
    texts |= (numbers & coded) | set(map(_trim, mapping.inputs))
    return {
        name: "text" if name in texts else "number" if name in numbers else "coded"
        for name in mapping.chosen()
    }


def _guess_by_name(names: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, Guess]:
    free = [_trim(name) for name in names]
    guesses: dict[str, Guess] = {}
    for role, known in words.items():
        by_word = {name.lower().replace(" ", "_").replace("-", "_"): name for name in free}
        name = next((by_word[word] for word in known if word in by_word), None)
        if name:
            guesses[role] = Guess(name, "its name")
            free.remove(name)
    return guesses


def _cells(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    return {_trim(name): [row[at] for row in rows] for at, name in enumerate(names)}


def _looks_like_amount(cells: Sequence[str]) -> bool:
    filled = {cell.strip() for cell in cells} - {""}
    return len(filled) > 2 and all(_number(cell) is not None for cell in filled)


def _has_two_values(cells: Sequence[str]) -> bool:
    return 0 < len({cell.strip() for cell in cells} - {""}) <= 2


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
