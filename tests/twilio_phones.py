"""The telephones behind the double of Twilio. They ring; somebody answers, or a
voicemail, or nobody; what is said is fetched from the program and read as strictly
as Twilio reads it.

    call = twilio.phones.rung[0]
    twilio.phones.answer(client, call).press("1")   # she hears, and presses
    twilio.phones.tell(client, call, "completed")   # a callback: late, twice, never
    twilio.phones.voicemail(client, call)           # listens to all of it
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from twilio_callbacks import new_sid, post
from twilio_spec import broken_rules, refused_call
from twilio_wire import ACCOUNT, CALLS, Fault, as_json, page_of, refuse

# which of the events one may ask for tells of a state
EVENTS = {
    "initiated": "initiated",
    "ringing": "ringing",
    "in-progress": "answered",
    "completed": "completed",
    "busy": "completed",
    "no-answer": "completed",
    "failed": "completed",
    "canceled": "completed",
}
SEQUENCE = {"initiated": 0, "ringing": 1, "answered": 2, "completed": 3}
SPOKEN = {"fr-FR", "en-GB"}
# what each verb may be told; a verb that is not here is none of ours
VERBS = {
    "Say": {"language"},
    "Gather": {"action", "method", "numDigits", "timeout"},
    "Hangup": set(),
}
SORRY = "We are sorry, an application error has occurred. Goodbye."


@dataclass
class Rung:
    """One call. `fields` is what was asked for, by Twilio's names."""

    sid: str
    to: str
    sender: str
    fields: dict[str, str]
    created: datetime
    status: str = "queued"
    direction: str = "outbound-api"

    def document(self) -> dict[str, Any]:
        """The resource as Twilio shows it."""
        uri, started = f"{CALLS}/{self.sid}", self.status not in ("queued", "ringing")
        return {
            "account_sid": ACCOUNT,
            "answered_by": None,
            "api_version": "2010-04-01",
            "caller_name": None,
            "date_created": format_datetime(self.created),
            "date_updated": format_datetime(self.created),
            "direction": self.direction,
            "duration": "12" if self.status == "completed" else None,
            "end_time": None,
            "forwarded_from": None,
            "from": self.sender,
            "from_formatted": self.sender,
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": "PN" + "0" * 32,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "sid": self.sid,
            "start_time": format_datetime(self.created) if started else None,
            "status": self.status,
            "subresource_uris": {"events": f"{uri}/Events.json"},
            "to": self.to,
            "to_formatted": self.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }

    def form(self, status: str) -> dict[str, str]:
        """What every request about a call says."""
        return {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": status,
            "Called": self.to,
            "Caller": self.sender,
            "Direction": self.direction,
            "From": self.sender,
            "To": self.to,
            "ToCountry": "FR",
        }


class Phones:
    """Every call that was placed, and what one can do with a telephone."""

    def __init__(self, double: Any) -> None:
        self.double = double
        self.rung: list[Rung] = []  # accepted, oldest first

    # --- what the API answers -----------------------------------------------------
    def ring(self, fields: dict[str, str]) -> Fault:
        """Takes a call, or says why not."""
        wrong = broken_rules("CreateCall", fields) or refused_call(fields)
        if wrong:
            return self.double.refused(wrong)
        call = Rung(
            sid=new_sid("CA"),
            to=fields["To"],
            sender=fields["From"],
            fields=fields,
            created=self.double.now().replace(microsecond=0),
        )
        with self.double.lock:
            self.rung.append(call)
        return as_json(call.document(), 201)

    def list(self, fields: dict[str, str]) -> Fault:
        """The calls between two numbers, newest first."""
        wrong = broken_rules("ListCall", fields)
        if wrong:
            return self.double.refused(wrong)
        with self.double.lock:
            documents = [
                call.document()
                for call in reversed(self.rung)
                if fields.get("To") in (None, call.to)
                and fields.get("From") in (None, call.sender)
            ]
        return as_json(page_of("calls", documents, fields, f"{CALLS}.json"))

    def fetch(self, sid: str) -> Fault:
        """One call by its id."""
        with self.double.lock:
            found = next((call for call in self.rung if call.sid == sid), None)
        if found is None:
            return refuse(20404, 404, "The requested resource was not found")
        return as_json(found.document())

    # --- what happens then --------------------------------------------------------
    def tell(self, client: Any, call: Rung, status: str, **more: str) -> Any:
        """Changes the state of a call and posts the callback its caller asked for;
        None where it asked for none."""
        call.status, event = status, EVENTS[status]
        if event not in call.fields.get("StatusCallbackEvent", "").split():
            return None
        fields = call.form(status) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(SEQUENCE[event]),
            "Timestamp": format_datetime(self.double.now()),
        }
        if event == "completed":
            fields |= {"CallDuration": "12", "Duration": "1", "SipResponseCode": "200"}
        return post(client, call.fields["StatusCallback"], fields | more)

    def ring_out(self, client: Any, call: Rung) -> None:
        """Nobody answers."""
        for status in ("initiated", "ringing", "no-answer"):
            self.tell(client, call, status)

    def answer(self, client: Any, call: Rung) -> "Talk":
        """Somebody answers and hears the beginning."""
        call.status = "in-progress"
        talk = Talk(client, call)
        talk.fetch(call.fields["Url"], fallback=call.fields.get("FallbackUrl", ""))
        return talk

    def voicemail(self, client: Any, call: Rung) -> str:
        """A machine answers, records everything that is said, and the call ends."""
        for status in ("initiated", "ringing", "in-progress"):
            self.tell(client, call, status)
        talk = self.answer(client, call)
        while not talk.is_over:
            talk.wait()
        self.tell(client, call, "completed")
        return talk.words


@dataclass
class Talk:
    """A call that was answered: what was heard so far, and what one may do."""

    client: Any
    call: Rung
    heard: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    verbs: list[ElementTree.Element] = field(default_factory=list)
    url: str = ""
    waiting: ElementTree.Element | None = None  # for a key

    @property
    def words(self) -> str:
        """Everything that was said."""
        return " ".join(self.heard)

    @property
    def is_over(self) -> bool:
        """True once the other end has hung up."""
        return self.waiting is None

    def press(self, digits: str) -> "Talk":
        """Presses a key; hears what is said to it."""
        assert self.waiting is not None, "nobody listens to keys"
        action = urljoin(self.url, self.waiting.attrib["action"])
        self.heard = []
        return self.fetch(action, Digits=digits, msg="Gather End", FinishedOnKey="")

    def wait(self) -> "Talk":
        """Presses nothing, until the time is over."""
        return self._listen()

    def fetch(self, url: str, *, fallback: str = "", **more: str) -> "Talk":
        """Asks the program what to say, as Twilio does."""
        answer = post(self.client, url, self.call.form("in-progress") | more)
        if answer.status_code >= 400:
            if fallback:
                return self.fetch(fallback, ErrorUrl=url, ErrorCode="11200")
            self.heard.append(SORRY)
            self.verbs = []
            return self._listen()
        assert answer.headers["Content-Type"].startswith("text/xml")
        self.url, self.verbs = url, read(answer.content)
        return self._listen()

    def _listen(self) -> "Talk":
        """Hears what comes until a key is waited for, or until it is over."""
        self.waiting = None
        while self.verbs and self.waiting is None:
            verb = self.verbs.pop(0)
            says = verb if verb.tag == "Gather" else [verb]
            for said in says:
                if said.tag == "Say":
                    self.heard.append(said.text or "")
                    self.languages.add(said.attrib["language"])
            if verb.tag == "Gather":
                self.waiting = verb
            if verb.tag == "Hangup":
                self.verbs = []
        return self


def read(document: bytes) -> list[ElementTree.Element]:
    """The verbs of a TwiML document; fails on anything Twilio would complain of."""
    root = ElementTree.fromstring(document)
    assert (root.tag, root.attrib) == ("Response", {}), root
    for verb in root:
        check(verb)
        for inner in verb:
            assert (verb.tag, inner.tag) == ("Gather", "Say"), inner
            check(inner)
    return list(root)


def check(verb: ElementTree.Element) -> None:
    assert verb.attrib.keys() <= VERBS[verb.tag], verb.attrib
    assert not (verb.tail or "").strip(), "text outside a verb is not said"
    if verb.tag == "Say":
        assert (verb.text or "").strip(), "nothing to say"
        assert verb.attrib["language"] in SPOKEN, verb.attrib
    else:
        assert not (verb.text or "").strip(), "text outside a verb is not said"
    if verb.tag == "Gather":
        assert int(verb.attrib["numDigits"]) == 1
        assert 1 <= int(verb.attrib["timeout"]) <= 60
        assert verb.attrib["method"] == "POST"
        assert urlsplit(verb.attrib["action"]).scheme in ("http", "https")
