"""Every address of the product, who may open it, and one of everything that an
address may name. Read by the law on permissions and by the browser, which looks
at every page."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from uuid import uuid4

from browsing import Browser, signed_in
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from harness import World
from people import CAST, HEAD, Fictional, make_member

from escalation.actions import defer
from escalation.actions.drills import plan_drill
from escalation.actions.testing import send_test
from escalation.guide import GUIDE_LINK
from escalation.models import Caller, CallOut, Deferred, Drill, Incident
from escalation.permissions import CALLER_LINK, HANDOVER_LINK
from rota.links import make_token
from rota.models import FeedKind, Person, Role, Seat, Team

# anonymous: no session, and a made-up secret where the address holds one.
# link: no session, but the genuine secret, and a caller's page opened before.
# stranger: the lead of another team.
WHO = ("anonymous", "link", "reader", "agent", "lead", "stranger")
TABLE = """
home            302 302 200 200 200 200
set_language    405 405 405 405 405 405
accessibility   200 200 200 200 200 200
robots          200 200 200 200 200 200
healthz         200 200 200 200 200 200
profile         302 302 200 200 200 200
my_calls        302 302 200 200 200 200
my_number       302 302 405 405 405 405
my_choice       302 302 405 405 405 405
my_code         302 302 200 200 200 200
my_code_send    302 302 405 405 405 405
my_test         302 302 405 405 405 405
contact_card    302 302 404 404 404 404
team_new        302 302 403 403 200 200
team            302 302 200 200 200 404
member_new      302 302 403 403 200 404
team_import     302 302 403 403 200 404
member_edit     302 302 403 403 200 404
member_last_day 302 302 403 403 405 404
team_settings   302 302 403 403 200 404
board           302 302 200 200 200 404
assign          302 302 403 403 405 404
fill            302 302 403 403 200 404
changes         302 302 403 403 200 404
publish         302 302 403 403 405 404
discard         302 302 403 403 200 404
prepare         302 302 403 403 405 404
calendar        302 302 200 200 200 404
shared_feeds    302 302 403 403 200 404
feed_change     302 302 404 404 200 404
feed_replace    302 302 405 405 405 404
feed_refuse     302 302 405 405 405 404
feed_end        302 302 405 405 405 404
shift           302 302 302 302 302 404
rota_csv        302 302 200 200 200 404
feed            404 200 200 200 200 200
wall            404 200 200 200 200 200
wall_json       404 200 200 200 200 200
caller          404 200 200 200 200 200
caller_kept     404 200 200 200 200 200
caller_incident 404 200 200 200 200 200
caller_live     404 200 200 200 200 200
caller_note     405 405 405 405 405 405
caller_stop     405 405 405 405 405 405
agent           404 200 200 200 200 200
agent_live      404 200 200 200 200 200
agent_take      405 405 405 405 405 405
agent_pass      405 405 405 405 405 405
agent_take_over 405 405 405 405 405 405
agent_offer     405 405 405 405 405 405
agent_keep      405 405 405 405 405 405
agent_touch     405 405 405 405 405 405
agent_close     405 405 405 405 405 405
agent_note      405 405 405 405 405 405
agent_act       405 405 405 405 405 405
trial           404 200 200 200 200 200
trial_arrived   405 405 405 405 405 405
alerts          302 302 403 200 200 404
new_alert       302 302 403 200 200 404
incident        302 302 403 200 200 404
incident_live   302 302 403 200 200 404
incident_log    302 302 403 200 200 404
incident_csv    302 302 403 200 200 404
incident_take   302 302 403 405 405 404
incident_pass   302 302 403 405 405 404
incident_take_over 302 302 403 405 405 404
incident_offer  302 302 403 405 405 404
incident_keep   302 302 403 405 405 404
incident_touch  302 302 403 405 405 404
incident_close  302 302 403 405 405 404
incident_note   302 302 403 405 405 404
incident_act    302 302 403 405 405 404
call_outs       302 302 403 200 200 404
call_outs_csv   302 302 403 200 200 404
call_out        302 302 403 404 200 404
deferred        302 302 403 200 200 404
deferred_request 302 302 403 200 200 404
deferred_assign 302 302 403 405 405 404
deferred_handle 302 302 403 405 405 404
deferred_figures 302 302 403 403 200 404
handover_last   302 302 403 302 302 404
handover        302 302 403 200 200 404
handover_link   404 200 200 200 200 200
guide           302 302 200 200 200 404
guide_renew     302 302 403 403 405 404
guide_link      404 200 200 200 200 200
reply           302 302 403 200 200 404
reply_texts     302 302 403 403 200 404
callers         302 302 403 403 200 404
caller_change   302 302 403 403 200 404
caller_withdraw 302 302 403 403 405 404
caller_renew    302 302 403 403 405 404
caller_card     302 302 403 403 200 404
drills          302 302 403 403 200 404
drill_cancel    302 302 403 403 405 404
ladder          302 302 403 403 200 404
procedures      302 302 403 403 200 404
procedure       302 302 403 403 200 404
readiness       302 302 200 200 200 404
phones          200 200 200 200 200 200
phones_live     200 200 200 200 200 200
phones_reply    405 405 405 405 405 405
phones_call     405 405 405 405 405 405
phones_mode     405 405 405 405 405 405
sms_status      405 405 405 405 405 405
sms_sealed_status 403 403 403 403 403 403
sms_receipts    403 403 403 403 403 403
sms_inbound     405 405 405 405 405 405
call_voice      405 405 405 405 405 405
call_key        405 405 405 405 405 405
"""
# django-allauth decides for these: anonymous, then the lead
ACCOUNTS = """
account_login                       200 302
account_logout                      302 200
account_inactive                    200 200
account_signup                      200 302
account_reauthenticate              302 403
account_email                       302 200
account_email_verification_sent     302 302
account_change_password             302 302
account_set_password                302 200
account_reset_password              200 200
account_confirm_login_code          302 302
account_confirm_password_reset_code 302 302
account_complete_password_reset     302 302
account_password_reset_completed    200 200
account_request_login_code          200 302
mfa_index                           302 200
mfa_authenticate                    302 302
mfa_reauthenticate                  302 403
mfa_activate_totp                   302 200
mfa_deactivate_totp                 302 404
mfa_view_recovery_codes             302 404
mfa_generate_recovery_codes         302 200
mfa_download_recovery_codes         302 404
"""


def read_table(text: str) -> dict[str, list[int]]:
    rows = [line.split() for line in text.strip().splitlines()]
    return {name: [int(status) for status in statuses] for name, *statuses in rows}


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


DEFERRED_ACTS = ("request", "assign", "handle")
FEED_ACTS = ("change", "replace", "refuse", "end")


def secrets(
    world: World, incident: Incident, cabinet: Caller
) -> dict[str, dict[str, object]]:
    """What addresses name: for every view (“*”), and for some by name."""
    at, page = world.clock.now, incident.pages.first()
    kept = a_request(world, cabinet)
    camille = world.person("camille")
    [test] = send_test(by=camille, channels=["sms"], at=at)
    named = {
        "*": {
            "slug": world.team.slug,
            "code": incident.code,
            "what": "tick",
            "subject": "crisis",
            "token": make_token(CALLER_LINK, cabinet.pk, cabinet.version),
            "key": kept.request_key,
            "person_id": world.person("malik").pk,
            "member_id": world.member("lena").pk,
            "page_uuid": page.uuid,
            "pk": cabinet.pk,
            "name": "astreintes",
            "provider": "simulator",
            "seal": "0" * 40,
            "uid": world.weekend().shifts.first().uid,
        },
        **{f"deferred_{act}": {"pk": kept.pk} for act in DEFERRED_ACTS},
        "handover": {"pk": world.weekend().pk},
        "guide_link": {"token": make_token(GUIDE_LINK, world.team.pk, 1)},
        "handover_link": {"token": handover_token(world)},
        "drill_cancel": {"pk": a_drill(world).pk},
        "call_out": {"pk": a_call_out(world, incident).pk},
        **{p.name: {"token": page.token} for p in ours() if p.name.startswith("agent")},
        **{p.name: {"token": test.token} for p in ours() if p.name.startswith("trial")},
    }
    return named | calendars(world)


def a_call_out(world: World, incident: Incident) -> CallOut:
    """Time that somebody spent on a call once."""
    at = incident.raised_at
    return CallOut.objects.create(
        incident=incident, person=world.person("odile"), started_at=at, ended_at=at
    )


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
