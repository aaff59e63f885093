"""What the rules say of telling people late that they are on call, as dated data with
its source (DOMAIN.md B5): the default regime, that of local authorities in France for
trades that are not technical. No amounts: those are in nobody's tables yet.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Told fewer than `days` before the day a duty starts on, its pay, or the time off
    for it, is multiplied by `factor`. `since`: the day of the text."""

    since: date
    days: int
    factor: Decimal
    source: dict[str, str]  # by language
    address: str


RULES = (
    NoticeRule(
        since=date(2015, 11, 3),
        days=15,
        factor=Decimal("1.5"),
        source={
            "fr": "arrêté du 3 novembre 2015, filières autres que technique",
            "en": "French order of 3 November 2015, trades other than technical",
        },
        address="https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000031463598",
    ),
)


def rule_on(day: date) -> NoticeRule | None:
    """The rule in force on that day."""
    return max(
        (rule for rule in RULES if rule.since <= day),
        key=lambda rule: rule.since,
        default=None,
    )


def late_notice(told_on: date, starts_on: date) -> NoticeRule | None:
    """The rule that somebody told on one day of a duty that starts on another is paid
    more by; None when it is in time. Both are days on the team's clock.

    With 15 days, the 12th is in time for the 27th.
    """
    rule = rule_on(told_on)
    is_late = rule is not None and (starts_on - told_on).days < rule.days
    return rule if is_late else None
