"""The same pages with one assessment and pack, and with a hundred of each beside them."""

from collections.abc import Callable, Iterator

from benchmarks import data, processes, visits
from benchmarks.figures import Figure, median_ms
from benchmarks.sections import pages, results, saving

ROUNDS = 5
TIMES = 40
MOST = 1.25  # what counts as flat, with the unrest of a machine of two cores
Measured = tuple[int, float]  # queries, median in milliseconds


def figures() -> Iterator[Figure]:
    data.eleven()
    one = _measure()
    data.many()
    hundred = _measure()
    for name, (queries, median) in hundred.items():
        queries_before, before = one[name]
        what = f"{name}, 1 -> {data.MANY} assessments and packs"
        shown = f"{queries_before} -> {queries}"
        yield Figure(f"{what}: queries", shown, "equal", queries_before == queries)
        shown = f"{before:.1f} -> {median:.1f} ms ({median / before:.2f} x)"
        yield Figure(f"{what}: median", shown, f"<= {MOST} x", median <= MOST * before)


def _measure() -> dict[str, Measured]:
    token = data.survey().tokens[0]
    manager = data.stage().manager
    question, found = pages.question(token), results.path(data.eleven())
    with processes.web() as (port, _):
        save = min(
            (saving.one_save(port) for _ in range(ROUNDS)), key=lambda one: median_ms(one[1])
        )
        anyone, signed_in = visits.Browser(port), visits.Browser(port, manager)
        return {
            "Save": (save[0], median_ms(save[1])),
            "Question": (
                visits.warm_queries(question),
                _best(lambda: anyone.get(question)),
            ),
            "Results": (
                visits.warm_queries(found, manager),
                _best(lambda: signed_in.get(found)),
            ),
        }


def _best(send: Callable[[], visits.Answer]) -> float:
    """The lowest of a few medians: what else the machine did disturbs it least."""
    return min(median_ms(visits.timings(send, TIMES)) for _ in range(ROUNDS))
