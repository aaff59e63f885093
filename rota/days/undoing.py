"""The last change of somebody's days, kept in the session of whoever made it, so
that one button takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from rota.actions.absences import Said
from rota.core.absences import Stretch
from rota.models import Person

KEY = "days"
# later the page says nothing of it any more: it is no news
SHOWN_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class LastChange:
    """What was changed and how it was before; `text` is what the page says of it."""

    exempt: bool
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    text: str
    at: datetime


def remember(
    session: SessionBase,
    person: Person,
    said: Said,
    text: str,
    at: datetime,
    *,
    exempt: bool = False,
) -> None:
    """Keeps this change instead of the one before it."""
    session[KEY] = {
        "person": person.pk,
        "exempt": exempt,
        "before": [_plain(one) for one in said.before],
        "after": [_plain(one) for one in said.after],
        "text": text,
        "at": at.isoformat(),
    }


def last_change(
    session: SessionBase, person: Person, at: datetime
) -> LastChange | None:
    """The last change of this person's days; None when there is none, or when it was
    made long ago."""
    kept = session.get(KEY)
    if kept is None or kept["person"] != person.pk:
        return None
    found = _read(kept)
    return found if at - found.at < SHOWN_FOR else None


def forget(session: SessionBase) -> None:
    """It is undone, or cannot be."""
    session.pop(KEY, None)


def _read(kept: Mapping[str, Any]) -> LastChange:
    return LastChange(
        exempt=kept["exempt"],
        before=tuple(map(_stretch, kept["before"])),
        after=tuple(map(_stretch, kept["after"])),
        text=kept["text"],
        at=datetime.fromisoformat(kept["at"]),
    )


def _plain(one: Stretch) -> list[str]:
    return [one.first.isoformat(), one.last.isoformat(), one.kind]


def _stretch(plain: list[str]) -> Stretch:
    first, last, kind = plain
    return Stretch(date.fromisoformat(first), date.fromisoformat(last), kind)
