"""People, organizations, roles, the audit log and the outbox."""
