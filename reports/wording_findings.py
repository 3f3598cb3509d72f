"""What stands out: strengths, gaps, disagreement, perspectives, what is not known, comments."""

from collections.abc import Iterable

from aiproj.shared import format as show
from reports.readiness import CommentGroup, Findings, Note, PlanItem, Topic
from reports.source import Source
from reports.wording_verdict import too_few_words

MOST_NOTES = 5


def strengths(topics: Iterable[Topic]) -> Findings:
    """Topics at their target, highest level first."""
    scored = [topic for topic in topics if topic.level]
    at_target = [topic for topic in scored if topic.meets_target]
    ranked = sorted(at_target, key=lambda topic: (-(topic.level or 0), -(topic.mean or 0)))
    total = show.counted(len(scored), "topic")
    reach = show.plural(len(at_target), "reaches", "reach")
    heading = f"Strengths: {show.number_word(len(at_target))} of {total} {reach} the target"
    if not ranked:
        heading = "Strengths: no topic reaches the target yet"
    intro = "What two thirds of the answers say is in place today." if ranked else ""
    if len(ranked) > MOST_NOTES:
        intro = f"The {show.number_word(MOST_NOTES)} highest. {intro}"
    return Findings(heading, intro, tuple(_note(topic) for topic in ranked[:MOST_NOTES]))


def gaps(topics: Iterable[Topic], plan: Iterable[PlanItem]) -> Findings:
    """Topics below their target, in the order of the plan."""
    by_key = {topic.key: topic for topic in topics}
    below = [by_key[item.key] for item in plan]
    if not any(topic.level for topic in by_key.values()):
        return Findings("Gaps: nothing can be said", "", ())
    if not below:
        return Findings("Gaps: no topic is below its target", "", ())
    are = show.plural(len(below), "topic is", "topics are")
    heading = f"Gaps: {show.number_word(len(below))} {are} below the target"
    intro = "What two thirds of the answers say is true today."
    if len(below) > MOST_NOTES:
        intro = f"The {show.number_word(MOST_NOTES)} that matter most. {intro}"
    return Findings(heading, intro, tuple(_note(topic) for topic in below[:MOST_NOTES]))


def disagreements(topics: Iterable[Topic]) -> Findings:
    """Topics on which answers are far apart, least agreement first."""
    scored = [topic for topic in topics if topic.agreement is not None]
    divided = [topic for topic in scored if topic.split or topic.agreement_label == "low"]
    ranked = sorted(divided, key=lambda topic: topic.agreement or 0)
    notes = tuple(_note(topic, topic.agreement_text, _spread(topic)) for topic in ranked)
    if not scored:
        return Findings("Agreement: too few answers to tell", "", ())
    if not ranked:
        lowest = min(scored, key=lambda topic: topic.agreement or 0)
        figure = f"{show.agreement(lowest.agreement)} ({lowest.agreement_label})"
        intro = f"The lowest agreement is {figure}, on {lowest.name}."
        if lowest.agreement == 1:
            intro = "On every topic all answers are the same."
        return Findings("Agreement: no topic divides people", intro, ())
    divide = show.plural(len(ranked), "topic divides", "topics divide")
    heading = f"Agreement: {show.number_word(len(ranked))} {divide} people"
    return Findings(heading, "Discuss these before acting on them.", notes)


def perspectives(topics: Iterable[Topic]) -> Findings:
    """Business against technical people, widest difference first."""
    both = [topic for topic in topics if topic.perspectives]
    ranked = sorted(both, key=lambda topic: -abs(topic.perspectives.gap))  # type: ignore[union-attr]
    flagged = [topic for topic in ranked if topic.perspectives and topic.perspectives.flagged]
    if not ranked:
        intro = "No topic has enough answers from both sides."
        return Findings("Two views: business and technical people are not compared", intro, ())
    notes = tuple(_note(topic, topic.gap_text, _sides(topic)) for topic in ranked)
    if not flagged:
        heading = "Two views: business and technical people see it much alike"
        widest = ranked[0]
        intro = f"The widest difference is {widest.gap_text} levels, on {widest.name}."
    else:
        count = show.number_word(len(flagged))
        on = show.plural(len(flagged), "topic", "topics")
        heading = f"Two views: business and technical people differ on {count} {on}"
        intro = "A difference of one level or more is worth a talk."
    return Findings(heading, f"{intro} Business minus technical average.", notes)


def unknowns(topics: Iterable[Topic]) -> Findings:
    """Topics that people could not judge, most often first."""
    unsure = [topic for topic in topics if topic.n_dont_know]
    ranked = sorted(unsure, key=lambda topic: -(topic.n_dont_know or 0))
    if not ranked:
        heading = "Not known: nobody chose “I don’t know” where a result is shown"
        return Findings(heading, "", ())
    count = show.number_word(len(ranked))
    are = show.plural(len(ranked), "topic that", "topics that")
    heading = f"Not known: {count} {are} some people cannot judge"
    intro = "“I don’t know” never lowers a score. It shows where information is missing."
    notes = tuple(_note(topic, topic.dont_know_text, _unknown(topic)) for topic in ranked)
    return Findings(heading, intro, notes)


def hidden(source: Source, topics: Iterable[Topic]) -> Findings:
    """Topics without figures because too few people rated them."""
    missing = [topic for topic in topics if topic.hidden]
    if not missing:
        return Findings("", "", ())
    count = show.sentence_case(show.number_word(len(missing)))
    are = show.plural(len(missing), "topic is", "topics are")
    heading = f"{count} {are} left out: {too_few_words(source)}"
    notes = tuple(Note(t.key, t.name, t.area, None, show.DASH, t.note) for t in missing)
    return Findings(heading, "", notes)


def comments(source: Source, topics: Iterable[Topic]) -> tuple[tuple[CommentGroup, ...], str]:
    """Comments by topic, and a sentence on how they are shown or why there are none."""
    given = source.facts.comments
    groups = tuple(
        CommentGroup(topic.key, topic.name, tuple(given[topic.key]))
        for topic in topics
        if given.get(topic.key)
    )
    if not groups:
        return (), "No comments are shown."
    if source.facts.mode == "attributed":
        return groups, "As written, in no particular order."
    return groups, "As written, in random order, without role or time."


def _note(topic: Topic, figure: str | None = None, text: str | None = None) -> Note:
    """A topic with its average and today's level, unless other words are given."""
    figure = topic.mean_text if figure is None else figure
    text = topic.today if text is None else text
    return Note(topic.key, topic.name, topic.area, topic.level, figure, text)


def _spread(topic: Topic) -> str:
    low, high = sum(topic.counts[:2]), sum(topic.counts[3:])
    total = topic.n_valid or 0
    return (
        f"{low} of {total} answered level 1 or 2, {topic.counts[2]} level 3, {high} level 4 or 5."
    )


def _sides(topic: Topic) -> str:
    sides = topic.perspectives
    if sides is None:
        return ""
    return f"Business {show.score(sides.business)}, technical {show.score(sides.technical)}."


def _unknown(topic: Topic) -> str:
    return "The answers may not speak for all." if topic.dont_know_flag else ""
