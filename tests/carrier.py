"""Twilio's stand-in as a process of its own, seen from the tests: its address, what
it took, and what became of it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sources import ROOT
from twilio_wire import ACCOUNT, TOKEN

LINK = re.compile(r"/p/(\S{16})")
VOICE = "+33937980000"  # the number it rings from


@dataclass(frozen=True)
class Left:
    """One thing it took: when (Unix time), our reference of it, for whom; a text has
    words, a call has none."""

    at: float
    reference: str
    to: str
    text: str

    @property
    def token(self) -> str:
        """The secret in its link; empty when there is none."""
        found = LINK.search(self.text)
        return found[1] if found else ""


class Carrier:
    """The provider, by its address and its log."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    @property
    def settings(self) -> dict[str, str]:
        """Django settings, or an environment, that speak to it."""
        return {
            "SMS_PROVIDER": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": "38123",
            "TWILIO_API_BASE_URL": self.url,
        }

    def taken(self) -> list[Left]:
        """All it took, in their order."""
        found = [line.split(" ", 3) for line in self._lines("taken")]
        return [Left(float(at), *rest) for at, *rest in found]

    def fates(self) -> dict[str, str]:
        """What became of them, in our words, once that is certain."""
        return dict(line.split() for line in self._lines("fates"))

    def heard(self) -> list[tuple[float, str]]:
        """When we took a receipt, and of what."""
        found = [line.split() for line in self._lines("heard")]
        return [(float(at), reference) for at, reference in found]

    def pressed(self) -> list[tuple[str, str]]:
        """The keys that people pressed in a call and heard confirmed."""
        return [(line.split()[0], line.split()[1]) for line in self._lines("keys")]

    def _lines(self, file: str) -> list[str]:
        path = self.folder / file
        return path.read_text().splitlines() if path.exists() else []


@contextmanager
def carrier(folder: Path, *options: str) -> Iterator[Carrier]:
    """At work; `options`: those of faraway.py."""
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "tests/faraway.py", folder, *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Carrier(folder, process.stdout.readline().strip())
    finally:
        process.communicate()
