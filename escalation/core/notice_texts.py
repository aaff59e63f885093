"""The texts of what the rota has to tell soon, French and English side by side, written
by hand like those of a call (core/copies.py): nobody is named, and the rest is behind
the link. Each fits one segment whenever its link has at most 60 characters.
"""

from dataclasses import dataclass
from datetime import datetime

from escalation.core.gsm7 import to_gsm7
from rota.core.dates import show_moment

GAINED, LOST, CHANGED = "gained", "lost", "changed"
REMINDER, CANNOT = "reminder", "cannot"


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one language."""

    notices: dict[str, str]
    seats: dict[str, str]
    others: tuple[str, str]  # one more weekend, several more


COPIES = {
    "fr": Copy(
        notices={
            GAINED: "Planning publié: vous êtes {seat} {moment}{others}. Détails: "
            "{link}",
            LOST: "Planning publié: vous n'êtes plus {seat} {moment}{others}. "
            "Détails: {link}",
            CHANGED: "Planning publié: vos dates changent, dont {moment}{others}. "
            "Détails: {link}",
            REMINDER: "{moment}: vous êtes {seat}. Tout est prêt, ou impossible? "
            "Un geste suffit: {link}",
            CANNOT: "{moment}: la personne {seat} ne peut pas. Trouvez qui la "
            "remplace: {link}",
        },
        seats={"on_call": "d'astreinte", "backup": "en renfort"},
        others=(" et 1 autre fois", " et {count} autres fois"),
    ),
    "en": Copy(
        notices={
            GAINED: "Rota published: you are {seat} {moment}{others}. Details: {link}",
            LOST: "Rota published: you are no longer {seat} {moment}{others}. "
            "Details: {link}",
            CHANGED: "Rota published: your dates change, {moment}{others} among them. "
            "Details: {link}",
            REMINDER: "{moment}: you are {seat}. All is ready, or you cannot? One tap "
            "is enough: {link}",
            CANNOT: "{moment}: the person {seat} cannot. Please find who takes it "
            "over: {link}",
        },
        seats={"on_call": "on call", "backup": "on call as backup"},
        others=(" and 1 more time", " and {count} more times"),
    ),
}


def notice_text(
    *,
    language: str,
    kind: str,
    seat: str,
    starts_at: datetime,
    link: str,
    others: int = 0,
) -> str:
    """What is told by text. `kind` is one of those above; `seat` and `starts_at` (on
    the team's clock) are of the first weekend it is about, beside `others`.

    Raises KeyError for another kind.
    """
    copy = COPIES.get(language, COPIES["fr"])
    return to_gsm7(
        copy.notices[kind].format(
            seat=copy.seats[seat],
            moment=show_moment(starts_at, language),
            others=copy.others[others > 1].format(count=others) if others else "",
            link=link,
        )
    )
