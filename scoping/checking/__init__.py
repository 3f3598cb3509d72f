"""Checks of a whole worksheet, which know no database."""
