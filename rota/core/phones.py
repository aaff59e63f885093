"""The door to phonenumbers: what may be kept as somebody's mobile number, and
how a number is shown. It decides nothing about whether a text will arrive; only
a test text can (PAGING.md §4)."""

import re
import unicodedata
from collections.abc import Collection

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    is_valid_number,
    number_type,
    parse,
)

# Mobile numbers of these territories are typed like mainland ones (0692…, 0690…)
# but belong to other country codes: read as French they exist nowhere.
OVERSEAS = ("RE", "YT", "GP", "MQ", "GF")
# Ranges that keep real people from being called by invented examples:
# 06 39 98 xx xx (regulator's list for fiction).
FICTION = re.compile(r"\+3363998\d{4}")
MAINLAND_MOBILE = re.compile(r"\+33(6|7[1-9])\d+")
MACHINE = re.compile(r"\+33700\d+")
MOBILE_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
LANDLINE_TYPES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP)
ROUNDED = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)
EXTENSION = re.compile(r"\d\D*?(ext|extension|poste|x|#|;|,)\.?\s*\d+$", re.IGNORECASE)
SHORT_LENGTH = 6  # 15, 112, 3977, 118 xxx


class PhoneError(ValueError):
    """A text that is not somebody's mobile number.

    `reason` is one of: empty, rounded (a spreadsheet wrote 6,12E+08), letters,
    extension, short (15, 3977), too_short, too_long, landline, special (free,
    premium or machine numbers), fiction, own (one we send from), unknown.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_phone(
    text: str,
    region: str = "FR",
    *,
    accept_fiction: bool,
    own: Collection[str] = (),
) -> str:
    """The E.164 form of a mobile number as people type it.

    `region` is the ISO country of numbers without a country code; with FR, numbers
    of Réunion, Mayotte, Guadeloupe, Martinique and Guiana are recognised too. A
    number in a range the library does not know is accepted when it looks like a
    French mobile: new ranges reach it late (PAGING.md §4). `accept_fiction` lets
    the regulator's invented range (06 39 98 xx xx) pass; `own` are the numbers we
    send from.

    Raises PhoneError with its reason.
    """
    typed = _tidy(text)
    number = _read(typed, region)
    e164 = format_number(number, PhoneNumberFormat.E164)
    if e164 in own:
        raise PhoneError("own")
    if FICTION.fullmatch(e164):
        if not accept_fiction:
            raise PhoneError("fiction")
        return e164
    if not is_valid_number(number) and number.country_code == 33:
        number = _overseas(number) or number
        e164 = format_number(number, PhoneNumberFormat.E164)
    _refuse_unless_mobile(number, e164)
    return e164


def parse_call_back(text: str, region: str = "FR", *, own: Collection[str] = ()) -> str:
    """The E.164 form of a number that somebody will ring: a landline is welcome.

    A number the library does not know but that has a possible length is kept:
    refusing it would delay a call. Raises PhoneError with its reason.
    """
    number = _read(_tidy(text), region)
    possible = is_possible_number_with_reason(number)
    if possible == ValidationResult.TOO_SHORT:
        raise PhoneError("too_short")
    if possible == ValidationResult.TOO_LONG:
        raise PhoneError("too_long")
    if possible != ValidationResult.IS_POSSIBLE:
        raise PhoneError("unknown")
    e164 = format_number(number, PhoneNumberFormat.E164)
    if e164 in own:
        raise PhoneError("own")
    return e164


def find_phones(text: str, region: str = "FR") -> list[tuple[int, int]]:
    """Where telephone numbers stand in a text, from and to; `region` as above. Any that
    could be one counts, in use or not."""
    found = PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE)
    return [(match.start, match.end) for match in found]


def show_phone(e164: str) -> str:
    """The number as people write it: `06 12 34 56 78`, abroad `+32 470 12 34 56`.

    A text that is no number comes back as it is.
    """
    try:
        number = parse(e164)
    except NumberParseException:
        return e164
    if number.country_code == 33:
        return format_number(number, PhoneNumberFormat.NATIONAL)
    return format_number(number, PhoneNumberFormat.INTERNATIONAL)


def mask_phone(e164: str) -> str:
    """All but the last two digits hidden: `•• •• •• •• 78`; empty stays empty."""
    return f"•• •• •• •• {e164[-2:]}" if e164 else ""


def is_mobile(e164: str) -> bool:
    """True when texts can be sent to this E.164 number."""
    try:
        _refuse_unless_mobile(parse(e164), e164)
    except (NumberParseException, PhoneError):
        return False
    return True


def _tidy(text: str) -> str:
    """Digits of any script made plain, spaces and a `tel:` removed."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()
    plain = re.sub(r"(?i)^t[eé]l(\.|éphone)?\s*:\s*", "", plain)
    # the letter O typed for the first zero
    return re.sub(r"^[oO](?=\s*\d)", "0", plain)


def _read(typed: str, region: str) -> PhoneNumber:
    digits = sum(c.isdigit() for c in typed)
    if not typed:
        raise PhoneError("empty")
    if ROUNDED.fullmatch(typed):
        raise PhoneError("rounded")
    if EXTENSION.search(typed):
        raise PhoneError("extension")
    if any(c.isalpha() for c in typed) or not digits:
        raise PhoneError("letters")
    if digits <= SHORT_LENGTH and not typed.startswith("+"):
        raise PhoneError("short")
    try:
        number = parse(typed, region)
    except NumberParseException as error:
        too_long = error.error_type == NumberParseException.TOO_LONG
        raise PhoneError("too_long" if too_long else "unknown") from error
    if number.extension:
        raise PhoneError("extension")
    return number


def _overseas(number: PhoneNumber) -> PhoneNumber | None:
    """The territory's number hidden in a number read as French, if any."""
    for region in OVERSEAS:
        candidate = parse(f"0{number.national_number}", region)
        if is_valid_number(candidate):
            return candidate
    return None


def _refuse_unless_mobile(number: PhoneNumber, e164: str) -> None:
    possible = is_possible_number_with_reason(number)
    if possible == ValidationResult.TOO_SHORT:
        raise PhoneError("too_short")
    if possible == ValidationResult.TOO_LONG:
        raise PhoneError("too_long")
    kind = number_type(number)
    if kind in MOBILE_TYPES:
        return
    if kind in LANDLINE_TYPES:
        raise PhoneError("landline")
    if kind != PhoneNumberType.UNKNOWN or MACHINE.fullmatch(e164):
        raise PhoneError("special")
    if not (possible == ValidationResult.IS_POSSIBLE and MAINLAND_MOBILE.match(e164)):
        raise PhoneError("unknown")
