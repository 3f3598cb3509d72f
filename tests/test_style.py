"""What the linters cannot see: sizes, the direction of foreign keys, documented settings."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("aiproj", "accounts", "assessments", "metrics", "scoping", "reports")
RANKS = {"shared": 0, "accounts": 1, "assessments": 2, "metrics": 2, "scoping": 3, "reports": 4}
SOURCES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BLOCK_IN_PARAGRAPH = re.compile(
    r"<p(?: [^>]*)?>(?:(?!</p>).)*?<(?:form|div|ul|ol|dl|table|details|section|figure|h\d)\b", re.S
)
SETTING = re.compile(r'(?:env\.\w+|secret)\("([A-Z_]+)"')


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _lines(node: ast.FunctionDef) -> int:
    """Lines of the body; a docstring is a contract, not code."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    is_view = "views" in path.parts or path.name == "views.py"
    limit = 25 if is_view else 40
    long = {node.name: _lines(node) for node in _functions(path) if _lines(node) > limit}
    assert not long
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_test_files_stay_small(path):
    assert len(path.read_text().splitlines()) <= 300


def test_no_paragraph_holds_a_block():
    """A browser closes the paragraph there, and its style is lost for the rest."""
    odd = [path.name for path in TEMPLATES if BLOCK_IN_PARAGRAPH.search(path.read_text())]
    assert odd == []


def test_foreign_keys_point_to_the_same_or_a_lower_app():
    upward = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in RANKS
        for field in model._meta.get_fields()
        if field.many_to_one and field.related_model._meta.app_label in RANKS
        if not _may_point(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upward == []


def _may_point(app, other):
    return app == other or RANKS[app] > RANKS[other]


def test_every_setting_stands_in_the_example():
    used = set(SETTING.findall((ROOT / "aiproj/settings.py").read_text()))
    documented = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert used <= set(documented)
    assert {name.removesuffix("_FILE") for name in documented} <= used


def test_only_the_settings_read_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name != "settings.py"
        and re.search(r"os\.(environ|getenv)(?!\.setdefault)", path.read_text())
    ]
    assert readers == []


def test_every_compose_variable_is_a_setting():
    text = (ROOT / "docker-compose.yml").read_text()
    names = set(re.findall(r"^    ([A-Z_]+): ", text, re.M))
    example = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert names <= example
