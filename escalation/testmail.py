"""The e-mails of a test installation: kept as files by Django's file backend,
read back so that sign-in codes can be used without any mail server."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

SEPARATOR = b"-" * 79


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail as its reader would see it."""

    subject: str
    to: str
    body: str
    at: datetime | None


def latest_mails(folder: Path | None, limit: int) -> list[Mail]:
    """The newest e-mails first; none when nothing was written yet."""
    if folder is None or not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=_written_at, reverse=True)[:limit]
    found: list[Mail] = []
    for file in files:
        parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
        found += [_read(part) for part in reversed(parts)]
    return found[:limit]


def _written_at(file: Path) -> int:
    return file.stat().st_mtime_ns


def _read(raw: bytes) -> Mail:
    message = message_from_bytes(raw.strip(b"\n"), policy=policy.default)
    body = message.get_body(("plain",))
    date = message["date"]
    return Mail(
        subject=str(message["subject"] or ""),
        to=str(message["to"] or ""),
        body=str(body.get_content()).strip() if body else "",
        # Django writes -0000: an instant in UTC, on nobody's clock
        at=date.datetime.replace(tzinfo=date.datetime.tzinfo or UTC) if date else None,
    )
