"""The worksheet as data: which fields it has, what their values are, and how two states differ."""
