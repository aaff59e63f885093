"""Can this person be called? Said before a weekend, with what to do about it.

Read-only. Nothing here decides whom a call goes to: an unproven number is called
all the same, for silence is worse.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from escalation.models import Case, Target, Ways
from escalation.policies import Rung, policy_of
from escalation.reaching import may_be_texted
from escalation.sms import get_voice
from rota.core.dates import show_day
from rota.duty import leads
from rota.models import (
    Answer,
    Confirmation,
    Membership,
    Period,
    Person,
    PhoneProblem,
    Reach,
    Role,
    Seat,
    Shift,
    Team,
)
from rota.skills import Lacking, shifts_lacking

# a number that nothing reached for longer counts as not tried out (PAGING.md T19)
FRESH = timedelta(days=30)
RINGING = (Ways.CALL, Ways.BOTH)
FALLBACK = "fallback"  # beside the targets of a ladder: called when nobody is on call
LAST_RESORTS = {Target.LEAD.value, FALLBACK}


class Level(StrEnum):
    """How bad: worth knowing, to be mended before the weekend, or no call arrives."""

    NOTE = "note"
    ATTENTION = "attention"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One plain sentence, and what to do. `tone`: crisis, info or muted."""

    code: str
    level: Level
    tone: str
    text: str
    todo: str


@dataclass(frozen=True, slots=True)
class Means:
    """What a team's calls can use: its ladders, and whether anything of ours rings."""

    can_ring: bool
    rungs: tuple[Rung, ...]

    @property
    def rings_in_vain(self) -> bool:
        """True when a ladder rings and nothing can: it texts instead."""
        rings = any(rung.ways in RINGING for rung in self.rungs)
        return rings and not self.can_ring

    def ways_to(self, targets: Iterable[str]) -> set[str]:
        """How the ladders call somebody in these places, as they are written."""
        return {rung.ways for rung in self.rungs if rung.target in targets}


@dataclass(frozen=True, slots=True)
class Readiness:
    """One member, and what would keep a call from reaching her."""

    member: Membership
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """True when nothing is to be mended."""
        return all(finding.level == Level.NOTE for finding in self.findings)

    @property
    def state(self) -> str:
        """“ready”, “attention” or “unreachable”."""
        levels = {finding.level for finding in self.findings}
        if Level.UNREACHABLE in levels:
            return Level.UNREACHABLE
        return Level.ATTENTION if Level.ATTENTION in levels else "ready"

    @property
    def word(self) -> str:
        """The state in a word or two."""
        return {
            "ready": _("ready"),
            Level.ATTENTION: _("to check"),
            Level.UNREACHABLE: _("not reachable"),
        }[self.state]

    @property
    def tone(self) -> str:
        """The colour beside the word: ok, info or crisis."""
        if self.is_ready:
            return "ok"
        return "crisis" if any(f.tone == "crisis" for f in self.findings) else "info"


@dataclass(frozen=True, slots=True)
class Place:
    """A place to be called in, and whoever holds it: a seat, which is named like the
    ladder's target, a lead's or the last resort's. `asked`: whether she is ready, by
    her own word."""

    name: str
    label: str
    readiness: Readiness
    asked: Confirmation | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """A published period to come, and whoever holds its seats."""

    period: Period
    places: tuple[Place, ...]

    @property
    def is_held(self) -> bool:
        """False when a call in it would find nobody on call."""
        return any(place.name == Seat.ON_CALL for place in self.places)

    @property
    def not_ready(self) -> list[Place]:
        """Those of them with something to mend."""
        return not_ready(self.places)


def not_ready(places: Iterable[Place]) -> list[Place]:
    """Those with something to mend."""
    return [place for place in places if not place.readiness.is_ready]


def means_of(team: Team) -> Means:
    """Looked up once for everybody of a team."""
    rungs = tuple(rung for case in Case.values for rung in policy_of(team, case).steps)
    return Means(get_voice() is not None, rungs)


def readiness_of(
    member: Membership,
    means: Means,
    at: datetime,
    targets: Iterable[str],
    lacking: Iterable[Lacking] = (),
) -> Readiness:
    """What is known of her at `at`. `targets`: the places in which she may be called,
    those of the ladder and “fallback”; `lacking`: her weekends that need a training
    she will not have."""
    places, person = set(targets), member.person
    found = [
        _number(person),
        _mail_only(person, means),
        _proof(person, places),
        _freshness(person, at),
        *_choice(person, means, places),
        *(_training(one, member.team) for one in lacking),
    ]
    return Readiness(member, tuple(finding for finding in found if finding))


def own_readiness(member: Membership, means: Means, at: datetime) -> Readiness:
    """The same, in all the places that may be hers."""
    lacking = shifts_lacking(member.team, at, member=member)
    return readiness_of(member, means, at, places_of(member), lacking)


def places_of(member: Membership) -> set[str]:
    """Where she may be called: on any weekend, as a lead, as the last resort."""
    places: set[str] = set(Seat.values) if member.takes_duties else set()
    if member.role == Role.LEAD:
        places.add(Target.LEAD.value)
    if member.team.fallback_id == member.pk:
        places.add(FALLBACK)
    return places


def coming_crews(team: Team, means: Means, at: datetime, limit: int) -> list[Crew]:
    """The next published periods not over at `at`; of a seat shared in time,
    everybody who holds a part that is to come."""
    shifts = (
        Shift.objects.filter(ends_at__gt=at)
        .select_related("membership__person", "membership__team")
        .prefetch_related(
            Prefetch("confirmations", Confirmation.objects.exclude(answer=Answer.MOOT))
        )
        .order_by("-seat", "starts_at")  # on call first
    )
    periods = team.periods.filter(ends_at__gt=at, published_at__isnull=False)
    lacking: dict[int, list[Lacking]] = {}
    for one in shifts_lacking(team, at):
        lacking.setdefault(one.shift.pk, []).append(one)
    return [
        Crew(
            period,
            tuple(
                Place(
                    shift.seat,
                    shift.get_seat_display(),
                    readiness_of(
                        shift.membership,
                        means,
                        at,
                        {shift.seat},
                        lacking.get(shift.pk, ()),
                    ),
                    next(iter(shift.confirmations.all()), None),
                )
                for shift in period.shifts.all()
            ),
        )
        for period in periods.prefetch_related(Prefetch("shifts", shifts))[:limit]
    ]


def last_resorts(team: Team, means: Means, at: datetime) -> list[Place]:
    """Who is called when nobody is on call, and when nobody answers."""
    places = []
    fallback = team.fallback
    if fallback and fallback.is_in_team(at.astimezone(team.zone).date()):
        label = _("called when nobody is on call")
        readiness = readiness_of(fallback, means, at, {FALLBACK})
        places.append(Place(FALLBACK, label, readiness))
    for lead in leads(team, at):
        readiness = readiness_of(lead, means, at, {Target.LEAD.value})
        places.append(Place(Target.LEAD, str(Target.LEAD.label), readiness))
    return places


def _number(person: Person) -> Finding | None:
    """What keeps texts from arriving, and whether a ringing telephone is left."""
    if not person.phone:
        return _lost(
            "no_number",
            _("There is no mobile number."),
            _("Write one, and verify it."),
        )
    if person.phone_problem == PhoneProblem.WRONG:
        return _lost(
            "wrong",
            _("Texts do not arrive: the number is not in service, or not a mobile."),
            _("Correct the number, or send a test to it when it works again."),
        )
    if person.phone_problem == PhoneProblem.BLOCKED:
        return Finding(
            "blocked",
            Level.ATTENTION,
            "crisis",
            _("Texts are blocked: STOP was answered to one of them."),
            _("From this telephone, send START to the number the texts come from."),
        )
    return None


def _mail_only(person: Person, means: Means) -> Finding | None:
    if not person.phone or may_be_texted(person) or means.can_ring:
        return None
    return _lost(
        "mail_only",
        _("A call would only be an e-mail, which nobody reads at night."),
        "",
    )


def _proof(person: Person, places: set[str]) -> Finding | None:
    if not person.phone or person.phone_verified_at:
        return None
    text = _("The number is not verified: nobody knows whose it is.")
    if places & LAST_RESORTS:
        text = _(
            "The number is not verified, and it is the last one called when nobody "
            "else answers."
        )
    return Finding(
        "unverified",
        Level.ATTENTION,
        "crisis",
        text,
        _("Have a code sent to it, and type the code. Until then it is called anyway."),
    )


def _freshness(person: Person, at: datetime) -> Finding | None:
    """Of a number that is verified: what verifies the others tries them out too."""
    tested_at = person.phone_tested_at
    if not person.phone_verified_at or (tested_at and at - tested_at <= FRESH):
        return None
    text = _("No text is known to have reached this number yet.")
    if tested_at:
        days = {"days": (at - tested_at).days}
        text = _("The last text known to have arrived is %(days)s days old.") % days
    return Finding(
        "untested", Level.ATTENTION, "info", text, _("Send a test, and confirm it.")
    )


def _choice(person: Person, means: Means, places: set[str]) -> list[Finding]:
    """What she chose, where the ladder or the provider would have it otherwise. One
    fast way is used all the same."""
    if not person.phone:
        return []
    ways, found = means.ways_to(places), []
    if person.reach == Reach.CALL and not means.can_ring:
        text = _("“Calls only” was chosen, and nothing can ring now: texts are sent.")
        found.append(_note("cannot_ring", text, _("Choose texts, to be clear.")))
    elif person.reach == Reach.CALL and Ways.SMS in ways:
        text = _("“Calls only” was chosen: the telephone rings where others get texts.")
        found.append(_note("calls_only", text, ""))
    elif person.reach == Reach.SMS and Ways.CALL in ways and means.can_ring:
        text = _("“Texts only” was chosen: a text is sent where the ladder rings.")
        found.append(
            _note("texts_only", text, _("A ringing telephone wakes more surely."))
        )
    return found


def _training(one: Lacking, team: Team) -> Finding:
    """Of a weekend to come that she holds without what its seat needs."""
    day = one.shift.starts_at.astimezone(team.zone).date()
    slots = {"day": show_day(day, get_language() or ""), "lacks": one.words}
    return Finding(
        "training",
        Level.ATTENTION,
        "info",
        _("For the weekend of %(day)s: %(lacks)s.") % slots,
        _("Do it again before then, or give the weekend to somebody else."),
    )


def _lost(code: str, text: str, todo: str) -> Finding:
    return Finding(code, Level.UNREACHABLE, "crisis", text, todo)


def _note(code: str, text: str, todo: str) -> Finding:
    return Finding(code, Level.NOTE, "muted", text, todo)
