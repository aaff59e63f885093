"""Photos as people send them: those that can be kept, and why the others cannot."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from escalation.core.pictures import (
    MOST_BYTES,
    MOST_PIXELS,
    Picture,
    PictureError,
    make_picture,
)
from rota.core.spelling import one_line

MOST_AT_ONCE = 3
MEGABYTE = 1024 * 1024
LONGEST_NAME = 60


def read_photos(files: Iterable[UploadedFile]) -> tuple[list[Picture], list[str]]:
    """The pictures, and one sentence for each file that is none; the first
    MOST_AT_ONCE files are looked at."""
    pictures, refusals = [], []
    sent = list(files)
    if not sent:
        refusals.append(_("Choose a photo first."))
    for file in sent[:MOST_AT_ONCE]:
        try:
            pictures.append(_read(file))
        except PictureError as error:
            refusals.append(_sentence(error.reason, file))
    if len(sent) > MOST_AT_ONCE:
        most = {"most": MOST_AT_ONCE}
        refusals.append(_("Only the first %(most)d were taken: send the rest.") % most)
    return pictures, refusals


def _read(file: UploadedFile) -> Picture:
    """Raises PictureError, before the file is read when its size says enough."""
    if (file.size or 0) > MOST_BYTES:
        raise PictureError("large")
    return make_picture(file.read())


def _sentence(reason: str, file: UploadedFile) -> str:
    about = {
        "name": one_line(file.name or "?")[:LONGEST_NAME],
        "size": round((file.size or 0) / MEGABYTE),
        "most": MOST_BYTES // MEGABYTE,
        "pixels": MOST_PIXELS // 1_000_000,
    }
    match reason:
        case "empty":
            text = _("“%(name)s” is empty: choose it again.")
        case "large":
            text = _(
                "“%(name)s” is too large (%(size)d MB): a photo takes %(most)d MB at "
                "most. Send a smaller one, or a picture of your screen."
            )
        case "pixels":
            text = _(
                "“%(name)s” has too many pixels: %(pixels)d million at most. Send a "
                "smaller one, or a picture of your screen."
            )
        case "heif":
            text = _(
                "“%(name)s” is a HEIC photo, which cannot be read here. Send a picture "
                "of your screen, or choose “Most Compatible” in the settings of the "
                "camera."
            )
        case "moving":
            text = _("“%(name)s” moves: send a photo (JPEG, PNG or WebP).")
        case "broken":
            text = _("“%(name)s” is damaged: choose it again, or another photo.")
        case _other:
            text = _("“%(name)s” is no photo: send JPEG, PNG or WebP.")
    return text % about
