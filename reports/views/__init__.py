"""Pages that tell: home, reports, shared reports, errors."""
