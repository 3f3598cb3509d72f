"""SVG elements as strings: everything written is escaped here, once."""

import html
import textwrap
from collections.abc import Callable, Iterable

Attribute = str | float | int | None


class Svg(str):
    """Finished markup; templates that know `__html__` show it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def plain_number(value: float) -> str:
    """A coordinate with at most one decimal.

    >>> plain_number(12.0), plain_number(12.34)
    ('12', '12.3')
    """
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element; `class_` becomes class, underscores become hyphens, None leaves out.

    Children are finished markup; attribute values are escaped.

    >>> element("rect", x=1.25, class_='a"b')
    '<rect x="1.2" class="a&quot;b"/>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = value if isinstance(value, str) else plain_number(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{html.escape(shown, quote=True)}"')
    opening = " ".join(parts)
    return f"<{opening}>{''.join(children)}</{name}>" if children else f"<{opening}/>"


def text(x: float, y: float, words: str, look: str = "", anchor: str | None = None) -> str:
    """Text at a point; `look` holds the classes of marks.css without their prefix."""
    classes = " ".join(f"ap-t-{name}" for name in look.split()) or None
    return element("text", html.escape(words), x=x, y=y, text_anchor=anchor, class_=classes)


def lines(x: float, y: float, words: Iterable[str], step: float, look: str = "") -> str:
    """Several lines of text, one below the other."""
    return "".join(text(x, y + step * row, line, look) for row, line in enumerate(words))


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    """A straight line."""
    return element("line", x1=x1, x2=x2, y1=y1, y2=y2, class_=f"ap-l-{look}")


def rectangle(x: float, y: float, width: float, height: float, look: str, *, rx: float = 0) -> str:
    """A rectangle; `look` holds the full class names."""
    return element("rect", x=x, y=y, width=max(width, 0), height=height, rx=rx or None, class_=look)


def circle(x: float, y: float, radius: float, look: str) -> str:
    """A circle; `look` holds the full class names."""
    return element("circle", cx=x, cy=y, r=radius, class_=look)


def drawing(width: float, height: float, label: str, *parts: str, look: str = "") -> Svg:
    """The whole drawing, with its size, its role and the label that says its values."""
    return Svg(
        element(
            "svg",
            *parts,
            viewBox=f"0 0 {plain_number(width)} {plain_number(height)}",
            width=width,
            height=height,
            class_=f"ap-mark {look}".strip(),
            role="img",
            aria_label=label,
        )
    )


def wide_and_narrow(wide: Svg, narrow: Svg) -> Svg:
    """Two drawings of the same thing; marks.css shows the one that fits the screen."""
    return Svg(
        element("div", wide, class_="ap-when-wide")
        + element("div", narrow, class_="ap-when-narrow")
    )


def wrapped(words: str, characters: int, most: int) -> list[str]:
    """Text in lines of at most so many characters; what does not fit ends with an ellipsis.

    >>> wrapped("Some people, each in their own way", 22, 2)
    ['Some people, each in', 'their own way']
    """
    return textwrap.wrap(words, characters, max_lines=most, placeholder="…")


Scale = Callable[[float], float]


def scale(low: float, high: float, start: float, end: float) -> Scale:
    """A linear scale from values to coordinates; values outside are moved to the nearer end.

    >>> scale(1, 5, 8, 456)(3)
    232.0
    """
    step = (end - start) / (high - low)

    def position(value: float) -> float:
        return start + (min(max(value, low), high) - low) * step

    return position
