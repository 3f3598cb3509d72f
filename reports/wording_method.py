"""How the figures were made, what they cannot say, and where they come from."""

from fractions import Fraction

from aiproj.shared import format as show
from reports.readiness import Paragraph, Provenance
from reports.source import Source

LIMITS = (
    "A survey shows what people perceive together. Self-ratings tend to be generous; links to "
    "evidence and answers from two sides reduce this, they do not remove it.",
    "The likely range covers disagreement and missing people. It does not cover an error that "
    "everybody shares.",
    "Two thirds for a level, three quarters for a stage, and the factors behind the order of the "
    "plan are reasoned choices, not estimates. They are stored with the result.",
    "A high score in one topic can make up for a low one in the average. That is why the index "
    "never stands without the {lead}.",
    "References to outside frameworks are for orientation only. They do not claim conformity.",
)
WORDS = {
    "answers": "Answers by level",
    "agreement": "Agreement",
    "area": "Area",
    "areas": "Areas",
    "average": "Average",
    "average_all": "Score",
    "averages": "Averages",
    "binds": "What stops the next stage",
    "business_and_technical": "Business ○ and technical ●",
    "chart_note": (
        "Average of the answers on the scale 1 to 5. The thin line is the likely range (90%). "
        "All figures stand in the table of areas."
    ),
    "characters_replaced": (
        "This document cannot show some characters of the original texts; they appear as □. "
        "The web page of the report shows them."
    ),
    "claimed": "claimed without evidence, counts as level 3",
    "comments": "Comments",
    "contents": "Contents",
    "decisions": "Decisions we ask of you",
    "details": "The areas in detail",
    "difference": "Difference",
    "dont_know": "Don’t know",
    "effort": "Effort",
    "figure": "Average",
    "how_to_read": "How to read this.",
    "index": "Index",
    "level": "Level",
    "likely_range": "Likely range",
    "limits": "Limits",
    "method": "How the figures were made",
    "must_have": "must-have",
    "no_score": "no score: too few answers",
    "of": "of",
    "priority": "Priority",
    "provenance": "Where the figures come from",
    "risk": "risk",
    "stage": "Stage",
    "step": "Step",
    "target": "Target",
    "today": "Today",
    "topic": "Topic",
    "topics": "Every topic, with every answer",
    "topics_note": (
        "The level is the highest one that two thirds of the answers reach. Columns show the "
        "answers at the levels 1 to 5; the dot is the average, the thin line its likely range, "
        "the blue mark the target. Difference means business minus technical average."
    ),
    "value": "Value",
    "what": "What",
}


def method(source: Source) -> tuple[Paragraph, ...]:
    """The calculation in plain words, with the parameters of this result."""
    return (
        Paragraph("Level of a topic", _level_text(source)),
        Paragraph(
            "Score and index",
            "The score of an area is the weighted average of its topics, on the scale 1 to 5. The "
            "overall score is the average of the areas. The index is the same figure on a scale "
            "from 0 to 100: 25 × (score − 1).",
        ),
        _lead_text(source),
        Paragraph(
            "Likely range",
            "Computed from how far the answers of each group lie apart and how few they are, as if "
            "three more people with usual differences had answered. It is wide where few answer.",
        ),
        Paragraph(
            "Agreement",
            "1 means that all chose the same level, 0 that half chose 1 and half chose 5. From "
            "0.75 it is high, below 0.58 low.",
        ),
        Paragraph("Privacy", _privacy_text(source)),
    )


def limits(source: Source) -> tuple[str, ...]:
    """What the reader must not conclude."""
    lead = "verdict" if source.is_project else "stage"
    return tuple(text.format(lead=lead) for text in LIMITS)


def provenance(source: Source) -> Provenance:
    """Result date, versions and hash, as every page of a document carries them."""
    header, facts = source.header, source.facts
    digest = facts.inputs_hash
    short = f"{digest[:8]}…{digest[-8:]}" if len(digest) > 20 else digest
    frozen = show.date(facts.closed_on)
    version = source.evaluation["formula_version"]
    return Provenance(
        result_date=frozen,
        pack_key=header["key"],
        pack_title=header["title"],
        pack_version=header["version"],
        formula_version=str(version),
        code_version=facts.code_version,
        inputs_hash=digest,
        short_hash=short,
        k=source.k,
        parameters=dict(source.evaluation.get("parameters") or {}),
        line=f"Result frozen {frozen} · {header['title']} {header['version']} · formulas {version}",
    )


def provenance_lines(source: Source) -> tuple[Paragraph, ...]:
    """The same in a list of names and values, for the last page."""
    found = provenance(source)
    return (
        Paragraph("Result", f"frozen {found.result_date}"),
        Paragraph(
            "Questions", f"{found.pack_title} ({found.pack_key}), version {found.pack_version}"
        ),
        Paragraph("Formulas", f"version {found.formula_version}"),
        Paragraph("Program", f"AIProj {found.code_version}"),
        Paragraph("Answers (SHA-256)", found.inputs_hash),
    )


def _level_text(source: Source) -> str:
    share = source.share("level_share", "2/3")
    spoken = {
        Fraction(2, 3): "two thirds",
        Fraction(1, 2): "half",
        Fraction(3, 4): "three quarters",
    }
    words = spoken.get(share, show.percent(float(share)))
    return (
        f"Everybody chose one of five described levels for each topic. A topic stands at the "
        f"highest level that at least {words} of the answers reach. “I don’t know” is counted "
        f"apart and never lowers a figure."
    )


def _lead_text(source: Source) -> Paragraph:
    share = show.percent(float(source.share("stage_weight_share", "3/4")))
    if source.is_project:
        return Paragraph(
            "Verdict",
            "Ready to build: every must-have is at level 3 or higher, no topic is at level 1, and "
            "the overall score is 3.0 or more. Ready to explore: every must-have is at level 2 or "
            "higher and the score is 2.0 or more. A must-have without a result counts as level 1.",
        )
    return Paragraph(
        "Stage",
        f"An area is at a stage when no topic is more than one level below it, {share} of the "
        f"weight has reached it, and every must-have has reached it. The stage of the whole is "
        f"the lowest of the areas.",
    )


def _privacy_text(source: Source) -> str:
    if source.facts.mode == "attributed":
        return "Names and answers are visible to the managers of this assessment, and nobody else."
    linked = (
        "Answers cannot be traced to people."
        if source.facts.mode == "anonymous"
        else "Nobody sees single answers with a name."
    )
    return (
        f"{linked} A figure is shown only where at least {source.k} people answered; further "
        f"groups are hidden where a figure could be found by subtraction."
    )
