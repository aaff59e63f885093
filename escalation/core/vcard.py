"""The numbers that text and ring, as a contact to save in a telephone: one that is
known may be let through “do not disturb”. vCard 3.0 (RFC 2426), which every
telephone reads."""

from collections.abc import Iterable


def vcard(name: str, numbers: Iterable[str]) -> str:
    """One contact with these numbers. `name` is ours: letters and spaces."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:;{name};;;", f"FN:{name}"]
    lines += [f"TEL;TYPE=CELL,VOICE:{number}" for number in dict.fromkeys(numbers)]
    return "\r\n".join([*lines, "END:VCARD", ""])
