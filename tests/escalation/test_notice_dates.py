"""The dates in what people are told by e-mail."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from drafting import give, go

from escalation.notices import deliver_due
from rota.models import Person


@pytest.mark.parametrize(
    ("language", "dates"),
    [
        ("fr", "ven. 1er janv. 2027 18 h → lun. 4 janv. 2027 8 h"),
        ("en", "Fri 1 Jan 2027, 18:00 → Mon 4 Jan 2027, 08:00"),
    ],
)
def test_dates_of_another_year_say_it(world, language, dates):
    Person.objects.update(language=language)
    period = world.weekend(datetime(2027, 1, 2, tzinfo=UTC))
    give(world, period, "camille")
    go(world)

    deliver_due(world.clock.now)

    (letter,) = mail.outbox
    assert dates in letter.body.replace("\u00a0", " ")
