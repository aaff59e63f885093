"""Whether texts could leave now: each provider is asked, and none is sent."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from escalation.core.delivery import Account, Problem
from escalation.sms import providers
from oncall.findings import Finding, error, fine, warning

NAMES = {"twilio": "Twilio", "ovhcloud": "OVHcloud"}
# below it, texts may stop in the middle of a crisis: credits, then any currency
FEW_CREDITS, LITTLE_MONEY = 100, 5


def carrier_findings() -> Iterator[Finding]:
    """What each real provider says of our account, in order. Takes as long as they
    do, 15 s each at most."""
    for provider in providers():
        if provider.name != "simulator":
            server = urlsplit(settings.SMS_HTTP_URL).hostname or "SMS_HTTP_URL"
            name = NAMES.get(provider.name, server)
            yield from _findings(name, provider.account())


def _findings(name: str, account: Account) -> Iterator[Finding]:
    said = {"provider": name, "address": account.receipts_at}
    for problem in account.problems:
        yield error(_sentence(problem) % (said | {"detail": account.detail}))
    if not account.problems:
        yield fine(_("%(provider)s answers: texts can leave through it.") % said)
    if account.left is not None:
        yield _left(name, account.left, account.unit)
    if account.receipts_at:
        yield warning(
            _("%(provider)s must be told where receipts go: %(address)s") % said
        )


def _sentence(problem: Problem) -> str:
    match problem:
        case Problem.AWAY:
            return _("%(provider)s does not answer (%(detail)s): no text leaves.")
        case Problem.REFUSED:
            return _(
                "%(provider)s refuses our keys (%(detail)s): no text leaves. Copy them "
                "again from its pages."
            )
        case Problem.CLOSED:
            return _(
                "The account at %(provider)s is closed (%(detail)s): no text leaves."
            )
        case Problem.SENDER:
            return _(
                "%(provider)s has not validated our sender: no text leaves. Ask for it "
                "in its pages."
            )


def _left(name: str, left: float, unit: str) -> Finding:
    is_little = left < (FEW_CREDITS if unit == "credits" else LITTLE_MONEY)
    said = {"provider": name, "left": f"{left:g}", "unit": _unit(unit)}
    if is_little:
        return warning(
            _("%(provider)s: %(left)s %(unit)s left. Buy more before texts stop.")
            % said
        )
    return fine(_("%(provider)s: %(left)s %(unit)s left.") % said)


def _unit(unit: str) -> str:
    """Credits in the house's language; a currency by its code."""
    return _("credits") if unit == "credits" else unit
