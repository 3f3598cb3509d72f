"""The fields of a form on a page: what stands in them, and whether the page says they are wrong."""

from dataclasses import dataclass

import lxml.html


@dataclass(frozen=True)
class Control:
    """One input, text area or choice."""

    value: str
    is_invalid: bool  # named as wrong, with a text that describes it


def controls(page: bytes) -> dict[str, list[Control]]:
    """Every named control of a page, those that a script copies left out."""
    document = lxml.html.fromstring(page)
    found: dict[str, list[Control]] = {}
    for each in document.xpath("//input | //textarea | //select"):
        if each.get("name") and not each.xpath("ancestor::template"):
            said = [document.get_element_by_id(key, None)
                    for key in each.get("aria-describedby", "").split()]  # fmt: skip
            is_wrong = each.get("aria-invalid") == "true" and any(
                text is not None and "errorlist" in text.get("class", "") for text in said
            )
            found.setdefault(each.name, []).append(
                Control(str(each.value or "").removeprefix("\n"), is_wrong)
            )
    return found


def refused(page: bytes, typed: dict[str, str]) -> list[str]:
    """The names of fields that lost what was typed, or have no error beside them."""
    found = controls(page)
    wanted = {name: Control(value, is_invalid=True) for name, value in typed.items()}
    return [name for name, control in wanted.items() if control not in found.get(name, [])]
