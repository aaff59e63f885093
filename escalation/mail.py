"""Turns a rendered text into an e-mail: its first line is the subject."""

from django.core.mail import EmailMessage


def letter(text: str, *, to: str, message_id: str) -> EmailMessage:
    """One e-mail. `message_id` is the same for every attempt, so that a repeat
    may be recognised as one; no out-of-office answer is wanted by a program."""
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        " ".join(subject.split()),
        airy(body),
        to=[to],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )


def airy(text: str) -> str:
    """The text with one empty line between its parts, however many tags left."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.strip().splitlines()):
        if line or lines[-1]:
            lines.append(line)
    return "\n".join(lines) + "\n"


def mask_address(address: str) -> str:
    """Its first letter and its host: enough to tell one from another."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}" if address else ""
