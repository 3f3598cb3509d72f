"""Who sees what, in plain words, made from an assessment's settings."""

from aiproj.shared.format import number_word

TITLES = {
    "confidential": "Your answers are confidential",
    "anonymous": "Your answers are anonymous",
    "attributed": "Your answers carry your name",
}


def short_notice(privacy_mode: str, minimum_group: int) -> str:
    """One or two sentences beside each question.

    >>> short_notice("confidential", 5)
    'Answers are confidential. They appear only in groups of five people or more.'
    """
    groups = f"They appear only in groups of {number_word(minimum_group)} people or more."
    if privacy_mode == "attributed":
        return "The managers of this assessment see your answers with your name. Reports do not."
    if privacy_mode == "anonymous":
        return f"Answers are anonymous once you submit. {groups}"
    return f"Answers are confidential. {groups}"


def full_notice(privacy_mode: str, minimum_group: int) -> list[str]:
    """Every sentence of the notice that people read before they begin."""
    group = number_word(minimum_group)
    shared = [
        "The people who run the assessment see that you answered, and when it closes they see "
        "the results.",
    ]
    if privacy_mode == "attributed":
        return [
            *shared,
            "The managers of this assessment see each of your answers and comments with your "
            "name. Nobody else does.",
            "Reports show everybody's answers together, never names. Comments stand in them only "
            "where at least three people answered.",
        ]
    small = f"Nothing is shown for fewer than {group} people, in no filter, chart or file."
    comments = (
        f"Comments appear in random order and without a name where at least {group} people "
        "answered. Write nothing that gives you away."
    )
    if privacy_mode == "anonymous":
        return [
            *shared,
            "When you submit, the link between you and your answers is destroyed for good. Until "
            "then your draft is stored under your link, so that you can stop and go on later.",
            "Your team is not stored, and your own feedback is shown once.",
            small,
            comments,
        ]
    return [
        *shared,
        "Your answers are stored under your link, so that you can go on later and so that change "
        "over time can be measured. No page shows them with your name.",
        small,
        comments,
        "Whoever runs the server could read the database. Choose “I don't know” or leave a "
        "question open if that worries you.",
    ]


MODE_EXPLANATIONS = {
    "confidential": (
        "Answers are linked to people in the database, so that they can stop and go on and so "
        "that change over time can be measured. No page, export or report shows fewer people "
        "than the smallest group."
    ),
    "anonymous": (
        "At submission the link between person and answers is destroyed for good. There are no "
        "results by team and no change for the same people, and nobody can correct an answer "
        "after submitting."
    ),
    "attributed": (
        "The managers of this assessment see names beside answers. People may answer more "
        "kindly than they think. Reports still show groups only."
    ),
}
