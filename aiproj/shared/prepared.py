"""Statements that are translated and planned once, for the few that every save needs.

Django translates a query and PostgreSQL plans it each time it is asked; either takes longer than
the answer itself. Where many people save at once that decides how many can.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection, models
from django.db.models.expressions import Value
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
NAMED = re.compile(r"%\((\w+)\)s")
PLANNED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names by database session


class Statement:
    """SQL with parameters such as %(key)s. PostgreSQL keeps its plan as long as the connection."""

    def __init__(self, name: str, sql: str) -> None:
        self._name = name
        self._sql = sql
        numbers = {key: f"${at}" for at, key in enumerate(dict.fromkeys(NAMED.findall(sql)), 1)}
        self._plan = f"PREPARE {name} AS {NAMED.sub(lambda found: numbers[found[1]], sql)}"
        self._run = f"EXECUTE {name} ({', '.join(f'%({key})s' for key in numbers)})"

    def run(self, cursor: Any, values: Mapping[str, Any]) -> None:
        """Execute it; the cursor then holds rows and row count."""
        if connection.vendor != "postgresql":
            cursor.execute(self._sql, values)
            return
        planned = PLANNED.setdefault(connection.connection, set())
        if self._name not in planned:
            cursor.execute(self._plan)
            planned.add(self._name)
        cursor.execute(self._run, values)


class Parameter(Value):
    """Stands in a query for a value that is given when it runs."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"%({self.value})s", ()


class PreparedGet(Generic[M]):
    """Reads one row, with the rows that the query selects along with it.

    The query is written with the ORM; its values are parameters, none is fixed.
    """

    def __init__(self, name: str, build: "Callable[[], models.QuerySet[M]]") -> None:
        self._name = name
        self._build = build

    def first(self, **values: Any) -> M | None:
        """The row; None where there is none."""
        statement, converters, build = self._translated
        with connection.cursor() as cursor:
            statement.run(cursor, values)
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for place, (functions, column) in converters:
            for convert in functions:
                row[place] = convert(row[place], column, connection)
        return build(row)

    @cached_property
    def _translated(self) -> tuple[Statement, list[Any], "Callable[[Sequence[Any]], M]"]:
        compiler = self._build().query.get_compiler(using=connection.alias)
        sql, fixed = compiler.as_sql()
        if fixed:
            raise ValueError(f"{self._name} holds fixed values: {fixed}")
        columns = [column for column, _, _ in compiler.select]
        converters = list(compiler.get_converters(columns).items())
        return Statement(self._name, sql), converters, _builder(compiler)


def _builder(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """Make objects of a row as Django's own iterable of a query set does."""
    info, alias = compiler.klass_info, connection.alias
    own = len(info["select_fields"])
    names = [column.target.attname for column, _, _ in compiler.select[:own]]
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]

    def build(row: Sequence[Any]) -> Any:
        found = info["model"].from_db(alias, names, row[:own])
        for populator in related:
            populator.populate(row, found)
        return found

    return build
