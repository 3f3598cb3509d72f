"""AIProj: assess AI maturity, scope AI work, measure its value, tell those who decide."""

from aiproj.celery import app as celery_app

__all__ = ["celery_app"]
__version__ = "0.1.0"
