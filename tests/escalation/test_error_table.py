"""Every way a text can fail (PAGING.md §1), through the whole engine: what is sent
again, whom it rings, who is called next and when, and who is told.

The observations are docs/errors.md, which `UPDATE_DOCS=1` writes again.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from people import phone_of
from sources import ROOT
from twilio_double import TwilioDouble
from twilio_wire import Fault, answer_lost, answers, refuse, reset, truncated

from escalation.actions.policies import save_ladder
from escalation.policies import Rung
from rota.models import Notice

TABLE = Path(ROOT) / "docs" / "errors.md"
CAMILLE, MALIK = phone_of("camille"), phone_of("malik")
WATCHED = 3 * 60  # seconds: less than the step of the ladder
HEAD = """# What a text that fails leads to

Observed by `tests/escalation/test_error_table.py` against the HTTP double of Twilio,
and written by it (`UPDATE_DOCS=1`); seconds are from the call to the provider's door.
The ladder texts Camille, then Malik after ten minutes. “again” counts further
requests for the same text.

| what happens | again | her phone rings | next person | her number | leads told |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """One way to fail: at the request, or told later by a receipt. `times`: how
    often the request fails before it would succeed."""

    title: str
    fault: Fault | None = None
    times: int = 1
    receipt: tuple[str, int] | None = None


def refused(code: int, status: int = 400, times: int = 1, **headers: str) -> Row:
    return Row(f"{code} (HTTP {status})", refuse(code, status, **headers), times)


def received(status: str, code: int) -> Row:
    return Row(f"{code}, told by a receipt", receipt=(status, code))


NEVER = 20
ROWS = [
    refused(20429, 429),
    Row("20429, for ever", refuse(20429, 429), NEVER),
    Row("503", answers("Busy", 503)),
    Row("503, for ever", answers("Busy", 503), NEVER),
    Row("500, nothing taken", answers("Oops", 500)),
    Row("504, nothing taken", answers("Gateway", 504)),
    Row("connection torn down, nothing taken", reset()),
    Row("text taken, answer lost", answer_lost()),
    Row("text taken, answer cut off", truncated()),
    Row("201 that is no JSON, nothing taken", answers("<html>Portal</html>", 201)),
    *(refused(code, 401, NEVER) for code in (20003,)),
    *(refused(code, 404, NEVER) for code in (20404,)),
    *(refused(code, times=NEVER) for code in (21606, 21603, 21701)),
    *(refused(code) for code in (21211, 21217, 21614, 21635)),
    *(refused(code, times=NEVER) for code in (21408, 21215)),
    refused(21610),
    *(refused(code) for code in (21612, 21609, 21611)),
    *(refused(code, times=NEVER) for code in (21624, 21617, 21602, 21266)),
    received("undelivered", 30003),
    received("undelivered", 30005),
    received("undelivered", 30006),
    received("undelivered", 30004),
    received("undelivered", 30007),
    received("failed", 30001),
    received("undelivered", 30008),
    received("failed", 30036),
    received("failed", 30002),
    received("undelivered", 21610),
]


@pytest.fixture
def twilio(clock, settings):
    """The real client against the double, which can ring as well."""
    with TwilioDouble(now=lambda: clock.now) as double:
        asked = double.settings(TWILIO_VOICE_FROM="+33187200000")
        for name, value in asked.items():
            setattr(settings, name, value)
        yield double


def observe(row: Row, world, clock, twilio, client) -> str:
    """Raises a call in which the first text fails so; one line of the table."""
    if row.fault:
        twilio.next(*[row.fault] * row.times)
    start = clock.now
    world.expected_errors.append("")
    world.trigger()
    if row.receipt:
        twilio.receipt(client, twilio.sent[0], *row.receipt)
    clock.forward(minutes=WATCHED / 60)
    asked = [
        fields["To"]
        for method, path, fields in twilio.requests
        if method == "POST" and path.endswith("Messages.json")
    ]
    again = asked.count(CAMILLE) - 1
    rings = [call.created for call in twilio.phones.rung if call.to == CAMILLE]
    texts = [text.created for text in twilio.sent if text.to == MALIK]
    calls = [call.created for call in twilio.phones.rung if call.to == MALIK]
    told = Notice.objects.filter(person__email="odile@ville.example")
    cells = (
        row.title,
        str(again or "no"),
        after(start, rings),
        after(start, texts + calls),
        world.person("camille").phone_problem or "unchanged",
        ", ".join(sorted(set(told.values_list("kind", flat=True)))) or "no",
    )
    return f"| {' | '.join(cells)} |"


def after(start: datetime, moments: list[datetime]) -> str:
    return f"{(min(moments) - start).total_seconds():.0f} s" if moments else "–"


def line_of(title: str) -> str:
    lines = TABLE.read_text().splitlines()
    found = [line for line in lines if line.startswith(f"| {title} |")]
    assert found, f"docs/errors.md has no line “{title}”"
    return found[0]


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10; a ladder of texts."""
    save_ladder(
        team=world.team,
        case="crisis",
        steps=[Rung(0, "on_call", "sms"), Rung(10, "backup", "sms")],
        again_after=10,
        by=None,
        at=clock.now,
    )
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_what_a_text_that_fails_leads_to(row, world, clock, twilio, client, night):
    observed = observe(row, world, clock, twilio, client)

    if os.environ.get("UPDATE_DOCS"):
        with TABLE.open("a") as table:
            if row is ROWS[0]:
                table.truncate(0)
                table.write(HEAD)
            table.write(observed + "\n")
    assert observed == line_of(row.title)


def test_the_table_has_no_other_line():
    lines = TABLE.read_text().removeprefix(HEAD).splitlines()

    assert [line.split(" | ")[0][2:] for line in lines] == [row.title for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_nobody_waits_out_a_delay_meant_for_an_answer(row):
    """Invariant 5, read in the table: either the text left, or somebody else is
    called long before the ladder's ten minutes."""
    _, _, again, _rings, following, *_ = (
        c.strip() for c in line_of(row.title).split("|")
    )
    left = following == "–"
    if left:
        assert again == "no" or int(again) <= 3
    else:
        assert timedelta(seconds=int(following[:-2])) < timedelta(minutes=2)
