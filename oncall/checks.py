"""System checks: what `manage.py check` and every start say about the settings.
Configuration only; what needs the database is in oncall/diagnosis.py."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.translation import gettext as _

from escalation.sms import provider_names
from rota.core.subscribing import LONGEST_SITE

LOCAL = ("localhost", "127.0.0.1", "::1")


def install() -> None:
    """Registers the checks; called once, when the project's app is ready."""
    register(check_site)
    register(check_provider)
    register(check_queue)


def is_local() -> bool:
    """True when the program is only reached from its own machine: a demo."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    return host in LOCAL or host.endswith(".localhost")


def check_site(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The links in texts must be safe to open from anywhere."""
    found: list[CheckMessage] = []
    if len(settings.SITE_URL) > LONGEST_SITE:
        found.append(
            Warning(
                _("SITE_URL is so long that Google will not read our calendars."),
                hint=_("Write an address of at most %(most)d characters.")
                % {"most": LONGEST_SITE},
                id="oncall.W006",
            )
        )
    if is_local():
        return found
    if not settings.HTTPS:
        found.append(
            Warning(
                _(
                    "SITE_URL is not https: sign-ins and callers' links can be read "
                    "on the way."
                ),
                hint=_(
                    "Write SITE_URL=https://… and put a proxy with a certificate "
                    "before the program."
                ),
                id="oncall.W001",
            )
        )
    if settings.DEBUG:
        found.append(
            Warning(
                _("DEBUG is on for an address others can reach: errors show settings."),
                hint=_("Leave DEBUG empty."),
                id="oncall.W002",
            )
        )
    return found


def check_provider(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A public address with test phones, or a real provider with a stand-in."""
    found: list[CheckMessage] = []
    names = provider_names()
    if "simulator" in names and not is_local():
        found.append(
            Warning(
                _("Texts go to the test phones: nobody's real phone will ring."),
                hint=_("Set SMS_PROVIDER and its keys: README, Providers."),
                id="oncall.W003",
            )
        )
    for name in names:
        stand_in = f"{name.upper()}_API_BASE_URL"
        if getattr(settings, stand_in, ""):
            found.append(
                Warning(
                    _("%(setting)s is set: texts go to a stand-in.")
                    % {"setting": stand_in},
                    hint=_("Leave it empty to use the provider itself."),
                    id="oncall.W004",
                )
            )
    if "simulator" not in names and is_local():
        found.append(
            Warning(
                _(
                    "SITE_URL is local: phones cannot open the links, and the provider "
                    "cannot bring receipts and answers."
                ),
                hint=_("Write the public address in SITE_URL."),
                id="oncall.W005",
            )
        )
    return found


def check_queue(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Combinations that make the queue lose or repeat tasks (QUEUE.md §3, §4)."""
    found: list[CheckMessage] = []
    queue: dict[str, Any] = settings.Q_CLUSTER
    if queue["retry"] <= queue["timeout"] + 3:
        found.append(
            Error(
                _("Q_CLUSTER: retry must exceed timeout + 3 s, or tasks run twice."),
                id="oncall.E001",
            )
        )
    if queue["orm"] != "default":
        found.append(
            Error(
                _(
                    "Q_CLUSTER: the queue must live in the default database, where "
                    "tasks are part of the transaction that asks for them."
                ),
                id="oncall.E002",
            )
        )
    if "pool" in settings.DATABASES["default"].get("OPTIONS", {}):
        found.append(
            Error(
                _("DATABASES: a connection pool does not survive the queue's forks."),
                id="oncall.E003",
            )
        )
    return found
