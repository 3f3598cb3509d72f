"""Writes about reports: publishing, rendering, sharing."""
