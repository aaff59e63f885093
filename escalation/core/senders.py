"""From which senders a text arrives, and why not from the others (PAGING.md T3)."""

import re

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{2,10}")
SHORT_CODE = re.compile(r"\d{3,8}")
NUMBER = re.compile(r"\+[1-9]\d{7,14}")
# 06 and 07, written in any of the usual ways
FRENCH_MOBILE = re.compile(r"(\+33|0033|0)(\(0\))?[67]\d{8,12}")
# af2m's list and its neighbours: names that say nothing of who is writing
GENERIC = frozenset(
    {"alert", "alerte", "alertes", "alerts", "astreinte", "bank", "banque", "info"}
    | {"infos", "infosms", "message", "mobile", "notif", "rdv", "service", "sms"}
    | {"urgence", "urgent", "verif", "verify"}
)


def is_two_way(sender: str) -> bool:
    """True when a text from this sender can be answered: a short code or a number,
    not a name. With a Messaging Service alone (no sender given), False."""
    return bool(SHORT_CODE.fullmatch(sender) or NUMBER.fullmatch(sender))


def sender_error(sender: str) -> str:
    """Why texts from this sender would not arrive, by name: “french_mobile”,
    “national”, “too_short”, “too_long”, “letters”; empty when they may."""
    bare = re.sub(r"[\s.\-]", "", sender)
    if FRENCH_MOBILE.fullmatch(bare):
        return "french_mobile"
    if is_two_way(sender) or NAME.fullmatch(sender):
        return ""
    if re.fullmatch(r"\+?[\d()]+", bare):
        return "national"
    if len(sender) < 3:
        return "too_short"
    return "too_long" if len(sender) > 11 else "letters"


def voice_sender_error(number: str) -> str:
    """Why nobody can be rung from this number, by name: “french_mobile”, “national”;
    empty when they may be. 0937 to 0939 are made for it (PAGING.md §0.1)."""
    if FRENCH_MOBILE.fullmatch(re.sub(r"[\s.\-]", "", number)):
        return "french_mobile"
    return "" if NUMBER.fullmatch(number) else "national"


def voice_sender(own: str, of_texts: str) -> str:
    """The number that rings: its own setting, else the sender of texts; empty when
    that cannot."""
    number = own or of_texts
    return "" if voice_sender_error(number) else number


def is_generic(sender: str) -> bool:
    """True for a name that operators refuse since 10 March 2025."""
    return sender.lower() in GENERIC
