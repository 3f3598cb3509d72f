"""Writes about assessments, a file a resource. Each is one transaction with its audit event."""
