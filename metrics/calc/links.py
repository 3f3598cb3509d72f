"""The graph from technical metrics over formulas to business metrics."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[str, str]  # from what is needed to what needs it


@dataclass(frozen=True)
class DoubleCount:
    """One source that feeds results in two categories."""

    source: str
    first: str
    first_category: str
    second: str
    second_category: str

    def __str__(self) -> str:
        return (
            f"{self.source} feeds both {self.first} ({self.first_category}) and "
            f"{self.second} ({self.second_category}): the same saving counts once only"
        )


def find_cycle(edges: Iterable[Edge]) -> tuple[str, ...] | None:
    """Return one cycle as the names on the way, the first again at the end; None if acyclic.

    The cycle found first in the order of the edges; no edges have no cycle.
    Source: scoping spec X2, acyclic part.

    >>> find_cycle([("a", "b"), ("b", "c"), ("c", "a")]), find_cycle([("a", "b")])
    (('a', 'b', 'c', 'a'), None)
    """
    following = _following(edges)
    done: set[str] = set()
    for start in following:
        if found := _cycle_from(start, following, done):
            return found
    return None


def in_order(names: Sequence[str], edges: Iterable[Edge]) -> tuple[str, ...]:
    """Return the names with everything needed before what needs it; ties keep their order.

    Made for acyclic edges between the names given. Errors: ValueError on a cycle.
    Source: scoping spec X2.

    >>> in_order(["total", "a", "b"], [("a", "total"), ("b", "total")])
    ('a', 'b', 'total')
    """
    needed: dict[str, set[str]] = {name: set() for name in names}
    for source, target in edges:
        needed[target].add(source)
    order: dict[str, None] = {}
    while len(order) < len(needed):
        ready = [name for name in names if name not in order and needed[name] <= order.keys()]
        if not ready:
            raise ValueError("the names need each other in a circle")
        order.update(dict.fromkeys(ready))
    return tuple(order)


def reached(start: str, edges: Iterable[Edge]) -> frozenset[str]:
    """Return everything that the start feeds, directly or through others, without itself.

    Source: product checklist row 59.

    >>> sorted(reached("a", [("a", "b"), ("b", "c"), ("x", "c")]))
    ['b', 'c']
    """
    return _reached(start, _following(edges))


def find_unlinked(
    technical: Iterable[str], business: Iterable[str], edges: Iterable[Edge]
) -> tuple[str, ...]:
    """Return the technical metrics that reach no business metric, in the order given.

    Source: product checklist row 59, scoping spec X2.

    >>> find_unlinked(["recall", "auc"], ["net_value"], [("recall", "net_value")])
    ('auc',)
    """
    wanted, following = set(business), _following(edges)
    return tuple(name for name in technical if not wanted & _reached(name, following))


def find_double_counts(
    sources: Iterable[str], categories: Mapping[str, str], edges: Iterable[Edge]
) -> tuple[DoubleCount, ...]:
    """Return each source that feeds results of two categories, with the first such pair.

    `sources` are what may be claimed once: bases of customers or hours, and amounts of money;
    `categories` maps each result to its category. A source that is itself a result counts in its
    own category too. Source: scoping spec X6, product checklist row 71.

    >>> edges = [("customers", "kept"), ("customers", "saved")]
    >>> [str(item) for item in find_double_counts(
    ...     ["customers"], {"kept": "revenue", "saved": "cost"}, edges)][0][:54]
    'customers feeds both kept (revenue) and saved (cost): '
    """
    following = _following(edges)
    found = []
    for source in sources:
        fed = {source, *_reached(source, following)}
        results = [name for name in categories if name in fed]
        others = [name for name in results if categories[name] != categories[results[0]]]
        if others:
            first, second = results[0], others[0]
            found.append(DoubleCount(source, first, categories[first], second, categories[second]))
    return tuple(found)


def find_flows_across(
    flows: Iterable[Edge], categories: Mapping[str, str], totals: Collection[str]
) -> tuple[DoubleCount, ...]:
    """Return each flow of one metric's total into a total of another category, in their order.

    A flow goes from a business metric to one that takes it as an input. `totals` are the metrics
    that add up (see `units.Unit.is_total`): the amount would stand in both categories. What flows
    into or through a share, a price or a score is claimed by nobody a second time. A flow within
    one category is fine, and so are no flows. Errors: KeyError for a metric without a category.
    Source: scoping spec X6, product checklist row 71.

    >>> kinds = {"hours": "efficiency", "wages": "cost", "share": "customer"}
    >>> flows, totals = [("hours", "wages"), ("hours", "share")], ["hours", "wages"]
    >>> found = find_flows_across(flows, kinds, totals)
    >>> [(item.first, item.second) for item in found]
    [('hours', 'wages')]
    """
    return tuple(
        DoubleCount(source, source, categories[source], target, categories[target])
        for source, target in flows
        if source in totals and target in totals and categories[source] != categories[target]
    )


def _following(edges: Iterable[Edge]) -> dict[str, list[str]]:
    following: dict[str, list[str]] = {}
    for source, target in edges:
        following.setdefault(source, []).append(target)
    return following


def _reached(start: str, following: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [*following.get(start, ())]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(following.get(name, ()))
    return frozenset(found)


def _cycle_from(
    start: str, following: Mapping[str, Sequence[str]], done: set[str]
) -> tuple[str, ...] | None:
    """Walks in depth without recursion: the graph may be longer than Python's stack."""
    path: dict[str, None] = {}
    waiting: list[tuple[str, bool]] = [(start, True)]
    while waiting:
        name, is_arrival = waiting.pop()
        if not is_arrival:
            del path[name]
            done.add(name)
        elif name in path:
            way = list(path)
            return (*way[way.index(name) :], name)
        elif name not in done:
            path[name] = None
            waiting.append((name, False))
            waiting.extend((target, True) for target in reversed(following.get(name, ())))
    return None
