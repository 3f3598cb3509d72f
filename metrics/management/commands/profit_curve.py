"""Say what a file of predictions is worth, at a terminal and without a database."""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aiproj.shared import charts, files
from aiproj.shared.format import number
from metrics import children, counting
from metrics.asking import plain
from metrics.calc.valuation import FORMULA_VERSION, value_predictions
from metrics.forms.amounts import LARGEST
from metrics.forms.valuation import CURRENCIES
from metrics.overview.valuation import curve_figure
from metrics.reading import process
from metrics.reading.columns import ColumnMapping
from metrics.reading.encodings import ENCODINGS
from metrics.reading.problems import Problem
from metrics.services.reading_files import doubts, without_repeats
from metrics.services.valuing import question_of
from metrics.wording import payoffs
from metrics.wording import valuation as wording
from metrics.wording.left_out import left_out_note

BAR = 30
FEW = "too few cases"
COLUMNS = (
    ("weight", "how many cases a row stands for"),
    ("amount", "the amount of a row, for payoffs that grow with it"),
    ("current-decision", "what is decided today, 0 or 1"),
)
PER_AMOUNT = ("true_positive", "false_positive", "false_negative", "true_negative")


def amount(text: str) -> float:
    """A number below the largest that the pages take, as argparse wants to read one."""
    value = float(text)
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is no amount")
    if abs(value) >= LARGEST:
        raise argparse.ArgumentTypeError(f"an amount lies below {LARGEST:,}, not {text}")
    return value


def cost(text: str) -> float:
    """A cost, which is written without a sign."""
    value = amount(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"write the cost without a sign, not {text}")
    return value


def percent(text: str) -> float:
    """A share in percent, above 0 and below 100."""
    value = amount(text)
    if not 0 < value < 100:
        raise argparse.ArgumentTypeError(f"the percentage lies between 0 and 100, not {text}")
    return value


MONEY = (
    ("benefit", amount, "what a treated positive brings (true positive)"),
    ("cost", cost, "what a treated negative costs (false positive)"),
    ("missed-cost", cost, "what an untreated positive costs (false negative)"),
    ("spared-benefit", amount, "what an untreated negative brings (true negative)"),
    ("cost-per-action", cost, "what each treatment costs, right or wrong"),
    ("fixed-cost", cost, "what is paid once when anything is treated"),
)
LIMITS = (
    ("prevalence", percent, "share of positives in the population, in percent (else the file's)"),
    ("population", cost, "how many cases there are (else the file's rows)"),
    ("volume", cost, "how many can be treated at most"),
    ("budget", cost, "how much can be spent at most"),
)


class Command(BaseCommand):
    help = (
        "Read a CSV or Parquet file of predictions and print the most profitable threshold with "
        "its likely range, the simple choices beside it, and the limit. Needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file of predictions")
        parser.add_argument("--label", required=True, help="column of the outcome")
        parser.add_argument("--positive", required=True, help="its value that counts as positive")
        parser.add_argument("--score", required=True, help="column of the score")
        for name, words in COLUMNS:
            parser.add_argument(f"--{name}", metavar="COLUMN", help=f"column: {words}")
        parser.add_argument(
            "--tuning", type=Path, metavar="PATH",
            help="another file with the same columns, on which the threshold is picked",
        )  # fmt: skip
        parser.add_argument("--leave-out-missing-scores", action="store_true")
        parser.add_argument(
            "--encoding", choices=tuple(ENCODINGS), metavar="NAME",
            help=f"encoding of a CSV file (else UTF-8): {', '.join(ENCODINGS)}",
        )  # fmt: skip
        for name, kind, words in (*MONEY, *LIMITS):
            required = name == "benefit"
            parser.add_argument(
                f"--{name}",
                type=kind,
                required=required,
                metavar="N",
                help=words.replace("%", "%%"),
            )
        for outcome in PER_AMOUNT:
            parser.add_argument(
                f"--{outcome.replace('_', '-')}-per-amount", type=amount, metavar="N",
                help="signed, added for each unit of the amount column",
            )  # fmt: skip
        parser.add_argument("--currency", choices=CURRENCIES, default="USD")
        parser.add_argument("--json", type=Path, metavar="PATH", help="write all results there")
        parser.add_argument("--svg", type=Path, metavar="PATH", help="draw the curve there")

    def handle(self, *args: Any, **options: Any) -> None:
        mapping = _mapping(options)
        question = _question(options)
        _check_tuning(options["path"], options["tuning"])
        facts, tables = self._read(options["path"], mapping)
        tuning: Path | None = options["tuning"]
        about, tuned = self._read(tuning, mapping) if tuning else ({}, None)
        try:
            practice = tables.current_decision, tables.treated_today
            tuned_on = tuned.score if tuned else None
            found = value_predictions(tables.score, question_of(question), *practice, tuned_on)
        except ValueError as error:
            raise CommandError(f"This cannot be computed: {error}.") from error
        result = plain(asdict(found))
        if tuning:
            names = {"name": tuning.stem, "file_name": tuning.name}
            result["tuning"] |= names | {name: about[name] for name in ("rows", "left_out")}
        self.stdout.write(report(question, result, facts))
        if options["json"]:
            content = {
                "formula_version": FORMULA_VERSION, "question": question, "facts": facts,
                "result": result,
            }  # fmt: skip
            self._write(options["json"], json.dumps(content, indent=1, allow_nan=False) + "\n")
        if options["svg"]:
            note = left_out_note({}, facts, mapping.kind)
            figure = charts.noted(curve_figure(question, result), note)
            drawing = charts.to_svg(figure, palette=charts.LIGHT)
            self._write(options["svg"], f"{drawing}\n")

    def _read(self, path: Path, mapping: ColumnMapping) -> tuple[dict[str, Any], counting.Tables]:
        """Read and count in children, as the app does. Raises CommandError in words."""
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with tempfile.TemporaryDirectory() as folder:
            show = progress_bar() if sys.stderr.isatty() else None
            try:
                reading = process.run(path, mapping, Path(folder), on_progress=show)
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
            except process.ReaderKilled as error:
                raise CommandError(f"{path} was not read to its end: {error}.") from error
            finally:
                if show:
                    sys.stderr.write("\r\x1b[K")
            if reading.facts is None:
                raise CommandError("\n".join(map(said, reading.problems)))
            table = Path(folder) / "tables.npz"
            try:
                counting.count_in_child(Path(folder), table)
            except children.Declined as reason:
                raise CommandError(f"The rows cannot be counted: {reason}.") from reason
            except children.ChildFailed as error:
                raise CommandError(f"Counting the rows failed: {error}") from error
            tables, found = counting.read(table), doubts(table, mapping.score)
        for item in without_repeats([*reading.problems, *found]):
            self.stderr.write(said(item))
        return asdict(reading.facts), tables

    def _write(self, path: Path, content: str) -> None:
        try:
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"Written: {path}")


def _check_tuning(path: Path, tuning: Path | None) -> None:
    """Refuse the same content as tuning file: what is picked there is then picked here."""
    both = [each for each in (path, tuning) if each and each.is_file()]
    if len(both) == 2 and len(set(map(files.fingerprint, both))) == 1:
        raise CommandError(
            f"{tuning} holds the same as {path}, so its threshold would be picked here, "
            "without correction. Give another file, or leave --tuning out."
        )


def _mapping(options: dict[str, Any]) -> ColumnMapping:
    return ColumnMapping(
        label=options["label"],
        score=options["score"],
        positive_label=options["positive"],
        weight=options["weight"],
        amount=options["amount"],
        current_decision=options["current_decision"],
        leave_out_missing_scores=options["leave_out_missing_scores"],
        encoding=options["encoding"],
    )


def _question(options: dict[str, Any]) -> dict[str, Any]:
    """The question as the payoff editor stores it; costs become negative payoffs."""
    negated = {"false_positive": options["cost"], "false_negative": options["missed_cost"]}
    given = {
        "true_positive": options["benefit"],
        "true_negative": options["spared_benefit"],
        **{name: None if value is None else -value for name, value in negated.items()},
        **{f"{name}_per_amount": options[f"{name}_per_amount"] for name in PER_AMOUNT},
        **{name: options[name] for name in ("cost_per_action", "fixed_cost")},
        **{name: options[name] for name in ("population", "volume", "budget")},
        "prevalence": None if options["prevalence"] is None else options["prevalence"] / 100,
    }
    known = {name: f"{value:.15g}" for name, value in given.items() if value is not None}
    return {"doing": "treating", "people": "cases", "currency": options["currency"], **known}


def report(question: dict[str, Any], result: dict[str, Any], facts: dict[str, Any]) -> str:
    """The finding and its tables, aligned for a terminal."""
    story = wording.tell(question, result)
    parts = [
        f"{story.headline}. {story.lede}",
        aligned(
            [("The best point", "Without a limit", "Within the limit"), *_points(question, result)]
        )
        if result["limit_share"] is not None
        else aligned([("The best point", ""), *(row[:2] for row in _points(question, result))]),
        aligned([("Strategy", "Treated", "Profit"), *wording.choices(question, result)]),
        aligned(
            [
                (line.label, f"{line.value}{f' ({line.note})' if line.note else ''}")
                for line in (*wording.decides(question, result), *wording.facts_of(facts, result))
            ]
        ),
        *(f"Warning: {doubt}" for doubt in payoffs.doubts(question, result) if doubt),
        story.caption,
    ]
    return "\n\n".join(parts)


def _points(question: dict[str, Any], result: dict[str, Any]) -> list[tuple[str, ...]]:
    """What is known of the best point, without and within the limit."""
    money = wording.Words.of(question).money
    both = (result["free"], result["chosen"])

    def row(name: str, tell: Callable[[dict[str, Any]], str]) -> tuple[str, ...]:
        return (name, *(tell(operation) for operation in both))

    rows = [
        row("Treat from a score of", lambda each: _threshold(each["point"]["threshold"])),
        row("Share treated", lambda each: _percent(each["point"]["treated_share"])),
        row("Profit in this file", lambda each: money(each["point"]["profit"])),
        row("Profit, corrected", lambda each: _estimate(each, money)),
        row("Likely at least", lambda each: money(each["value"]["low"])),
        row("Likely at most", lambda each: money(each["value"]["high"])),
        row("Precision", lambda each: _percent(each["precision"])),
        row("Recall", lambda each: _percent(each["recall"])),
    ]
    if result["limit_share"] is not None:
        rows.append(("Limit, share treated", "-", _percent(result["limit_share"])))
    if result["partial"]:
        known = not result["chosen"]["refused"]
        part = money(result["partial"]["profit"]) if known else FEW
        rows.append(("With part of the tied cases", "-", part))
    return rows


def _estimate(operation: dict[str, Any], money: Callable[[float], str]) -> str:
    return FEW if operation["refused"] else money(operation["value"]["estimate"])


def _threshold(threshold: float | None) -> str:
    return "nobody" if threshold is None else f"{threshold:.6g}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{number(share * 100, 1)}%"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as lines; names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *values in rows:
        cells = (value.rjust(width) for value, width in zip(values, widths[1:], strict=True))
        lines.append("  ".join([name.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)


def said(item: Problem) -> str:
    """A finding about the file with what to do."""
    samples = f" Found: {', '.join(item.samples)}." if item.samples else ""
    return f"{item.message}{samples} {item.remedy}".rstrip()


def progress_bar() -> process.Progress:
    """Draw how far reading is, on standard error."""

    def show(rows: int, done: int, total: int) -> None:
        filled = BAR * done // max(total, 1)
        bar = "#" * filled + "." * (BAR - filled)
        sys.stderr.write(f"\rReading [{bar}] {rows:,} rows")
        sys.stderr.flush()

    return show
