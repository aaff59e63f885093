"""Files that people send: a new picture of our own, or a reason why not."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import PLACE, jpeg_with_place, picture_file
from PIL import Image

from escalation.core.pictures import (
    LONGEST,
    MOST_BYTES,
    MOST_PIXELS,
    PictureError,
    make_picture,
)


def reason(file: bytes) -> str:
    with pytest.raises(PictureError) as error:
        make_picture(file)
    return error.value.reason


def opened(file: bytes) -> Image.Image:
    return Image.open(BytesIO(make_picture(file).jpeg))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "1", "I;16"])
def test_photos_become_jpeg(kind, mode):
    if (kind, mode) in {("JPEG", "RGBA"), ("JPEG", "P"), ("JPEG", "I;16")}:
        pytest.skip("no such file")
    if kind == "WEBP" and mode not in ("RGB", "RGBA"):
        pytest.skip("no such file")
    if (kind, mode) == ("PNG", "CMYK"):
        pytest.skip("no such file")

    made = make_picture(picture_file(kind, mode=mode))

    assert (made.width, made.height) == (60, 40)
    with Image.open(BytesIO(made.jpeg)) as seen:
        assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (60, 40))


def test_place_camera_and_comment_are_gone():
    file = jpeg_with_place()
    assert PLACE in file
    assert b"GPS-SECRET" in file

    made = make_picture(file)

    with Image.open(BytesIO(made.jpeg)) as seen:
        assert not seen.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(seen.info)
    for trace in (PLACE, b"GPS-SECRET", b"Exif"):
        assert trace not in made.jpeg


def test_it_is_turned_the_right_way_up():
    made = make_picture(jpeg_with_place(orientation=6))

    assert (made.width, made.height) == (40, 60)


def test_it_is_made_small():
    assert opened(picture_file("JPEG", size=(4000, 3000))).size == (LONGEST, 1200)
    assert opened(picture_file("PNG", size=(10, 3000))).size == (5, LONGEST)


def test_what_shines_through_becomes_white():
    seen = opened(picture_file("PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    assert min(seen.getpixel((5, 5))) > 250


def test_same_file_has_the_same_digest_and_another_has_not():
    one, other = picture_file("PNG"), picture_file("PNG", colour="red")

    assert make_picture(one).digest == make_picture(one).digest
    assert make_picture(one).digest != make_picture(other).digest


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "empty"),
        (b"\0" * (MOST_BYTES + 1), "large"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "heif"),
        (b"\0\0\0\x18ftypmif1" + b"\0" * 100, "heif"),
        (b"GIF89a" + b"\0" * 100, "moving"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kind"),
        (b"<html>", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"MZ" + b"\0" * 200, "kind"),
        (b"BM" + b"\0" * 200, "kind"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20, "broken"),
    ],
)
def test_what_is_no_photo_says_why(file, why):
    assert reason(file) == why


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_damaged(kind):
    file = picture_file(kind, size=(400, 300), noise=True)

    assert reason(file[: len(file) // 2]) == "broken"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_moves_is_no_photo(kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:])

    assert reason(written.getvalue()) == "moving"


def test_more_pixels_than_memory_holds_are_not_unpacked():
    side = int(MOST_PIXELS**0.5) + 100
    written = BytesIO()
    Image.new("1", (side, side)).save(written, "PNG")

    assert len(written.getvalue()) < 100_000
    assert reason(written.getvalue()) == "pixels"


@given(st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_any_bytes_are_a_picture_or_a_reason(junk, kind, data):
    file = bytearray(picture_file(kind))
    where = data.draw(st.integers(0, len(file)))
    file[where : where + len(junk)] = junk

    for one in (bytes(file), junk):
        with suppress(PictureError):
            assert make_picture(one).jpeg.startswith(b"\xff\xd8\xff")
