"""The four candidates of the churn template, as the calculations take them."""

from scoping.calc.rubric import Rating
from scoping.rules.templates import project_templates

NAMES = ("Simple rule", "Churn model", "Chatbot", "Personal offers")
LEVELS = {
    "infrastructure_data": 2.8,
    "technical_expertise": 2.4,
    "organizational_support": 3.2,
    "monitoring_maintenance": 1.6,
}
REQUIRED = {
    "Simple rule": (1.5, 1.5, 1.5, 1.5),
    "Churn model": (2.5, 2.5, 2.0, 2.0),
    "Chatbot": (3.0, 3.0, 3.0, 3.0),
    "Personal offers": (3.5, 3.0, 3.0, 2.5),
}


def ratings(name):
    """Both sides' ratings of one candidate."""
    template = project_templates()["customer-churn"]
    found = next(each for each in template.candidates if each.content["name"] == name)
    return [
        Rating(factor, side, score, row.evidence, row.note)
        for factor, row in found.ratings.items()
        for side, score in (("business", row.business), ("technical", row.technical))
    ]


def required(name):
    return dict(zip(LEVELS, REQUIRED[name], strict=True))
