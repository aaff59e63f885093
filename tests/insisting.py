"""People who press again: callers, and colleagues who are called.

Whoever gets no page presses once more, as one does; what counts afterwards is what
they were told.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event, Lock

import requests
from carrier import Carrier, Left
from standby import UNANSWERED
from twilio_callbacks import LiveClient, new_sid, post

AGAIN = 0.3  # seconds before pressing again
PATIENCE = 120  # seconds
# what somebody does with a text that calls her; the rest does not hear it
HABITS = {"take": 35, "OUI": 20, "pass": 15, "NON": 10}


@dataclass
class Call:
    """One call, as its caller saw it; Unix times."""

    title: str
    pressed_at: float
    told_at: float = 0.0  # when she saw that it was made


@dataclass
class Answer:
    """One answer to a text, as who gave it saw it."""

    reference: str  # of the message that was answered
    takes: bool
    told_at: float = 0.0


@dataclass
class Crowd:
    """All of them, and what they went through."""

    site: str
    form: str
    provider: Carrier
    seed: int
    calls: list[Call] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)  # instead of the page
    stop: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    # --- callers ------------------------------------------------------------------
    def keep_calling(self, number: int) -> None:
        """One service: call after call."""
        chance = random.Random(f"{self.seed} caller {number}")
        while not self.stop.is_set():
            self.call(f"Appel {number} {len(self.calls)}")
            self.stop.wait(chance.uniform(0, 1))

    def call(self, title: str) -> None:
        """Fills in the form and presses until the call is made."""
        with requests.Session() as browser:
            page = self.insist(200, lambda: browser.get(self.site + self.form))
            typed = hidden(page, "csrfmiddlewaretoken", "request_key") | {
                "case": "crisis",
                "title": title,
                "call": "1",
            }
            call = Call(title, time.time())
            self.calls.append(call)
            self.insist(302, lambda: self.submit(browser, self.form, typed))
            call.told_at = time.time()

    # --- colleagues ---------------------------------------------------------------
    def keep_answering(self) -> None:
        """All who are called, each at her own pace, until everybody has answered."""
        answered: set[str] = set()
        given: list[Future[None]] = []
        with ThreadPoolExecutor(8) as pool:
            while not self.stop.wait(0.1):
                fates = self.provider.fates()
                for text in self.provider.taken():
                    arrived = fates.get(text.reference) == "delivered"
                    if arrived and text.token and text.token not in answered:
                        answered.add(text.token)
                        given.append(pool.submit(self.answer, text))
        for one in given:
            one.result()

    def answer(self, text: Left) -> None:
        """Reads one text and does as is her habit."""
        chance = random.Random(f"{self.seed} {text.token}")
        choices = [*HABITS, ""]
        weights = [*HABITS.values(), 100 - sum(HABITS.values())]
        [does] = chance.choices(choices, weights)
        if not does or UNANSWERED in text.text:
            return
        time.sleep(chance.uniform(0.1, 2))
        answer = Answer(text.reference, takes=does in ("take", "OUI"))
        with self.lock:
            self.answers.append(answer)
        if does in ("take", "pass"):
            self.press(text.token, does)
        else:
            self.write(text, does)
        answer.told_at = time.time()

    def press(self, token: str, button: str) -> None:
        """The link in the text, then one of its buttons."""
        with requests.Session() as browser:
            link = f"/p/{token}"
            page = self.insist(200, lambda: browser.get(self.site + link))
            typed = hidden(page, "csrfmiddlewaretoken")
            self.insist(302, lambda: self.submit(browser, f"{link}/{button}", typed))

    def write(self, text: Left, word: str) -> None:
        """Answers by text; the provider repeats it once when nobody answers, she
        writes again when nothing comes back."""
        code = text.text.split()[1]
        client = LiveClient(self.site)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            fields = {
                "MessageSid": new_sid(),
                "From": text.to,
                "Body": f"{word} {code}",
            }
            for _ in range(2):
                try:
                    hook = f"{self.site}/webhooks/twilio/sms"
                    status = post(client, hook, fields).status_code
                except (OSError, HTTPException) as error:
                    self.met[type(error).__name__] += 1
                    time.sleep(AGAIN)
                    continue
                if status == 200:
                    return
                self.met[str(status)] += 1
                break
            time.sleep(3 * AGAIN)
        raise AssertionError(f"nobody took “{word} {code}”")

    # --- both ---------------------------------------------------------------------
    def submit(
        self, browser: requests.Session, path: str, typed: dict[str, str]
    ) -> requests.Response:
        """One press of a button."""
        url = self.site + path
        return browser.post(url, typed, allow_redirects=False, timeout=30)

    def insist(
        self, wanted: int, press: Callable[[], requests.Response]
    ) -> requests.Response:
        """Presses until the answer is the wanted one."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = press()
            except requests.RequestException as error:
                self.met[type(error).__name__] += 1
            else:
                if answer.status_code == wanted:
                    return answer
                self.met[str(answer.status_code)] += 1
            time.sleep(AGAIN)
        raise AssertionError(f"no {wanted} in {PATIENCE} s: {self.met}")


def hidden(page: requests.Response, *names: str) -> dict[str, str]:
    """Hidden fields of a form."""
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]
        for name in names
    }
