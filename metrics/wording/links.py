"""What is wrong with links, in words."""

from metrics.calc.links import DoubleCount


def sentence(text: str) -> str:
    """A remark as a sentence: it begins with a capital and ends with one mark.

    >>> sentence("the key is used twice"), sentence("did you mean recall?")
    ('The key is used twice.', 'Did you mean recall?')
    """
    ended = text if text.endswith((".", "?", "!")) else f"{text}."
    return f"{ended[:1].upper()}{ended[1:]}"


def shared_words(found: DoubleCount) -> str:
    """One source that feeds two categories, and what to do.

    >>> shared_words(DoubleCount("customers", "Kept", "revenue", "Saved", "cost"))[:54]
    '“customers” feeds both Kept (revenue) and Saved (cost)'
    """
    return (
        f"“{found.source}” feeds both {found.first} ({found.first_category}) and {found.second} "
        f"({found.second_category}), and the same saving counts once only. Archive one of the two "
        "links, or give the input another name where it means something else."
    )


def flow_words(found: DoubleCount) -> str:
    """A total that flows into a total of another category, and what to do.

    >>> flow_words(DoubleCount("Kept", "Kept", "revenue", "Saved", "cost"))[:42]
    'Kept (revenue) is an input of Saved (cost)'
    """
    return (
        f"{found.first} ({found.first_category}) is an input of {found.second} "
        f"({found.second_category}): the same saving would count in both categories, and it counts "
        "once only. Give both metrics the same category, or leave this input out of the formula."
    )


def stands_for_words(metric: str, given: str) -> str:
    """What stands at an input that differs from the metric's own tree.

    >>> stands_for_words("Customers kept", "630 customers/year")
    'Stands for Customers kept, whose own tree now gives 630 customers/year.'
    """
    return f"Stands for {metric}, whose own tree now gives {given}."


def held_words(name: str, held: str, metric: str, given: str) -> str:
    """What a report says of an input that differs from the metric's own tree.

    >>> held_words("margin", "600 hours", "Saved", "630 hours")
    'This tree has 600 hours as margin, which stands for Saved, whose own tree gives 630 hours.'
    """
    return (
        f"This tree has {held} as {name}, which stands for {metric}, whose own tree gives {given}."
    )


def counted_words(by: str, held: str, given: str) -> str:
    """What stands at a metric whose number differs from what another tree counts with.

    >>> counted_words("Revenue kept", "600 hours", "630 hours")
    'Revenue kept counts with 600 hours for this metric, whose own tree gives 630 hours.'
    """
    return f"{by} counts with {held} for this metric, whose own tree gives {given}."
