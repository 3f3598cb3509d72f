"""Order and circles of things that need each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def find_cycles(needs: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return circles of a graph, each as its keys with the first repeated at the end.

    `needs` gives for each key the keys that it points to; keys that are no key of `needs` are
    passed over. Every set of keys that hang in circles yields at least one circle, so the answer
    is empty exactly if there is none; breaking one may uncover another. In the order of `needs`.
    Source: scoping spec 1 (milestones are acyclic).

    >>> find_cycles({"a": ["b"], "b": ["a"], "c": ["c", "a"]})
    (('a', 'b', 'a'), ('c', 'c'))
    """
    done: set[str] = set()
    found = []
    for start in needs:
        trail: list[str] = []
        branches = [iter([start])]
        while branches:
            key = next(branches[-1], None)
            if key is None:
                branches.pop()
                if trail:
                    done.add(trail.pop())
            elif key in trail:
                found.append((*trail[trail.index(key) :], key))
            elif key in needs and key not in done:
                trail.append(key)
                branches.append(iter(needs[key]))
    return tuple(found)
