"""The demo team's weekend sheet: the coming weekend, filled in by several."""

from datetime import datetime, time, timedelta

from escalation.actions.briefs import add_rows, reread
from escalation.actions.procedures import usual_outlets
from escalation.models import RowKind
from rota.models import Period, PeriodKind, Person, Team

# day of the weekend from Friday, hour, network, owner, text, who re-read it
POSTS = (
    (
        *(1, time(10), "Facebook", "Sofia"),
        "Le marché de Noël ouvre ce samedi à 10 h, place du Port. Venez en tram, "
        "lignes A et C.",
        "Lena",
    ),
    (
        *(1, time(10), "Instagram", "Sofia"),
        "Premières lumières sur la place du Port. #PortLouan",
        "Lena",
    ),
    (
        *(2, time(9, 30), "Facebook", "Malik"),
        "Dimanche sans voiture en centre-ville : les musées sont gratuits.",
        "",
    ),
)
WRITTEN = timedelta(hours=3)
LINK = "https://programmation.example/posts/"
WORDING = (
    "La ligne B est arrêtée entre Gare et Halles jusqu’à lundi matin. Un bus relais "
    "passe toutes les dix minutes."
)


def fill_a_sheet(team: Team, at: datetime) -> None:
    """What is known on Thursday: one post is still to be re-read."""
    period = team.periods.filter(starts_at__gt=at, kind=PeriodKind.WEEKEND).first()
    if period is None:
        return
    usual_outlets(team=team, at=at)
    people = {
        one.person.name.split()[0]: one.person
        for one in team.memberships.select_related("person")
    }
    _posts(period, people, at)
    _others(period, people, at)


def _posts(period: Period, people: dict[str, Person], at: datetime) -> None:
    team = period.team
    outlets = {one.name: one for one in team.outlets.all()}
    friday = period.starts_at.astimezone(team.zone).date()
    for number, (days, clock, network, owner, text, reader) in enumerate(POSTS):
        day = friday + timedelta(days=days)
        post = {
            "at": datetime.combine(day, clock, tzinfo=team.zone),
            "outlet": outlets[network],
            "owner": people[owner],
            "text": text,
            "link": f"{LINK}{4117 + number}",
        }
        [row] = add_rows(
            period=period,
            kind=RowKind.POST,
            rows=[post],
            by=people[owner],
            at=at - WRITTEN,
        )
        if reader:
            by, read_at = people[reader], at - WRITTEN / 3
            reread(row_id=row.pk, seen=row.version, done=True, by=by, at=read_at)


def _others(period: Period, people: dict[str, Person], at: datetime) -> None:
    subject = {
        "title": "Travaux du tram, ligne B",
        "text": WORDING,
        "source": "Exploitant du réseau, point de jeudi",
        "owner": people["Yann"],
        "until_on": period.ends_at.astimezone(period.team.zone).date(),
    }
    contact = {
        "title": "Astreinte des espaces verts",
        "source": "ferme et rouvre les parcs",
        "phone": "+33240000012",
    }
    note = {"text": "La maire est au marché samedi matin : pas de photo avant 11 h."}
    for kind, values, who in (
        (RowKind.SUBJECT, subject, "Yann"),
        (RowKind.CONTACT, contact, "Inès"),
        (RowKind.NOTE, note, "Lena"),
    ):
        by = people[who]
        add_rows(period=period, kind=kind, rows=[values], by=by, at=at - WRITTEN)
