"""Pages of assessments: permit, parse, act, answer."""
