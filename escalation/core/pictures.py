"""The door to Pillow: a file somebody sent becomes a new picture of our own, or a
reason why it cannot.

Nothing of the file is kept but what can be seen: no place, no camera, no name. It is
turned the right way up, and made small enough for a telephone. Pictures are read one
at a time in a process: each may take as much memory as all other work together.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
# the longer side, in pixels
LONGEST = 1600
# what may be unpacked: a small file can hold a picture that fills the memory
MOST_PIXELS = 50_000_000
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
# Pillow's own limit warns, and then refuses far above ours: we look before it unpacks
Image.MAX_IMAGE_PIXELS = None
_one_at_a_time = Lock()


class PictureError(ValueError):
    """A file that becomes no picture here.

    `reason` is one of: empty, large (more than MOST_BYTES), heif (a kind of the
    iPhone), moving, kind (no photo, or of another kind), pixels (more than
    MOST_PIXELS), broken.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG file of our own making; `digest` is that of the file it came from."""

    jpeg: bytes
    width: int
    height: int
    digest: str


def make_picture(file: bytes) -> Picture:
    """The picture in a file, whatever it is called. Raises PictureError."""
    if not file:
        raise PictureError("empty")
    if len(file) > MOST_BYTES:
        raise PictureError("large")
    if file[4:8] == b"ftyp" and file[8:12] in HEIF:
        raise PictureError("heif")
    if file[:4] == b"GIF8":
        raise PictureError("moving")
    with _one_at_a_time:
        return _make(file)


def _make(file: bytes) -> Picture:
    try:
        opened = Image.open(BytesIO(file), formats=FORMATS)
    except Exception as error:
        is_ours = file.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF"))
        raise PictureError("broken" if is_ours else "kind") from error
    with opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise PictureError("pixels")
        # a JPEG may hold a second picture, its own preview; only others move
        if opened.format in ("PNG", "WEBP") and getattr(opened, "is_animated", False):
            raise PictureError("moving")
        try:
            return _redraw(opened, sha256(file).hexdigest())
        # a decoder that meets what it does not expect raises whatever it likes
        except Exception as error:
            raise PictureError("broken") from error


def _redraw(opened: Image.Image, digest: str) -> Picture:
    opened.draft("RGB", (LONGEST, LONGEST))
    seen = ImageOps.exif_transpose(opened)
    seen.thumbnail((LONGEST, LONGEST))
    has_alpha = seen.mode in ("RGBA", "LA", "PA") or "transparency" in seen.info
    # a new sheet of paper: what was written on the back of the old one stays there
    paper = Image.new("RGB", seen.size, "white")
    if has_alpha:
        seen = seen.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(seen.convert("RGB"))
    written = BytesIO()
    paper.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(written.getvalue(), paper.width, paper.height, digest)
