"""A photo, made small before it is sent; and what is said when there is no network."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from pictures import picture_file
from PIL import Image
from playwright.sync_api import Page, expect
from seeing import look

from escalation.models import Photo
from escalation.permissions import CALLER_LINK
from escalation.photo_files import read
from rota.links import make_token

SATURDAY = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def desk(visitor, site, world, clock, cabinet) -> Page:
    """The mayor's office, right after its call."""
    world.on_duty("camille")
    clock.set(SATURDAY)
    call = world.raise_only(caller=cabinet)
    page = visitor()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)
    page.goto(f"{site}/call/{token}/{call.code}")
    return page


def test_photo_is_made_small_before_it_is_sent(desk):
    file = picture_file(size=(2400, 1800), noise=True)
    sent = []
    desk.on("request", lambda r: sent.append(len(r.post_data_buffer or b"")))

    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": file}
    desk.get_by_label("Add photos").set_input_files(photo)
    desk.get_by_role("button", name="Send").click()

    expect(desk.get_by_text("The photo is added")).to_be_visible()
    expect(desk.get_by_role("img", name=re.compile("Photo 1"))).to_be_visible()
    assert max(sent) < len(file) / 2
    with Image.open(BytesIO(read(Photo.objects.get().key))) as kept:
        assert max(kept.size) == 1600
    look(desk, "caller-photo")


def test_photo_without_network_says_what_happens(desk):
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": picture_file("PNG")}
    desk.get_by_label("Add photos").set_input_files(photo)

    desk.context.set_offline(True)
    desk.get_by_role("button", name="Send").click()

    expect(desk.get_by_text("No network: the photo was not sent")).to_be_visible()
    assert not Photo.objects.exists()
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("The photo is added")).to_be_visible()
