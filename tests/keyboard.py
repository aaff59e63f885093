"""A reader without a mouse: what Tab reaches, and what a key does there."""

import re

from playwright.sync_api import Page

MOST_TABS = 120


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the focus is on what is called `name`, and is seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if re.search(name, focused_name(page)):
            assert has_a_ring(page), f"{name} shows no focus"
            return
    raise AssertionError(f"“{name}” is not reached with Tab at {page.url}")


def focused_name(page: Page) -> str:
    """What a screen reader would call the element in focus, roughly."""
    return page.evaluate(
        """() => {
          const e = document.activeElement;
          const label = e.labels && e.labels[0] ? e.labels[0].innerText : "";
          return e.getAttribute("aria-label") || label || e.innerText || "";
        }"""
    )


def has_a_ring(page: Page) -> bool:
    """True when the focus is drawn on the element, or on the label around it."""
    return page.evaluate(
        """() => {
          const drawn = e => e && parseFloat(getComputedStyle(e).outlineWidth) > 0
            && getComputedStyle(e).outlineStyle !== "none";
          const e = document.activeElement;
          return drawn(e) || drawn(e.closest("label"));
        }"""
    )
