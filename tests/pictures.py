"""Files such as telephones send, made here."""

import os
from io import BytesIO

from PIL import Image

PLACE = b"Rue des Tanneurs"
MAKE, DESCRIPTION, ORIENTATION, GPS, LATITUDE = 0x010F, 0x010E, 0x0112, 0x8825, 2


def picture_file(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (60, 40),
    mode: str = "RGB",
    colour=None,
    noise: bool = False,
) -> bytes:
    """A photo of nothing; `noise` makes it as large as a real one."""
    if noise:
        drawn = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    else:
        drawn = Image.new(mode, size, colour if colour is not None else 0)
    written = BytesIO()
    drawn.save(written, kind)
    return written.getvalue()


def jpeg_with_place(orientation: int = 1) -> bytes:
    """With what a telephone writes on the back: who, where, which way up."""
    exif = Image.Exif()
    exif[MAKE] = "Camille’s phone"
    exif[DESCRIPTION] = PLACE.decode()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[LATITUDE] = (47.0, 12.0, 30.0)
    written = BytesIO()
    drawn = Image.new("RGB", (60, 40), "green")
    drawn.save(written, "JPEG", exif=exif, comment=b"GPS-SECRET")
    return written.getvalue()
