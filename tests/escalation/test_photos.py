"""Photos of a call: who adds them, who sees them, what becomes of files that are none,
and how they go."""

import os
import stat
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pictures import jpeg_with_place, picture_file

from escalation import actions, photo_files
from escalation.actions.photos import (
    MOST_OF_A_CALL,
    MOST_OF_A_CALLER,
    add_photo,
    purge_photos,
)
from escalation.core.pictures import MOST_BYTES, make_picture
from escalation.models import Photo
from escalation.permissions import CALLER_LINK
from escalation.tasks import purge as purge_task
from rota.links import make_token
from rota.models import Team

NIGHT = datetime(2026, 11, 21, 2, 10)
KEEP = timedelta(days=90)
COLOURS = ["red", "green", "blue", "white", "black", "pink", "gold", "grey", "navy"]


@pytest.fixture(autouse=True)
def _empty_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(world, incident, cabinet) -> Browser:
    """The mayor's office on the page of its open call."""
    return world.desk(cabinet).open(f"/call/{token(cabinet)}/{incident.code}")


@pytest.fixture
def agent(world, incident) -> Browser:
    """Camille took it, and is on its page."""
    page = Browser().open(f"/p/{incident.pages.first().token}")
    return page.press("I take it")


def token(caller) -> str:
    return make_token(CALLER_LINK, caller.pk, caller.version)


def upload(name="photo.jpg", file=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_file() if file is None else file)


def send(page: Browser, *files) -> Browser:
    """Chooses files and sends them, as a browser without JavaScript does."""
    return page.press("Send", photos=list(files))


def picture(colour="red"):
    return make_picture(picture_file("PNG", colour=colour))


def address(page: Browser) -> str:
    found = [link.value for link in page.links if "/photos/" in link.value]
    return found[0]


def test_caller_adds_a_photo_after_the_call(desk, incident):
    send(desk, upload(file=jpeg_with_place())).sees("The photo is added")

    found = incident.photos.get()
    assert (found.caller, found.by) == (incident.caller, None)
    desk.sees("Cabinet adds a photo")
    answer = desk.client.get(address(desk))
    assert answer.content == photo_files.read(found.key)
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert b"Tanneurs" not in answer.content


def test_whoever_has_the_call_sees_it_and_is_told(desk, agent, phone, clock):
    send(desk, upload())
    clock.tick()

    phone("camille").expect("du nouveau du service qui a appelé")
    agent.reload().sees("Cabinet adds a photo")
    assert agent.client.get(address(agent)).status_code == 200


def test_agent_adds_one_that_the_caller_does_not_see(desk, agent, incident):
    send(agent, upload()).sees("The photo is added", "Camille R. adds a photo")
    found = incident.photos.get()

    desk.reload()

    assert "photo," not in desk.text.lower()
    assert "adds a photo" not in desk.text
    assert desk.client.get(f"{desk.path}/photos/{found.key}").status_code == 404


def test_team_adds_and_sees_photos(incident, agent_client):
    page = Browser(agent_client).open(f"/t/edition/alerts/{incident.code}/")

    send(page, upload(), upload("b.png", picture_file("PNG", colour="red")))

    page.sees("2 photos are added")
    assert page.client.get(address(page)).status_code == 200


def test_photos_are_handed_over_privately(incident, agent_client, clock):
    kept = keep(incident, clock)

    answer = agent_client.get(f"/t/edition/alerts/{incident.code}/photos/{kept.key}")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("inline")


def keep(incident, clock, colour="red") -> Photo:
    made = picture(colour)
    by = incident.team.memberships.get(person__email="camille@ville.example").person
    add_photo(incident_id=incident.pk, picture=made, by=by, at=clock.now)
    return Photo.objects.get(digest=made.digest)


def test_files_are_the_programs_alone(incident, clock, settings):
    kept = keep(incident, clock)

    path = settings.MEDIA_ROOT / "photos" / f"{kept.key}.jpg"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not list(path.parent.glob("*.part"))


def test_no_door_opens_the_photo_of_another_call(
    world, incident, clock, caller, agent_client, reader_client
):
    kept = keep(incident, clock)
    other = world.raise_only("user_info", "Parc fermé", caller=caller)
    link = other.pages.first().token
    paths = [
        (Client(), f"/call/{token(caller)}/{other.code}/photos/{kept.key}"),
        (Client(), f"/call/{token(caller)}/{incident.code}/photos/{kept.key}"),
        (Client(), f"/p/{link}/photos/{kept.key}"),
        (agent_client, f"/t/edition/alerts/{other.code}/photos/{kept.key}"),
        (agent_client, f"/t/edition/alerts/{incident.code}/photos/{uuid4()}"),
    ]
    Team.objects.create(name="Voirie", slug="voirie")
    here = f"/t/edition/alerts/{incident.code}/photos/{kept.key}"

    assert [client.get(path).status_code for client, path in paths] == [404] * 5
    assert reader_client.get(here).status_code == 403
    assert Client().get(here).status_code == 302
    assert Client().get(f"/media/photos/{kept.key}.jpg").status_code == 404


@pytest.mark.parametrize(
    ("name", "file", "sentence"),
    [
        ("a.jpg", b"", "“a.jpg” is empty"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“a.jpg” is no photo"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“a.svg” is no photo"),
        ("a.jpg", b"GIF89a" + b"\0" * 99, "“a.jpg” moves"),
        ("a.jpg", picture_file()[:200], "“a.jpg” is damaged"),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 99, "“a.heic” is a HEIC photo"),
        ("a.jpg", b"\xff" * (MOST_BYTES + 1), "“a.jpg” is too large (10 MB)"),
        ("a" * 90 + ".jpg", b"x", "“" + "a" * 60 + "” is no photo"),
        ("<b>.jpg", b"x", "“<b>.jpg” is no photo"),
    ],
)
def test_what_is_no_photo_is_said_and_the_call_goes_on(
    name, file, sentence, desk, incident
):
    send(desk, upload(name, file)).sees(sentence)

    assert not Photo.objects.exists()
    assert not incident.log.filter(kind="photo").exists()


def test_photo_of_30_mb_is_refused_in_words(desk):
    file = b"\xff\xd8\xff" + b"\0" * (30 * 1024 * 1024)

    send(desk, upload("IMG_0001.jpg", file)).sees("“IMG_0001.jpg” is too large (30 MB)")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "too large"), ("fr", "trop volumineux")]
)
def test_more_than_a_request_takes_is_refused_in_words(desk, settings, language, words):
    settings.LARGEST_REQUEST = 100_000
    page = Browser(desk.client, language).open(desk.path)
    form = next(f for f in page.forms if "photos" in f.names())

    page.send(form, photos=[upload(file=b"\xff" * 200_000)])

    assert page.status == 413
    page.sees(words)
    assert page.open(desk.path).status == 200


def test_more_words_than_a_request_takes_are_refused_in_words(desk):
    page = Browser(desk.client).open(desk.path)
    form = next(f for f in page.forms if "text" in f.names())

    page.send(form, text="a" * 3_000_000)

    assert page.status == 413
    page.sees("That is too large to be sent")


def test_other_files_of_the_same_request_are_kept(desk):
    send(desk, upload("a.jpg", b"x"), upload("b.jpg")).sees(
        "The photo is added", "“a.jpg” is no photo"
    )


def test_three_at_a_time(desk):
    files = [upload(f"{c}.png", picture_file("PNG", colour=c)) for c in COLOURS[:5]]

    send(desk, *files).sees("3 photos are added", "Only the first 3 were taken")

    assert Photo.objects.count() == 3


def test_nothing_chosen(desk):
    form = next(f for f in desk.forms if "photos" in f.names())

    desk.send(form, photos=[]).sees("Choose a photo first.")


def test_same_photo_sent_twice_is_one(desk, incident):
    file = picture_file(noise=True)
    send(desk, upload(file=file))
    send(desk, upload("again.jpg", file)).sees("The photo is added")

    assert incident.photos.count() == incident.log.filter(kind="photo").count() == 1


def test_call_holds_so_many(desk, incident, clock):
    for number in range(MOST_OF_A_CALL):
        keep(incident, clock, (number, 0, 0))

    send(desk, upload(file=picture_file(noise=True))).sees("A call holds 12 photos")

    assert incident.photos.count() == MOST_OF_A_CALL


def test_service_sends_so_many_in_an_hour(desk, incident, clock, world, cabinet):
    others = [world.raise_only(caller=cabinet) for _ in range(MOST_OF_A_CALLER // 12)]
    for other in others:
        for number in range(MOST_OF_A_CALL):
            made, said = picture((number, 0, 0)), {"by": None, "caller": cabinet}
            add_photo(incident_id=other.pk, picture=made, **said, at=clock.now)

    send(desk, upload()).sees("Many photos came within the hour")
    assert not incident.photos.exists()

    clock.now += timedelta(hours=1)
    send(desk.reload(), upload()).sees("The photo is added")


def test_closed_call_takes_none_from_its_caller(desk, incident, clock):
    form = next(f for f in desk.forms if "photos" in f.names())
    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)

    desk.send(form, photos=[upload()]).sees("nobody would see the photo")

    assert not Photo.objects.exists()
    assert not [f for f in desk.forms if "photos" in f.names()]


def test_whoever_left_the_team_adds_none(incident, clock, world):
    member = world.member("camille")
    member.until_on = clock.now.date() - timedelta(days=1)
    member.save()

    answer = add_photo(
        incident_id=incident.pk, picture=picture(), by=member.person, at=clock.now
    )

    assert answer.result == "gone"


def test_full_disk_is_said_and_nothing_is_half_kept(desk, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"

    send(desk, upload()).sees("The photo could not be kept")

    assert not Photo.objects.exists()


def test_photos_go_with_time_and_the_log_stays(world, incident, clock):
    kept = keep(incident, clock)
    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)
    clock.now += KEEP - timedelta(hours=1)
    purge_task()
    assert photo_files.read(kept.key)

    clock.now += timedelta(hours=2)
    purge_task()

    assert photo_files.read(kept.key) is None
    assert not Photo.objects.exists()
    assert incident.log.filter(kind="photo").exists()
    page = world.office("camille").open(f"/t/edition/alerts/{incident.code}/")
    page.sees("Camille R. adds a photo")


def test_photos_of_open_calls_stay(incident, clock):
    kept = keep(incident, clock)

    assert purge_photos(before=clock.now + KEEP, at=clock.now + KEEP) == 0

    assert photo_files.read(kept.key)


def test_files_that_no_row_names_are_put_away(incident, clock, settings):
    kept, lost, new = keep(incident, clock), uuid4(), uuid4()
    photo_files.write(lost, b"x")
    photo_files.write(new, b"x")
    folder = settings.MEDIA_ROOT / "photos"
    old, now = (clock.now - timedelta(hours=2)).timestamp(), clock.now.timestamp()
    for key, at in ((kept.key, old), (lost, old), (new, now)):
        os.utime(folder / f"{key}.jpg", (at, at))

    purge_photos(before=clock.now - KEEP, at=clock.now)

    assert {path.stem for path in folder.iterdir()} == {str(kept.key), str(new)}


def test_page_asks_as_much_with_one_photo_as_with_many(incident, clock, agent_client):
    path = f"/t/edition/alerts/{incident.code}/"
    agent_client.get(path)
    asked = []
    for colours in (COLOURS[:1], COLOURS[1:]):
        for colour in colours:
            keep(incident, clock, colour)
        with CaptureQueriesContext(connection) as captured:
            assert agent_client.get(path).status_code == 200
        asked.append(len(captured))

    assert asked[0] == asked[1]
