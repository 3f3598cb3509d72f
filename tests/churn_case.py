"""The four candidates of the churn template, as the calculations take them."""

from pathlib import Path

import yaml

from scoping.calc.rubric import Rating
from scoping.worksheet.loading import CONTENT

FILE = Path(CONTENT).parent / "templates" / "churn_ratings.yaml"
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
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))[name]
    return [
        Rating(factor, side, score, row[2], row[3] if len(row) > 3 else "")
        for factor, row in rows.items()
        for side, score in zip(("business", "technical"), row[:2], strict=True)
    ]


def required(name):
    return dict(zip(LEVELS, REQUIRED[name], strict=True))
