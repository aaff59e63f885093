"""Every text message, in French and English side by side, written by hand: the
budget is bytes, so these are product copy and not msgids.

A page fits one segment whenever its link has at most 60 characters. What is
shortened first is the politeness, then the call-back number, then the title;
link, code, time and the word EXERCISE are never touched. No text names anybody
but the colleague who already took the call, and none holds the facts: the link
does (DOMAIN.md B9).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from escalation.core.gsm7 import JOINED, SINGLE, measure, shorten, to_gsm7

# A title is cut below this many septets only when nothing else is left to drop,
TITLE_KEPT = 48
# and never below this many: then the text takes a second segment.
TITLE_SHORTEST = 24
# one less than two segments hold: a “€” may not straddle them
TWO_SEGMENTS = 2 * JOINED - 1


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one language. Longer variants come first."""

    days: tuple[str, ...]
    clock: str
    exercise: str
    cases: dict[str, str]
    # in place of a title that only those behind the link may read
    sensitive: str
    # why this person is called, where she is not the one on call
    reasons: dict[str, tuple[str, str]]
    call_back: str
    # before the link: with one-way senders, then with senders one can answer
    one_way: tuple[str, str]
    two_way: tuple[str, str]
    somebody: str
    replies: dict[str, str]
    # what proves a number: never with a link; what tries it out: with one
    code: str
    tests: dict[str, str]
    # news of the rota that cannot wait for an e-mail
    urgent: dict[str, str]
    seats: dict[str, str]
    # from the present moment, from another one
    since: tuple[str, str]


FRENCH = Copy(
    days=("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    clock="%Hh%M",
    exercise="EXERCICE - ",
    cases={"crisis": "CRISE", "user_info": "INFO USAGERS"},
    sensitive="appel sensible",
    reasons={
        "fallback": (
            "Personne d'astreinte, vous êtes prévenu(e).",
            "Personne d'astreinte: à vous.",
        ),
        "offer": ("{by} vous demande de prendre le relais.", "Relais de {by}."),
    },
    call_back="Rappeler {phone}.",
    one_way=("Je prends / je ne peux pas: ", ""),
    two_way=(
        "Répondre OUI (je prends), NON, ou ouvrir ",
        "Répondre OUI, NON ou lien: ",
    ),
    somebody="quelqu'un d'autre",
    replies={
        "taken": "{code}: c'est noté, vous prenez en charge. La suite est derrière "
        "le lien du SMS. NON pour passer la main.",
        "already_taken": "{code}: déjà pris en charge par {owner} à {time}. Vous "
        "n'avez rien à faire, merci.",
        "passed": "{code}: c'est noté, nous appelons quelqu'un d'autre. Merci.",
        "touched": "{code}: c'est noté, vous vous en occupez encore. NON pour passer "
        "la main.",
        "stays": "{code}: c'est noté, {owner} garde l'appel. Merci.",
        "hers": "{code}: {owner} a l'appel, pris à {time}. Pour le reprendre, ouvrez "
        "le lien du SMS.",
        "gone": "{code}: vous n'êtes plus dans l'équipe, votre réponse ne change rien. "
        "Merci.",
        "closed": "{code}: c'est déjà terminé. Vous n'avez rien à faire.",
        "which_one": "Plusieurs appels sont en cours: {codes}. Répondez OUI ou NON "
        "suivi du code, par exemple OUI {first}.",
        "help": "Pas compris. Répondez OUI pour prendre l'appel en charge, NON pour "
        "passer la main, ou ouvrez le lien du SMS.",
        "news": "{code}: du nouveau du service qui a appelé. {link}",
        "link": "{code}: vous avez pris l'appel. La suite est ici: {link}",
        "asked_again": "{code}: où en êtes-vous? Notez ce qui est fait, clôturez ou "
        "passez la main: {link}",
        "asked_to_reply": "{code}: où en êtes-vous? OUI: je m'en occupe, NON: "
        "appeler quelqu'un d'autre. Noter, clôturer: {link}",
        "handed_over": "{code}: {owner} a pris le relais. Vous n'avez plus rien à "
        "faire, merci.",
        "taken_over": "{code}: {owner} a repris l'appel. Vous n'avez plus rien à "
        "faire, merci.",
        "offer_refused": "{code}: {owner} ne peut pas, l'appel reste chez vous. {link}",
        "offer_unanswered": "{code}: {owner} n'a pas répondu, l'appel reste chez "
        "vous. {link}",
        "untouched": "{code}: pris par {owner} à {time}, sans nouvelles depuis. À "
        "vous de voir: {link}",
        "exercise_over": "{code}: exercice interrompu, un vrai appel est en cours. "
        "Plus rien à faire pour l'exercice.",
        "nothing_open": "Aucun appel en cours ne vous attend. Vous n'avez rien à "
        "faire.",
    },
    code="Astreinte: votre code est {code}. Il est valable 15 minutes. Ne le donnez à "
    "personne.",
    tests={
        "asked": "ESSAI d'astreinte, {moment}: ce SMS arrive bien, rien d'urgent. "
        "Confirmez d'un geste: {link}",
        "monthly": "ESSAI MENSUEL d'astreinte, {moment}: rien d'urgent. Confirmez d'un "
        "geste que ce SMS arrive: {link}",
    },
    urgent={
        "replacing": "{seat}: vous remplacez {name} {since} jusqu'à {until}. "
        "Confirmez: {link}",
        "replaced": "{seat}: {name} vous remplace {since}. Vous n'avez plus rien à "
        "faire, merci.",
        "unconfirmed": "{seat}: {name} n'a pas confirmé le remplacement. À vous de "
        "voir: {link}",
        "refused": "{seat}: {name} ne peut pas remplacer. À vous de voir: {link}",
    },
    seats={"on_call": "ASTREINTE", "backup": "RENFORT"},
    since=("maintenant", "dès {moment}"),
)
ENGLISH = Copy(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    clock="%H:%M",
    exercise="EXERCISE - ",
    cases={"crisis": "CRISIS", "user_info": "USER INFO"},
    sensitive="sensitive call",
    reasons={
        "fallback": (
            "Nobody is on call, so you are being told.",
            "Nobody on call: it's you.",
        ),
        "offer": ("{by} asks you to take it over.", "From {by}."),
    },
    call_back="Call {phone}.",
    one_way=("I take it / I can't: ", ""),
    # never YES: providers read it as a subscription
    two_way=("Reply OK (I take it), NO, or open ", "Reply OK, NO or link: "),
    somebody="somebody else",
    replies={
        "taken": "{code}: noted, you are taking it. What to do is behind the link "
        "you got. NO to hand it over.",
        "already_taken": "{code}: already taken by {owner} at {time}. Nothing for you "
        "to do, thank you.",
        "passed": "{code}: noted, we are calling somebody else. Thank you.",
        "touched": "{code}: noted, you are still on it. NO to hand it over.",
        "stays": "{code}: noted, {owner} keeps the call. Thank you.",
        "hers": "{code}: {owner} has had the call since {time}. To take it over, open "
        "the link you got.",
        "gone": "{code}: you have left the team, so your answer changes nothing. "
        "Thank you.",
        "closed": "{code}: it is over, already closed. Nothing for you to do.",
        "which_one": "Several calls are open: {codes}. Reply OK or NO and the code, "
        "for example OK {first}.",
        "help": "Not understood. Reply OK to take the call, NO to hand it over, or "
        "open the link you got.",
        "news": "{code}: news from the service that called. {link}",
        "link": "{code}: you have taken the call. What to do is here: {link}",
        "asked_again": "{code}: where do you stand? Note what is done, close it or "
        "hand it over: {link}",
        "asked_to_reply": "{code}: where do you stand? OK: still on it, NO: call "
        "somebody else. Note or close: {link}",
        "handed_over": "{code}: {owner} has taken over. Nothing more for you to do, "
        "thank you.",
        "taken_over": "{code}: {owner} took it over from you. Nothing more for you "
        "to do, thank you.",
        "offer_refused": "{code}: {owner} cannot, the call stays with you. {link}",
        "offer_unanswered": "{code}: {owner} has not answered, the call stays with "
        "you. {link}",
        "untouched": "{code}: taken by {owner} at {time}, no news since. Please "
        "look: {link}",
        "exercise_over": "{code}: the exercise stops, a real call is open. Nothing "
        "more to do for the exercise.",
        "nothing_open": "No open call is waiting for you. Nothing to do.",
    },
    code="Astreinte: your code is {code}. It is valid for 15 minutes. Give it to "
    "nobody.",
    tests={
        "asked": "On-call TEST, {moment}: this text arrives, nothing urgent. Confirm "
        "with one tap: {link}",
        "monthly": "Monthly on-call TEST, {moment}: nothing urgent. Confirm with one "
        "tap that this text arrives: {link}",
    },
    urgent={
        "replacing": "{seat}: you replace {name} {since} until {until}. "
        "Confirm: {link}",
        "replaced": "{seat}: {name} replaces you {since}. Nothing more for you to do, "
        "thank you.",
        "unconfirmed": "{seat}: {name} has not confirmed the replacement. Please "
        "look: {link}",
        "refused": "{seat}: {name} cannot replace. Please look: {link}",
    },
    seats={"on_call": "ON CALL", "backup": "BACKUP"},
    since=("now", "from {moment}"),
)
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}


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
    called: “fallback”, or “offer”, of a colleague whose name is `by`.
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
    the owner, whom a colleague refused), hers (to whoever may take it over), gone (of
    the team), closed, which_one, help, nothing_open; or one that answers nothing, most
    with a `link`: news, link, asked_again, asked_to_reply, handed_over, taken_over,
    offer_refused, offer_unanswered, untouched, exercise_over. `codes` are those of the
    open calls, with commas; `owner` is who has it, or the colleague who was asked, and
    `time` since when, on the team's clock.
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
) -> str:
    """News of the rota that cannot wait, in one segment with a short link. `kind` is
    replacing (with `until` and a link), replaced, unconfirmed or refused (with a
    link); `name` is the colleague's. Times are on the team's clock; no `since`: from
    now on. Raises KeyError for another kind."""
    copy = LANGUAGES.get(language, FRENCH)
    now, later = copy.since
    words = copy.urgent[kind].format(
        seat=copy.seats[seat],
        name=name,
        since=later.format(moment=_moment(copy, since)) if since else now,
        until=_moment(copy, until) if until else "",
        link=link,
    )
    # a short name has a full stop of its own
    return to_gsm7(words.replace("..", "."))


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
