"""A caller at her desk: her page is open, she types a line and presses the button."""

import re

import requests


class Desk:
    """One browser on a caller's page; `address` is the whole link."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def look(self) -> dict[str, str]:
        """Opens the page; what its form holds before anything is typed."""
        page = self.session.get(self.address).text
        return {
            name: re.search(rf'name="{name}" value="([^"]+)"', page).group(1)
            for name in ("csrfmiddlewaretoken", "request_key")
        }

    def call(self, form: dict[str, str], title: str) -> None:
        """Presses the button; fails when nobody was called."""
        typed = form | {"case": "crisis", "title": title, "call": "1"}
        answer = self.session.post(self.address, data=typed, allow_redirects=False)
        assert answer.status_code == 302, answer.text
