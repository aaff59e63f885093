"""Which ways to use for one person on one step: what the ladder asks, what she
chose, and what can work. Pure.

Her choice narrows the ladder's; it never empties it. As long as one fast way can
reach her, one fast way is used: a page that only becomes an e-mail is no call.
"""

SMS, VOICE, EMAIL = "sms", "voice", "email"
ASKED = {"sms": (SMS,), "call": (VOICE,), "both": (SMS, VOICE)}
CHOSEN = {"any": (SMS, VOICE), "sms": (SMS,), "call": (VOICE,)}


def ways_for(
    asked: str, chosen: str, *, may_text: bool, may_ring: bool
) -> tuple[str, ...]:
    """The channels to use at once, the text first.

    `asked` is the step's (“sms”, “call”, “both”), `chosen` the person's (“any”,
    “sms”, “call”); `may_text` and `may_ring` say what can reach her now. An e-mail
    alone when neither can.
    """
    works = {SMS: may_text, VOICE: may_ring}
    possible = [way for way in (SMS, VOICE) if works[way]]
    wanted = [way for way in possible if way in CHOSEN[chosen]] or possible
    return tuple(w for w in wanted if w in ASKED[asked]) or tuple(wanted) or (EMAIL,)
