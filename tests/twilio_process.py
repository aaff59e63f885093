"""Twilio's stand-in as a process of its own: `twilio_process.py LOG SECONDS`.

Prints its address. Answers after so many seconds, and writes one line for each
text it took: the Unix time, then the text.
"""

import sys
from pathlib import Path
from time import time

from twilio_double import TwilioDouble
from twilio_wire import Fault


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


def main() -> None:
    """Serves until its standard input ends."""
    with Slow(Path(sys.argv[1]), float(sys.argv[2])) as double:
        print(double.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
