"""What a code in the trace of a page means, by name. Pure; the sentences of both
languages are in escalation/meanings.py.

Providers' codes (twilio.com/docs/api/errors; PAGING.md §1), HTTP statuses, and our
own for what no provider said.
"""

from escalation.core.delivery import SCOPES

MEANINGS: dict[str, str] = {
    # our account, our settings
    "20003": "key",
    "401": "key",
    "403": "key",
    "10001": "suspended",
    "30002": "suspended",
    "20404": "account",
    "sender": "sender",
    "21603": "sender",
    "21606": "sender",
    "21701": "sender",
    "21210": "sender",
    "21212": "sender",
    "21215": "country",
    "21216": "country",
    "21408": "country",
    "10005": "no_voice",
    "21219": "trial",
    "21205": "address",
    "21609": "receipts",
    "connection": "connection",
    "certificate": "certificate",
    "server": "server",
    "settings": "settings",
    # not now
    "10004": "busy_provider",
    "20429": "busy_provider",
    "429": "busy_provider",
    "503": "away",
    "21611": "queue",
    "30001": "queue",
    # this number, this phone
    "21211": "number",
    "21214": "number",
    "21217": "number",
    "30005": "number",
    "invalidReceivers": "number",
    "21614": "landline",
    "21635": "landline",
    "30006": "landline",
    "21610": "stop",
    "STOP": "stop",
    "30003": "unreachable",
    # this text
    "21612": "route",
    "30004": "refused",
    "30007": "filtered",
    "21617": "long",
    "21602": "empty",
    "21266": "own_number",
    "own": "own_number",
    "21624": "request",
    "30008": "unknown",
    "30036": "expired",
    # held back by ourselves
    "limit": "held",
    "brake": "brake",
    # of calls
    "no-answer": "rang",
    "busy": "busy_line",
    "no-key": "no_key",
}


def meaning_of(code: str, state: str) -> str:
    """The name of what a code says of a page in that state; empty when there is
    nothing to explain. A code that is not listed is explained by what it speaks
    about (delivery.Scope), where that is known, else it is “other”."""
    if code in MEANINGS:
        return MEANINGS[code]
    if code in SCOPES:
        return SCOPES[code].value
    if code:
        return "other"
    return {"unknown": "silence", "expired": "late"}.get(state, "")
