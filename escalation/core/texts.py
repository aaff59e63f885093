"""Every text message, made of the words in core/copies.py.

A page fits one segment whenever its link has at most 60 characters. What is
shortened first is the politeness, then the call-back number, then the title;
link, code, time and the word EXERCISE are never touched. No text names anybody
but the colleague who already took the call, and none holds the facts: the link
does (DOMAIN.md B9).
"""

from collections.abc import Iterator
from datetime import datetime

from escalation.core.copies import FRENCH, LANGUAGES, Copy
from escalation.core.gsm7 import JOINED, SINGLE, measure, shorten, to_gsm7

# A title is cut below this many septets only when nothing else is left to drop,
TITLE_KEPT = 48
# and never below this many: then the text takes a second segment.
TITLE_SHORTEST = 24
# one less than two segments hold: a “€” may not straddle them
TWO_SEGMENTS = 2 * JOINED - 1


def page_text(
    *,
    language: str,
    case: str,
    title: str,
    at: datetime,
    call_back: str,
    link: str,
    code: str,
    exercise: bool,
    two_way: bool,
    reason: str = "",
    by: str = "",
) -> str:
    """The text that calls somebody: GSM-7, at most 160 septets with a link of up
    to 60 characters, at most 306 with any plausible one.

    `at` is when it happened, on the team's clock: a phone that was off shows the
    text late. `call_back` is a number as people read it, or empty. `two_way`
    offers a reply; `reason` tells why somebody else than the person on call is
    called: “fallback”, or “offer”, of a colleague whose name is `by`, or “cell”: `by`
    is then what the crisis cell needs her for.
    """
    copy = LANGUAGES.get(language, FRENCH)
    exercising = copy.exercise if exercise else ""
    head = f"{exercising}{copy.cases[case]} {code} {_moment(copy, at)}: "
    title = " ".join(to_gsm7(title).split())
    stop = "" if title.endswith((".", "!", "?")) else "."
    wanted = min(TITLE_KEPT, _width(title) + len(stop))
    # a short name has a full stop of its own, which may end the sentence too
    given = (words.format(by=by) for words in copy.reasons.get(reason, ("", "")))
    why = [words.replace("..", ".") for words in given]
    tails = list(_tails(copy, call_back, two_way, *why))
    fixed = _width(head) + _width(link)
    budget = SINGLE
    if SINGLE - fixed - _width(tails[-1]) < TITLE_SHORTEST:
        budget = TWO_SEGMENTS
    fitting = (t for t in tails if budget - fixed - _width(t) >= wanted)
    tail = next(fitting, tails[-1])
    room = budget - fixed - _width(tail)
    if _width(title) + len(stop) > room:
        title, stop = shorten(title + stop, room), ""
    return f"{head}{title}{stop}{tail}{link}"


def sensitive_title(language: str) -> str:
    """What a sensitive call is called in texts, letters and on the telephone."""
    return LANGUAGES.get(language, FRENCH).sensitive


def reply_text(
    *,
    language: str,
    kind: str,
    code: str = "",
    codes: str = "",
    owner: str = "",
    time: datetime | None = None,
    link: str = "",
    exercise: bool = False,
) -> str:
    """The answer to somebody's text, in one segment or two.

    `kind` is taken, already_taken, touched (she is still on it), passed, stays (with
    the owner, whom a colleague refused), hers (to whoever may take it over), joined (a
    crisis cell), seat_taken (of it, by somebody else), gone (of the team), closed,
    which_one, help, nothing_open; or one that answers nothing, most with a `link`:
    news, over (says the caller), link, cell_link, asked_again, asked_to_reply,
    handed_over, taken_over, offer_refused, offer_unanswered, untouched, exercise_over.
    `codes` are those of the open calls, with commas; `owner` is who has it, or the
    colleague who was asked, and `time` since when, on the team's clock.
    Raises KeyError for an unknown kind.
    """
    copy = LANGUAGES.get(language, FRENCH)
    words = copy.replies[kind].format(
        code=code,
        codes=codes,
        first=codes.split(",")[0],
        owner=owner or copy.somebody,
        link=link,
        time=time.strftime(copy.clock) if time else "--",
    )
    return to_gsm7((copy.exercise if exercise else "") + words)


def code_text(language: str, code: str) -> str:
    """The code that proves a number, in one segment."""
    return to_gsm7(LANGUAGES.get(language, FRENCH).code.format(code=code))


def trial_text(*, language: str, kind: str, at: datetime, link: str) -> str:
    """A text that only tries out a number, in one segment with a link of up to 60
    characters; it says so first. `kind` is asked or monthly, `at` the time on the
    team's clock. Raises KeyError for another kind."""
    copy = LANGUAGES.get(language, FRENCH)
    words = copy.tests[kind].format(moment=_moment(copy, at), link=link)
    return to_gsm7(words)


def urgent_text(
    *,
    language: str,
    kind: str,
    seat: str,
    name: str,
    since: datetime | None = None,
    until: datetime | None = None,
    link: str = "",
    two_way: bool = False,
) -> str:
    """News of the rota that cannot wait, in one segment with a short link. `kind` is
    replacing (with `until` and a link; `two_way` offers a reply), replaced, unconfirmed
    or refused (with a link); or what answers such a reply: confirmed (with `until`),
    cannot, moot, several, unclear. `name` is the colleague's. Times are on the team's
    clock; no `since`: from now on. Raises KeyError for another kind."""
    copy = LANGUAGES.get(language, FRENCH)
    now, later = copy.since
    slots = {
        "seat": copy.seats[seat],
        "name": name,
        "since": later.format(moment=_moment(copy, since)) if since else now,
        "until": _moment(copy, until) if until else "",
        "link": link,
    }
    words = copy.urgent[kind]
    # a short name has a full stop of its own
    texts = [
        to_gsm7(words.format(**slots, confirm=invitation).replace("..", "."))
        for invitation in copy.confirm[two_way]
    ]
    return next((text for text in texts if _width(text) <= SINGLE), texts[-1])


def _tails(
    copy: Copy, call_back: str, two_way: bool, reason: str, brief: str
) -> Iterator[str]:
    """What stands between title and link, from the fullest to the barest."""
    long, short = copy.two_way if two_way else copy.one_way
    ring = copy.call_back.format(phone=call_back) if call_back else ""
    for *sentences, invitation in (
        (reason, ring, long),
        (reason, ring, short),
        (brief, ring, short),
        (brief, "", short),
        (brief, "", ""),
    ):
        said = [sentence for sentence in sentences if sentence]
        yield to_gsm7(" ".join(["", *said, invitation]))


def _moment(copy: Copy, at: datetime) -> str:
    return f"{copy.days[at.weekday()]} {at.strftime(copy.clock)}"


def _width(text: str) -> int:
    return measure(text).septets
