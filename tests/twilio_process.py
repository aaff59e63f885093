"""Twilio's stand-in as a process of its own: `twilio_process.py LOG SECONDS`.

Prints its address. Answers after so many seconds, and writes one line for each
text it took: the Unix time, then the text.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time

from sources import ROOT
from twilio_double import TwilioDouble
from twilio_wire import ACCOUNT, TOKEN, Fault


class Slow(TwilioDouble):
    """Takes a text at once and says so later, as a provider far away does."""

    def __init__(self, log: Path, seconds: float) -> None:
        super().__init__()
        self.log, self.seconds = log, seconds

    def create(self, fields: dict[str, str]) -> Fault:
        """The usual answer; the line is written before it leaves."""
        at = time()
        answer = super().create(fields)
        if answer.status == 201:
            words = " ".join(fields["Body"].split())
            with self.lock, self.log.open("a") as log:
                log.write(f"{at} {words}\n")
        self.closed.wait(self.seconds)
        return answer


@dataclass(frozen=True)
class Door:
    """That process, seen from outside."""

    url: str
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        """What makes the program send there."""
        return {
            "SMS_PROVIDER": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": "38123",
            "TWILIO_API_BASE_URL": self.url,
        }

    def texts(self) -> list[tuple[float, str]]:
        """What came through it: when (Unix time), and the words."""
        lines = [line.partition(" ") for line in self.log.read_text().splitlines()]
        return [(float(at), words) for at, _, words in lines]


@contextmanager
def door(log: Path, answers_after: float) -> Iterator[Door]:
    """The process at work; `answers_after` in seconds."""
    log.touch()
    process = subprocess.Popen(
        [sys.executable, __file__, log, str(answers_after)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Door(process.stdout.readline().strip(), log)
    finally:
        process.communicate()


def main() -> None:
    """Serves until its standard input ends."""
    with Slow(Path(sys.argv[1]), float(sys.argv[2])) as double:
        print(double.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
