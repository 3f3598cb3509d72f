"""What must hold of every page and every state (X1, X2, H2)."""

from collections.abc import Callable

from playwright.sync_api import Page

SCREENS = [(scheme, width) for width in (1280, 320) for scheme in ("light", "dark")]
TABLETS = (641, 768, 1000)
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
OPEN_ALL = "document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true })"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Tables that stand out of what they stand in, where that does not scroll.
OUTSIDE = """() => [...document.querySelectorAll("table")].filter(table => {
    for (let each = table.parentElement; each !== document.body; each = each.parentElement)
      if (getComputedStyle(each).overflowX !== "visible") return false;
    const edge = table.parentElement.getBoundingClientRect().right + 1.5;
    return table.checkVisibility() && table.getBoundingClientRect().right > edge;
  }).map(table => table.outerHTML.slice(0, 90))"""
# Targets below 24 px; a link in a sentence is as high as its line.
SMALL = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length)
  .filter(each => {
    const inline = getComputedStyle(each).display === "inline";
    const around = [...each.parentElement.childNodes].filter(node => node.nodeType === 3);
    if (inline && around.some(node => node.textContent.trim().length > 1)) return false;
    const boxes = [each, ...(each.labels ?? [])].map(part => part.getBoundingClientRect());
    return !boxes.some(box => box.width >= 23.5 && box.height >= 23.5);
  })
  .map(each => `${each.outerHTML.slice(0, 90)} ${each.getBoundingClientRect().height}`)"""
# Stops of the Tab key that show no ring, or stand behind something that is fixed.
LOST = """() => {
  const look = each => each ? (style => style.boxShadow + style.outlineStyle + style.outlineWidth)
    (getComputedStyle(each)) : "";
  const all = each => look(each) + look(each.closest("label")) + look(each.parentElement);
  const fixed = each => {
    for (; each; each = each.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(each).position)) return each;
    return null;
  };
  const lost = [];
  const stops = [...document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled);
  for (const each of stops) {
    document.activeElement.blur();
    const before = all(each);
    each.focus();
    if (document.activeElement !== each) continue;
    if (all(each) === before) lost.push(`no ring: ${each.outerHTML.slice(0, 90)}`);
    const box = each.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const apart = top && !each.contains(top) && !top.contains(each);
    if (apart && fixed(top) && !fixed(each)?.contains(top))
      lost.push(`behind ${top.tagName}: ${each.outerHTML.slice(0, 90)}`);
  }
  return lost;
}"""


def _is_noise(text: str) -> bool:
    """Chromium reports a page that is meant to answer 404 as an error of its own."""
    return "Failed to load resource: the server responded" not in text


def look_at(page: Page, noise: list[str], check_accessibility: Callable[..., None]) -> None:
    """Accessible in light and dark, wide and narrow; fits; quiet; asks nobody else."""
    page.evaluate(OPEN_ALL)
    assert page.locator("h1:visible").count() == 1
    assert page.title().removesuffix(" · AIProj").strip()
    for width in TABLETS:
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(TOO_WIDE) <= 0, f"wider than {width}"
        assert page.evaluate(OUTSIDE) == [], width
    for scheme, width in SCREENS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(TOO_WIDE) <= 0, f"wider than {width}"
        assert page.evaluate(OUTSIDE) == [], width
        check_accessibility(page, colors_only=scheme == "dark")
    assert page.evaluate(SMALL) == []
    page.keyboard.press("Tab")
    assert page.evaluate(LOST) == []
    assert page.evaluate("window.violations") == []
    assert [text for text in noise if _is_noise(text)] == []
