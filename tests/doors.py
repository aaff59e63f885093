"""Every address of the product, who may open it, and one of everything that an
address may name. Read by the law on permissions and by the browser, which looks
at every page."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from browsing import Browser, signed_in
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from harness import World
from people import CAST, HEAD, Fictional, make_member
from pictures import picture_file

from escalation import actions
from escalation.actions import defer
from escalation.actions.briefs import add_rows
from escalation.actions.drills import plan_drill
from escalation.actions.following import begin_telling
from escalation.actions.photos import add_photo
from escalation.actions.telling import READY_LINK
from escalation.actions.testing import send_test
from escalation.actions.walkthroughs import release
from escalation.core.pictures import make_picture
from escalation.guide import GUIDE_LINK
from escalation.models import (
    Caller,
    CallOut,
    Channel,
    Debrief,
    Deferred,
    Drill,
    Following,
    Incident,
    PageState,
    Purpose,
    Validation,
)
from escalation.permissions import BRIEF_LINK, CALLER_LINK, HANDOVER_LINK
from escalation.walkthroughs import Draft
from rota.actions import plan_runs
from rota.actions.covers import ask
from rota.actions.replacing import replace
from rota.covers.reading import hours_of
from rota.links import COVER_LINK, REPLACEMENT_LINK, make_token
from rota.models import (
    Confirmation,
    FeedKind,
    Notice,
    Person,
    PlanRun,
    Publication,
    PublishedChange,
    Role,
    Seat,
    Team,
    Training,
)


def patterns(resolver: URLResolver) -> list[URLPattern]:
    """Every address the program answers."""
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def is_ours(pattern: URLPattern) -> bool:
    return not pattern.callback.__module__.startswith("allauth.")


@cache
def ours() -> list[URLPattern]:
    """The addresses of this program."""
    return [pattern for pattern in patterns(get_resolver()) if is_ours(pattern)]


def theirs() -> list[URLPattern]:
    """The addresses of django-allauth."""
    return [pattern for pattern in patterns(get_resolver()) if not is_ours(pattern)]


@dataclass
class House:
    """One of everything an address may name."""

    genuine: dict[str, dict[str, object]]
    forged: str = "1-" + "0" * 32
    clients: dict[str, Client] = field(default_factory=dict)

    def path(self, name: str, *, genuine: bool) -> str:
        pattern = next(p for p in ours() if p.name == name)
        given = self.genuine["*"] | self.genuine.get(name, {})
        wanted = {key: given[key] for key in pattern.pattern.converters}
        if "token" in wanted and not genuine:
            wanted["token"] = self.forged
        return reverse(name, kwargs=wanted)


def make_house(
    world: World, incident: Incident, cabinet: Caller, reader: Person
) -> House:
    """The team with one of everything, and everybody at the door."""
    other = Team.objects.create(name="Voirie", slug="voirie")
    stranger = Fictional("nadia", "Nadia Fortin", HEAD, role=Role.LEAD)
    make_member(other, stranger, at=world.clock.now)
    genuine = secrets(world, incident, cabinet)
    visitor = Browser().open(f"/call/{genuine['*']['token']}")
    clients = {
        "anonymous": Client(),
        "link": visitor.client,
        "reader": signed_in(reader.email),
        "agent": signed_in(CAST[0].email),
        "lead": signed_in(CAST[-1].email),
        "stranger": signed_in(stranger.email),
    }
    return House(genuine, clients=clients)


def a_drill(world: World) -> Drill:
    """One for next week."""
    return plan_drill(
        team=world.team,
        case="crisis",
        title="Répondez comme pour un vrai appel",
        planned_for=world.clock.now + timedelta(days=7),
        announced=True,
        request_key=uuid4(),
        by=None,
        at=world.clock.now,
    )


def a_request(world: World, cabinet: Caller) -> Deferred:
    """One that can wait."""
    return defer(
        team=world.team,
        title="Une question",
        caller=cabinet,
        request_key=uuid4(),
        by=None,
        at=world.clock.now,
    )


def a_following(incident: Incident, at: datetime) -> Following:
    """How the cabinet is told of its call."""
    told = {"way": "email", "to": "cabinet@ville.example"}
    begin_telling(incident, **told, at=at)
    return incident.following


def a_proposal(world: World) -> PlanRun:
    """For the next month, asked for just now."""
    at = world.clock.now
    span = {"first": at.date(), "last": at.date() + timedelta(days=31)}
    return plan_runs.ask(team=world.team, may_move=False, by=None, at=at, **span)


PROPOSALS = ("proposal", "proposal_stop", "proposal_take")


def a_training(world: World) -> Training:
    """One that a seat needs, that Lena has."""
    training = Training.objects.create(
        team=world.team, name="Outil de publication", valid_months=12
    )
    training.qualifications.create(membership=world.member("lena"))
    return training


def a_question(world: World) -> Confirmation:
    """To whoever is on call, whether she is ready."""
    shift = world.weekend().shifts.get(seat=Seat.ON_CALL)
    at = world.clock.now
    return Confirmation.objects.create(
        shift=shift, membership=shift.membership, made_at=at, last_at=at, asked_at=at
    )


def a_publication(world: World) -> Publication:
    """One that Camille was told of."""
    at = world.clock.now
    done = Publication.objects.create(team=world.team, by=world.person("odile"), at=at)
    period = world.weekend()
    PublishedChange.objects.create(
        publication=done,
        period=period,
        seat=Seat.ON_CALL,
        after=world.member("camille"),
    )
    Notice.objects.create(
        person=world.person("camille"),
        team=world.team,
        kind="published",
        publication=done,
        data={"gained": [[period.pk, Seat.ON_CALL]], "lost": []},
        created_at=at,
        due_at=at,
    )
    return done


def after_a_crisis(world: World, incident: Incident) -> dict[str, dict[str, object]]:
    """A text of the call that Odile is asked to validate; its debrief is owed."""
    at, odile = world.clock.now, world.person("odile")
    page = incident.pages.create(
        uuid=uuid4(),
        key="validate",
        token="validate-one-txt",
        person=odile,
        purpose=Purpose.NEWS,
        channel=Channel.SMS,
        created_at=at,
        due_at=at,
        expires_at=at,
        state=PageState.DELIVERED,
    )
    Validation.objects.create(
        incident=incident,
        number=1,
        text="Fumées visibles à Cheviré : fermez vos fenêtres.",
        writer=world.person("camille"),
        validator=odile,
        page=page,
        asked_at=at,
        deadline_at=at + timedelta(minutes=10),
    )
    Debrief.objects.create(incident=incident, due_on=at.date() + timedelta(days=7))
    token = {"token": page.token}
    return {"validation": token, "validation_answer": token}


DEFERRED_ACTS = ("request", "assign", "handle")
FEED_ACTS = ("change", "replace", "refuse", "end")
COVER_ACTS = ("", "_answer", "_withdraw", "_decide")


def everywhere(
    world: World, incident: Incident, cabinet: Caller, kept: Deferred
) -> dict[str, object]:
    """What addresses name, for every view that has no others of its own."""
    return {
        "slug": world.team.slug,
        "code": incident.code,
        "what": "tick",
        "subject": "crisis",
        "token": make_token(CALLER_LINK, cabinet.pk, cabinet.version),
        "key": kept.request_key,
        "person_id": world.person("malik").pk,
        "member_id": world.member("lena").pk,
        "training_id": a_training(world).pk,
        "page_uuid": incident.pages.first().uuid,
        "pk": cabinet.pk,
        "name": "astreintes",
        "provider": "simulator",
        "seal": "0" * 40,
        "uid": world.weekend().shifts.first().uid,
    }


def secrets(
    world: World, incident: Incident, cabinet: Caller
) -> dict[str, dict[str, object]]:
    """What addresses name: for every view (“*”), and for some by name."""
    at, page = world.clock.now, incident.pages.first()
    kept = a_request(world, cabinet)
    asked = make_token(READY_LINK, a_question(world).pk, 1)
    camille = world.person("camille")
    [test] = send_test(by=camille, channels=["sms"], at=at)
    named = {
        "*": everywhere(world, incident, cabinet, kept),
        **{f"deferred_{act}": {"pk": kept.pk} for act in DEFERRED_ACTS},
        "handover": {"pk": world.weekend().pk},
        "follow": {"token": a_following(incident, at).token},
        **a_sheet(world),
        "guide_link": {"token": make_token(GUIDE_LINK, world.team.pk, 1)},
        "handover_link": {"token": handover_token(world)},
        "drill_cancel": {"pk": a_drill(world).pk},
        "call_out": {"pk": a_call_out(world, incident).pk},
        **{name: {"run_id": a_proposal(world).pk} for name in PROPOSALS},
        "publication": {"pk": a_publication(world).pk},
        "history_event": {"key": f"p{a_publication(world).pk}"},
        **{p.name: {"token": asked} for p in ours() if p.name.startswith("ready")},
        **{p.name: {"token": page.token} for p in ours() if p.name.startswith("agent")},
        **{p.name: {"token": test.token} for p in ours() if p.name.startswith("trial")},
    }
    named |= calls(world, incident, cabinet) | after_a_crisis(world, incident)
    return named | calendars(world) | covers(world)


def covers(world: World) -> dict[str, dict[str, object]]:
    """The same for a weekend Camille asks Yann to cover, and one for which Odile
    replaced Lena."""
    at, later = world.clock.now, timedelta(weeks=1)
    hers = world.on_duty("camille", at=at + later).shifts.get()
    asked = ask(
        shift=hers,
        hours=hours_of(hers),
        whom=world.member("yann"),
        given=None,
        by=world.member("camille"),
        at=at,
    )
    ill = world.on_duty("lena", at=at + 2 * later).shifts.get()
    replaced = replace(
        shift_id=ill.pk,
        expected=ill.membership_id,
        to=world.member("tomas"),
        by=world.person("odile"),
        at=at,
    )
    answer = make_token(COVER_LINK, asked.answers.get().pk, 1)
    confirm = make_token(REPLACEMENT_LINK, replaced.pk, 1)
    return {
        "cover_new": {"uid": hers.uid},
        **{f"cover{act}": {"pk": asked.pk} for act in COVER_ACTS},
        **{f"cover_link{act}": {"token": answer} for act in ("", "_answer")},
        "replacement": {"pk": replaced.pk},
        "replacement_link": {"token": confirm},
        "replacement_confirm": {"token": confirm},
    }


BRIEF_PAGES = ("", "_file", "_paste", "_add", "_row", "_act", "_settled")


def a_sheet(world: World) -> dict[str, dict[str, object]]:
    """The addresses of the weekend's sheet, with a row on it."""
    period = world.weekend()
    note = [{"text": "Badge au poste de garde"}]
    by, at = world.person("yann"), world.clock.now
    [row] = add_rows(period=period, kind="note", rows=note, by=by, at=at)
    shift = period.shifts.get(seat=Seat.ON_CALL)
    token = make_token(BRIEF_LINK, shift.pk, shift.revision)
    named = {"pk": period.pk, "row_id": row.pk, "kind": "post", "suspension_id": 1}
    return {
        **{f"brief{page}": named for page in BRIEF_PAGES},
        "brief_link": {"token": token},
        "brief_link_file": {"token": token},
    }


def a_call_out(world: World, incident: Incident) -> CallOut:
    """Time that somebody spent on a call once."""
    at = incident.raised_at
    return CallOut.objects.create(
        incident=incident, person=world.person("odile"), started_at=at, ended_at=at
    )


def calls(
    world: World, incident: Incident, cabinet: Caller
) -> dict[str, dict[str, object]]:
    """The same for a photo that the mayor's office sent, and for a call that is over,
    with what newcomers see of it."""
    by, at = world.person("odile"), world.clock.now
    made = make_picture(picture_file())
    add_photo(incident_id=incident.pk, picture=made, by=None, caller=cabinet, at=at)
    photo = {"key": incident.photos.get().key}
    call = world.raise_only(caller=cabinet)
    actions.take(incident_id=call.pk, by=by, via="page", at=at)
    actions.close(incident_id=call.pk, outcome="published", by=by, at=at)
    call.refresh_from_db()
    seen = Draft(call).digest
    walk = release(incident_id=call.pk, words=[], seen=seen, by=by, at=at)
    named = {"pk": walk.pk}
    return {
        "caller_photo": photo,
        "incident_photo": photo,
        "agent_photo": photo | {"token": incident.pages.first().token},
        "walkthrough": named,
        "walkthrough_withdraw": named,
        "walkthrough_prepare": {"code": call.code},
    }


def handover_token(world: World) -> str:
    """The link of whoever is on call now, for Monday."""
    shift = world.weekend().shifts.get(seat=Seat.ON_CALL)
    return make_token(HANDOVER_LINK, shift.pk, shift.revision)


def calendars(world: World) -> dict[str, dict[str, object]]:
    """The same for the addresses of the rota in other programs."""
    feed = world.subscribe("odile", FeedKind.OWN)
    wall = world.subscribe(kind=FeedKind.WALL, name="Écran du hall")
    screen = {"token": make_token("wall", wall.pk, wall.version)}
    return {
        "feed": {"token": make_token("feed", feed.pk, feed.version)},
        **{f"feed_{act}": {"pk": feed.pk} for act in FEED_ACTS},
        "wall": screen,
        "wall_json": screen,
    }
