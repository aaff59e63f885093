"""Where the pictures of calls are kept: files that only the program can read, under
DATA_DIR/media. Which of them exist is in the rows; a file without one is put away.
"""

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

FOLDER = "photos"


def write(key: UUID, jpeg: bytes) -> None:
    """Keeps a picture, whole or not at all. Raises OSError when the disk takes none."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _path(key)
    half = path.with_suffix(".part")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(jpeg)
    half.replace(path)


def read(key: UUID) -> bytes | None:
    """A picture; None for one that is not here."""
    try:
        return _path(key).read_bytes()
    except FileNotFoundError:
        return None


def remove(key: UUID) -> None:
    """Forgets a picture; harmless for one that is gone."""
    _path(key).unlink(missing_ok=True)


def kept_before(at: datetime) -> list[tuple[str, Path]]:
    """The files written before that, each with the key it is named after."""
    folder = _folder()
    files = folder.iterdir() if folder.is_dir() else ()
    return [
        (path.stem, path) for path in files if path.stat().st_mtime < at.timestamp()
    ]


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _path(key: UUID) -> Path:
    return _folder() / f"{key}.jpg"
