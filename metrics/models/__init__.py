"""Predictions and what they are worth."""

from metrics.models.predictions import Predictions, Valuation

__all__ = ["Predictions", "Valuation"]
