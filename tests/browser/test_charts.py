"""X5: beside every drawing stands a table or list with the same numbers."""

import re

import page_world
import pages
import pytest

CHARTS = {
    "results": ("manager", "assessments:results", "closed"),
    "results of a group": ("manager", "assessments:results", "closed", "?audience=technical"),
    "results of a project": ("manager", "assessments:results", "project"),
    "report": ("executive", "reports:report", "report"),
    "shared report": ("", "reports:shared", "share_token"),
    "feedback": ("", "assessments:survey_feedback", "submitted"),
}
# Every drawing's label with the name of what it draws; every table row by its column titles.
READ = r"""() => {
  const text = each => {
    const copy = each.cloneNode(true);  // what a drawing writes itself does not count
    copy.querySelectorAll("svg").forEach(drawing => drawing.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const parts = "tr, article, li, .dots > div, .hero > div, figure, section";
  const rows = [...document.querySelectorAll("table")].flatMap(table => {
    const titles = [...table.querySelectorAll("thead th, thead td")].map(text);
    return [...table.querySelectorAll("tbody tr")].map(row =>
      [...row.cells].map((cell, at) => [titles[at] ?? "", text(cell)]));
  });
  const drawings = [...document.querySelectorAll("svg")].map(each => ({
    label: each.getAttribute("aria-label"),
    role: each.getAttribute("role"),
    hidden: each.closest("[aria-hidden=true]") !== null,
    beside: text(each.closest(parts) ?? document.body),
  }));
  return {rows, drawings};
}"""
NUMBER = re.compile(r"[−+]?\d+(?:\.\d+)?")
AT_LEVEL = re.compile(r"(\d+)(?: answers?)? at level (\d)")


@pytest.fixture(scope="module")
def world(kept_database):
    return page_world.build()


@pytest.fixture
def read(as_user, world):
    def drawn(actor, name, key, query=""):
        page = as_user(world.users.get(actor)).new_page()
        page.goto(pages.at(name, key, query=query)(world))
        return page.evaluate(READ)

    return drawn


def _rows_of(found, beside):
    """The rows of the tables that are named like what stands beside the drawing."""
    return [row for row in found["rows"] if row[0][1] and row[0][1] in beside]


def _holds(row, label):
    """Whether a row has each count under its level and every other number of the label."""
    counts = {title[-1]: cell for title, cell in row if re.search(r"[1-5]$", title)}
    if any(counts.get(level, count) != count for count, level in AT_LEVEL.findall(label)):
        return False
    rest = NUMBER.findall(AT_LEVEL.sub("", label).replace(" of 5", ""))
    cells = " ".join(cell for _, cell in row)
    return set(rest) <= set(NUMBER.findall(cells))


def _is_told(found, drawing):
    """Whether the numbers stand in a row of a table, or in the words beside the drawing."""
    words = set(NUMBER.findall(drawing["beside"]))
    label = drawing["label"]
    if ": " in label:  # one part for each dimension
        parts = [part.split(": ", 1) for part in label.removesuffix(".").split("; ")]
        parts[0] = [parts[0][0].split(". ")[-1], parts[0][1]]
        return all(
            any(_holds(row, words) for row in _rows_of(found, name)) for name, words in parts
        )
    if any(_holds(row, label) for row in _rows_of(found, drawing["beside"])):
        return True
    return not AT_LEVEL.search(label) and set(NUMBER.findall(label)) <= words | {"0", "100"}


@pytest.mark.parametrize("chart", CHARTS)
def test_every_drawing_has_the_same_numbers_beside_it(read, chart):
    """X5: the label of each drawing against the tables of its page."""
    found = read(*CHARTS[chart])
    drawn = [each for each in found["drawings"] if each["role"] == "img"]
    assert len(drawn) >= 8
    assert [each["label"] for each in drawn if not _is_told(found, each)] == []
    unnamed = [each for each in found["drawings"] if not (each["label"] or each["hidden"])]
    assert unnamed == []


def test_every_drawing_of_participation_counts_what_the_table_lists(read):
    """X5: people by state, and answers by day."""
    found = read("manager", "assessments:participation", "open")
    people = [dict(row) for row in found["rows"] if "Last activity" in dict(row)]
    labels = [each["label"] for each in found["drawings"] if each["role"] == "img"]
    for audience, label in zip(["technical", "business"], labels, strict=False):
        states = [each["State"] for each in people if each["Audience"] == audience]
        done = states.count("submitted")
        begun = sum(state.startswith("started") for state in states)
        expected = f"{done} of {len(states)} submitted"
        expected += f", {begun} started" if begun else ""
        assert label == f"{expected}, {len(states) - done - begun} not opened"
    last = [dict(row) for row in found["rows"] if "So far" in dict(row)][-1]
    day = last["Day"].rsplit(" ", 1)[0]
    assert labels[-1] == f"Submitted answers by day: {last['So far']} of 11 by {day}"


@pytest.mark.parametrize("chart", ["results", "report"])
def test_the_list_beside_the_stairs_marks_the_same_steps(as_user, world, chart):
    """X5: where we are and the target."""
    actor, name, key = CHARTS[chart]
    page = as_user(world.users[actor], viewport={"width": 320, "height": 700}).new_page()
    page.goto(pages.at(name, key)(world))
    label = page.locator("svg[aria-label^=Stage]").first.get_attribute("aria-label")
    here = page.locator(".ladder [aria-current] .lv").inner_text()
    goal = page.locator(".ladder li:has(.goal) .lv").inner_text()
    assert label == f"Stage {here} of 5, Emerging; target stage {goal}, Established"


def test_the_check_sees_a_number_that_differs(read):
    """X5, negative control: the last digit of each label is another one."""
    found = read(*CHARTS["results"])
    drawn = [each for each in found["drawings"] if each["role"] == "img"]
    other = str.maketrans("0123456789", "1234567890")
    ends = [re.search(r"\d(?=\D*$)", each["label"]).start() for each in drawn]
    labels = [
        each["label"][:end] + each["label"][end].translate(other) + each["label"][end + 1 :]
        for each, end in zip(drawn, ends, strict=True)
    ]
    changed = [{**each, "label": label} for each, label in zip(drawn, labels, strict=True)]
    told = [each["label"] for each in changed if _is_told(found, each)]
    assert [label for label in told if not label.startswith("Stage")] == []  # see the ladder
