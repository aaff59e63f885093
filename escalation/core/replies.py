"""What somebody means by a text: take the call, pass it on, confirm a replacement, ask
for help, stop.

Typed at night with one thumb, so case, accents, spaces, punctuation and one slip
of the finger are forgiven. What is not forgiven is doubt: “ok mais je ne peux
pas” takes nothing, because a call taken by mistake stops the ladder. Words that
providers and operators read as subscriptions are never commands (PAGING.md T18).
"""

import re
import unicodedata
from dataclasses import dataclass


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Whole answers, without spaces; one may follow another (“oui je prends”).
TAKE = _each(
    "1 ok okay oki oui ouais ack pris prise prends daccord dac jaccepte mine takeit"
    " jeprends jeleprends jelaprends jeprendslappel jeprendsencharge prisencharge"
    " jaipris jelai jemenoccupe jmenoccupe jemencharge jyvais take itakeit taken"
    " iwilltakeit illtakeit iamtakingit imtakingit onit imonit iamonit ican"
)
PASS = _each(
    "0 2 non nan nok ko no nope pass passe passer jepasse passelamain jepasselamain"
    " passerlamain peuxpas jepeuxpas jenepeuxpas jnepeuxpas pasmoi pasok impossible"
    " indispo indisponible pasdispo pasdisponible jesuispasdispo jenesuispasdispo"
    " jesuispasdisponible jenesuispasdisponible"
    " jerefuse icant icannot icantdoit icanttakeit cant cannot notme notavailable"
    " unavailable iamnotavailable imnotavailable"
)
HELP = _each("aide aidezmoi")
STOP = _each("stop stopall unsubscribe cancel end quit revoke optout arret arrete")
START = _each("start unstop")
# A plain yes, which takes no call: it only confirms that one replaces somebody. YES is
# among them because providers read it as a subscription, and may keep it to themselves.
CONFIRM = _each("yes confirm confirmed iconfirm confirme jeconfirme jeremplace")
# what the answer is about, where a call is open too: “oui remplacement”
REPLACING = _each("remplacement remplace replacement replacing")
# Not ours to obey: providers answer these themselves.
NOT_OURS = _each("help info")
# Close to an answer by one letter, and not one: “noted”, “I give back”.
NO_ANSWER = _each("note rends jerends jepeux can")
KNOWN = TAKE | PASS | CONFIRM | HELP | STOP | START | NOT_OURS | NO_ANSWER

POLITE = _each(
    "merci bonjour bonsoir salut svp stp desole desolee bien recu super"
    " please thanks thank you sorry hello hi"
)
# The code of an incident: no 0 and O, no 1 and I.
CODE = re.compile(r"[a-hj-np-z2-9]{5}")
LONGEST = 12  # words; a longer text is a letter, not an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` is the incident's, in capitals, or empty when none was written;
    `replacing`: it names a replacement."""

    # "take", "pass", "yes" (no call is taken by it), "help", "stop", "start", "unclear"
    intent: str
    code: str = ""
    replacing: bool = False


def read_reply(body: str) -> Reply:
    """The meaning of a text; “unclear” whenever it could mean two things."""
    plain = unicodedata.normalize("NFKD", body).casefold()
    plain = "".join(c for c in plain if not unicodedata.category(c).startswith("M"))
    words = re.findall(r"[a-z0-9]+", plain)
    joined = "".join(words)
    if joined in STOP:
        return Reply("stop")
    if joined in START:
        return Reply("start")
    if joined in HELP or (not words and "?" in body):
        return Reply("help")
    words = [word for word in words if word not in POLITE]
    if len(words) > LONGEST:
        return Reply("unclear")
    if _is_plain_yes(words):
        return Reply("yes")
    rest = [word for word in words if word not in REPLACING]
    replacing = len(rest) < len(words)
    if _is_plain_yes(rest):
        return Reply("yes", replacing=replacing)
    if replacing:
        return Reply(_intent(rest), replacing=True)
    return _with_code(words, "".join(words))


def _with_code(words: list[str], joined: str) -> Reply:
    """Tries the words as they are, without one that is a code, then unspaced."""
    intent = _intent(words)
    if intent != "unclear":
        return Reply(intent)
    for index, word in enumerate(words):
        intent = _intent(words[:index] + words[index + 1 :])
        if CODE.fullmatch(word) and intent != "unclear":
            return Reply(intent, word.upper())
    for rest, code in (
        (joined, ""),  # “O U I”
        (joined[:-5], joined[-5:]),  # “oui k7 q2m”, “ouik7q2m”
        (joined[5:], joined[:5]),
    ):
        known = rest in TAKE or rest in PASS
        if known and (not code or CODE.fullmatch(code)):
            return Reply("take" if rest in TAKE else "pass", code.upper())
    alone = joined if CODE.fullmatch(joined) and joined not in KNOWN else ""
    return Reply("unclear", alone.upper())


def _intent(words: list[str]) -> str:
    takes, passes = _is_made_of(words, TAKE), _is_made_of(words, PASS)
    if takes == passes:
        return "unclear"
    return "take" if takes else "pass"


def _is_plain_yes(words: list[str]) -> bool:
    return _is_made_of(words, TAKE | CONFIRM) and not _is_made_of(words, TAKE)


def _is_made_of(words: list[str], answers: frozenset[str]) -> bool:
    """True when the words are such answers, one after the other, and no more."""
    return any(
        _means("".join(words[:n]), answers)
        and (n == len(words) or _is_made_of(words[n:], answers))
        for n in range(1, len(words) + 1)
    )


def _means(typed: str, answers: frozenset[str]) -> bool:
    if typed in KNOWN:
        return typed in answers
    typed = re.sub(r"([a-z])\1+$", r"\1", typed)  # ouiii
    return typed in answers or any(_one_slip(typed, answer) for answer in answers)


def _one_slip(typed: str, meant: str) -> bool:
    """Two neighbours swapped; in longer answers, one letter too many, too few or
    wrong. Never in digits."""
    if not typed.isalpha() or len(meant) < 3:
        return False
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    a, b = typed[same:], meant[same:]
    if len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]:
        return True
    return len(meant) > 4 and b != "" and (a[1:] == b or a == b[1:] or a[1:] == b[1:])
