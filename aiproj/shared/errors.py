"""What services raise when a person asks for something that cannot be done."""


class Refused(Exception):
    """The request breaks a rule; the text says which and what to do, in plain words."""


class Stale(Refused):
    """Somebody else changed the record meanwhile; nothing was overwritten."""
