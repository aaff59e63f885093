"""Late notice: from when on, and by which text."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rota.core.notice import RULES, late_notice, rule_on

START = date(2026, 11, 27)


@pytest.mark.parametrize(("days", "is_late"), [(30, False), (15, False), (14, True)])
def test_fewer_than_fifteen_days_are_late(days, is_late):
    rule = late_notice(START - timedelta(days=days), START)

    assert (rule is not None) is is_late


def test_late_notice_raises_by_half():
    rule = late_notice(START, START)

    assert rule is not None
    assert rule.factor == Decimal("1.5")


def test_before_any_text_nothing_is_raised():
    assert rule_on(date(2015, 11, 2)) is None
    assert late_notice(date(2015, 11, 2), date(2015, 11, 3)) is None


def test_every_rule_says_where_it_stands_in_both_languages():
    for rule in RULES:
        assert set(rule.source) == {"fr", "en"}
        assert rule.address.startswith("https://")


def test_rules_are_in_order_of_time():
    assert sorted(RULES, key=lambda rule: rule.since) == list(RULES)
