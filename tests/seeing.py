"""Looking at a page as its readers do: wide and narrow, light and dark, and
with the ears of somebody who cannot see it (axe-core, WCAG 2.2 AA)."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sources import ROOT

SHOTS = ROOT / "test-results" / "shots"
PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW = {"width": 1240, "height": 900}, {"width": 390, "height": 844}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
# what sticks out of the window, the innermost first, when the page does
WIDER = """() => {
  const root = document.documentElement, edge = root.clientWidth;
  if (root.scrollWidth <= edge) return [];
  const out = [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > edge + 0.5)
    .map(e => e.outerHTML.slice(0, 120));
  return out.length ? out.reverse().slice(0, 3) : ["something that cannot be seen"];
}"""


def look(page: Page, name: str, *, picture: str = "") -> None:
    """Saves what is on the page at two widths, light and dark, and fails when
    somebody could not use it.

    `picture` names a picture of README, taken at the page's present width when
    the tests run with UPDATE_PICTURES=1.
    """
    if picture and os.environ.get("UPDATE_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{picture}.png", animations="disabled")
    language = page.locator("html").get_attribute("lang")
    found = []
    for width, size in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            _save(page, SHOTS / f"{name}.{language}.{width}.{scheme}.png")
            found += [f"{width} {scheme} {line}" for line in barriers(page)]
        found += overflow(page, width)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    assert not found, f"{name} at {page.url}:\n" + "\n".join(dict.fromkeys(found))


def look_in_own_colours(page: Page, name: str) -> None:
    """The same where the reader's own few colours replace ours (forced colours)."""
    found = []
    for width, size in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(
                forced_colors="active", color_scheme=scheme, reduced_motion="reduce"
            )
            _save(page, SHOTS / f"{name}.forced.{width}.{scheme}.png")
            found += [f"{width} {scheme} {line}" for line in barriers(page)]
    page.emulate_media(forced_colors="none", color_scheme="light")
    page.set_viewport_size(WIDE)
    assert not found, f"{name} at {page.url}:\n" + "\n".join(dict.fromkeys(found))


def barriers(page: Page) -> list[str]:
    """What axe-core says of the page as it is shown now, one line a defect."""
    answer = Axe().run(page, options=RULES)
    return [
        f"{violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in answer.response["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page, width: str) -> list[str]:
    """A page wider than its window would scroll sideways (WCAG 1.4.10)."""
    guilty = page.evaluate(WIDER)
    return [f"{width}: scrolls sideways because of {html}" for html in guilty]


def _save(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
