"""Twilio's stand-in as a process of its own: `faraway.py FOLDER [--options]`.

Prints its address. Writes, a line each, into files of the folder: what it took
(`taken`: Unix time, our reference, the number, then the words of a text), what
became of it (`fates`: reference, our word for it), whose receipts we took (`heard`:
Unix time, reference), and the keys that people pressed and heard confirmed (`keys`:
reference, key).
"""

import random
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from time import time
from urllib.parse import urlsplit

from twilio_callbacks import LiveAnswer, LiveClient
from twilio_double import Sent, TwilioDouble
from twilio_phones import SORRY, Rung
from twilio_wire import Fault

AT_ONCE = 0.3  # seconds before a receipt that failed is posted once more
# of a hundred texts: those that do not arrive; of a hundred receipts
NOT_DELIVERED, LOST, TWICE, BACKWARDS = 5, 10, 10, 10
# of a hundred calls: the key that is pressed; voicemail, or nobody, has the rest
KEYS = {"1": 25, "2": 10}


class FarAway(TwilioDouble):
    """Takes things at once and says so later; receipts come when they come."""

    def __init__(self, chosen: Namespace) -> None:
        super().__init__(now=(lambda: chosen.now) if chosen.now else None)
        self.chosen = chosen
        self.chance = random.Random(chosen.seed)
        self.program = LiveClient(chosen.calls_back)

    def answer(self, operation: str, path: str, fields: dict[str, str]) -> Fault:
        """The usual answer; what was taken is written down before it leaves."""
        at = time()
        answer = super().answer(operation, path, fields)
        if operation in ("create", "ring") and answer.status == 201:
            words = " ".join(fields.get("Body", "").split())
            self.write("taken", f"{at}", reference_of(fields), fields["To"], words)
            if self.chosen.calls_back:
                taken = self.sent if operation == "create" else self.phones.rung
                mine = next(one for one in list(taken) if one.fields is fields)
                happens = self.arrives if operation == "create" else self.rings
                Thread(target=happens, args=(mine,), daemon=True).start()
            self.closed.wait(self.chance.uniform(*self.chosen.answers_after))
        return answer

    def write(self, file: str, *words: str) -> None:
        """Adds a line."""
        with self.lock, (self.chosen.folder / file).open("a") as lines:
            lines.write(" ".join(words) + "\n")

    # --- what happens then ----------------------------------------------------------
    def arrives(self, text: Sent) -> None:
        """A text does, or does not; its receipts are lost, or come twice or in the
        wrong order at times."""
        fate = "undelivered" if self.happens(NOT_DELIVERED) else "delivered"
        code = 30003 if fate == "undelivered" else None
        told: list[tuple[str, int | None]] = [("sent", None), (fate, code)]
        if self.happens(BACKWARDS):
            told.reverse()
        self.tells(
            text.fields,
            [lambda t=one: self.receipt(self.program, text, *t) for one in told],
        )
        text.status, text.error_code = fate, code
        self.write("fates", reference_of(text.fields), fate)

    def rings(self, call: Rung) -> None:
        """A telephone does, and somebody presses a key, or nobody does."""
        tell = self.phones.tell
        self.tells(call.fields, [lambda: tell(self.program, call, "ringing")])
        [key] = self.chance.choices([*KEYS, ""], [*KEYS.values(), 65])
        pressed = bool(key) and self.insist(lambda: self.presses(call, key))
        end = "completed" if pressed or self.happens(50) else "no-answer"
        self.tells(call.fields, [lambda: tell(self.program, call, end)])
        call.status = end
        fate = "delivered" if pressed else "undelivered"
        self.write("fates", reference_of(call.fields), fate)

    def presses(self, call: Rung, key: str) -> bool:
        """Whether she heard that it was understood."""
        talk = self.phones.answer(self.program, call)
        if talk.is_over:
            return False
        heard = talk.press(key).words
        if SORRY not in heard:
            self.write("keys", reference_of(call.fields), key)
        return SORRY not in heard

    # --- how it tells us ------------------------------------------------------------
    def happens(self, percent: int) -> bool:
        """So many times out of a hundred."""
        return self.chance.uniform(0, 100) < percent

    def tells(
        self, fields: dict[str, str], receipts: list[Callable[[], LiveAnswer]]
    ) -> None:
        """Posts them one after the other."""
        lost = self.happens(LOST)
        for receipt in receipts * (2 if self.happens(TWICE) else 1):
            self.closed.wait(self.chance.uniform(0.05, 1))
            if not lost and self.insist(lambda r=receipt: r().status_code < 300):
                self.write("heard", f"{time()}", reference_of(fields))

    def insist(self, post: Callable[[], bool]) -> bool:
        """Once more when nobody answers, as Twilio does; then no more."""
        for _ in range(2):
            with suppress(OSError, HTTPException):
                return post()
            self.closed.wait(AT_ONCE)
        return False


def reference_of(fields: dict[str, str]) -> str:
    """Ours, from the address of its receipts."""
    return urlsplit(fields["StatusCallback"]).path.rpartition("/")[2]


def options() -> ArgumentParser:
    """What may be asked for."""
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--answers-after", nargs=2, type=float, default=(0, 0), metavar="SECONDS"
    )
    parser.add_argument("--calls-back", default="", help="to this address")
    parser.add_argument("--now", type=datetime.fromisoformat, help="its clock stands")
    parser.add_argument("--seed", type=int, help="of its moods")
    return parser


def main() -> None:
    """Serves until its standard input ends."""
    with FarAway(options().parse_args()) as double:
        print(double.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
