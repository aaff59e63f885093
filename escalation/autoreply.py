"""The automatic reply of a team for the weekend that is on, or comes next. Read-only;
texts are copied by hand, nothing is published from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from escalation.core.reply import (
    DEFAULTS,
    Slot,
    choose,
    fill,
    lacking,
    say_break,
    say_opening,
)
from escalation.models import (
    Case,
    IncidentState,
    Outcome,
    ReplyVariant,
    WeekendSettings,
)
from rota.core.periods import OffHours
from rota.duty import LONGEST_RUN, next_opening, planned_off_hours
from rota.models import Team

Texts = dict[tuple[str, str], str]
# for so long the end of a crisis is what people ask about
AFTERMATH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply in one language. `lacks`: slots without a value, whose sentences are
    left out."""

    language: str
    text: str
    lacks: frozenset[Slot]


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in the languages of the public."""

    variant: ReplyVariant
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Replies:
    """What to paste now, and the other three; for the off-hours `run`, after which
    the team answers from `opening`. `event`: the crisis, in words."""

    run: OffHours
    opening: datetime
    event: str
    now: Reply
    others: list[Reply]


def settings_of(team: Team) -> WeekendSettings:
    """What the team chose for its weekends; unsaved defaults when it never did."""
    row = WeekendSettings.objects.filter(team=team).first()
    return row or WeekendSettings(team=team)


def texts_of(team: Team) -> Texts:
    """The text of each variant and language: the team's newest, else ours."""
    own = own_texts(team)
    return {key: own.get(key) or proposed for key, proposed in DEFAULTS.items()}


def own_texts(team: Team) -> Texts:
    """The newest version of what the team wrote itself; empty: it went back to ours."""
    rows = team.reply_templates.all()
    return {(row.variant, row.language): row.text for row in rows}


def replies_of(team: Team, at: datetime, *, event: str = "") -> Replies:
    """Fills every reply for the weekend that is on at `at`, or else the next one."""
    run = coming_run(team, at)
    opening = next_opening(team, max(at, run.starts_at))
    event = event or open_crisis(team)
    chosen = choose(
        kind=run.kind,
        crisis_open=bool(open_crisis(team)),
        crisis_over=_is_over(team, at),
    )
    values = {
        language: _values(team, run, opening, at, event, language)
        for language in _languages(team)
    }
    texts = texts_of(team)
    found = {variant: _reply(variant, texts, values) for variant in ReplyVariant}
    return Replies(
        run=run,
        opening=opening,
        event=event,
        now=found.pop(ReplyVariant(chosen)),
        others=list(found.values()),
    )


def coming_run(team: Team, at: datetime) -> OffHours:
    """The off-hours that are on, or those that come next."""
    horizon = (at + LONGEST_RUN).astimezone(team.zone).date()
    return planned_off_hours(team, at, horizon)[0]


def open_crisis(team: Team) -> str:
    """What the newest open crisis is called; empty when there is none. The public does
    not learn from here that there is a sensitive one."""
    calls = team.incidents.filter(case=Case.CRISIS, exercise=False, sensitive=False)
    going_on = calls.exclude(state=IncidentState.RESOLVED).order_by("-raised_at")
    return going_on.values_list("title", flat=True).first() or ""


def _is_over(team: Team, at: datetime) -> bool:
    """True for a day after a crisis about which something was published."""
    lately = Q(closed_at__gt=at - AFTERMATH, closed_at__lte=at)
    published = Q(case=Case.CRISIS, exercise=False, outcome=Outcome.PUBLISHED)
    return team.incidents.filter(lately, published, sensitive=False).exists()


def _languages(team: Team) -> tuple[str, str]:
    """That of the team first."""
    return ("fr", "en") if team.language == "fr" else ("en", "fr")


def _reply(
    variant: ReplyVariant, texts: Texts, values: Mapping[str, Mapping[Slot, str]]
) -> Reply:
    return Reply(
        variant,
        [
            _said(texts[variant, language], language, known)
            for language, known in values.items()
        ],
    )


def _said(text: str, language: str, values: Mapping[Slot, str]) -> Said:
    return Said(language, fill(text, values), frozenset(lacking(text, values)))


def _values(
    team: Team,
    run: OffHours,
    opening: datetime,
    at: datetime,
    event: str,
    language: str,
) -> dict[Slot, str]:
    chosen, year = settings_of(team), at.astimezone(team.zone).year
    return {
        Slot.OPENING: say_opening(opening.astimezone(team.zone), language, year=year),
        Slot.BREAK: say_break(run.kind, language),
        Slot.EVENT: event,
        Slot.URL: chosen.url,
        Slot.MINUTES: str(chosen.minutes),
    }
