"""What pages write: dates, hours, lengths, numbers, French typography."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from rota.models import Team

PARIS = ZoneInfo("Europe/Paris")
MAY = datetime(2026, 5, 16, 16, 0, tzinfo=UTC)  # 18:00 in Paris
REUNION_TEAM = Team(name="Saint-Denis", time_zone="Indian/Reunion")
WEEKEND = SimpleNamespace(
    starts_at=datetime(2026, 11, 27, 17, tzinfo=UTC),
    ends_at=datetime(2026, 11, 30, 7, tzinfo=UTC),
)
CASES = [
    # filter, value, French, English
    ("moment", MAY, "sam. 16 mai, 18 h", "Sat 16 May, 18:00"),
    (
        "moment",
        MAY + timedelta(minutes=5),
        "sam. 16 mai, 18 h 05",
        "Sat 16 May, 18:05",
    ),
    (
        "moment",
        datetime(2027, 1, 31, 23, 30, tzinfo=UTC),
        "lun. 1er févr., 0 h 30",
        "Mon 1 Feb, 00:30",
    ),
    ("moment", None, "", ""),
    ("clock_time", MAY, "18 h", "18:00"),
    ("clock_time", time(8), "8 h", "08:00"),
    ("clock_time", time(8, 30), "8 h 30", "08:30"),
    ("clock_time", None, "", ""),
    (
        "period",
        WEEKEND,
        "ven. 27 nov. 18 h → lun. 30 nov. 8 h",
        "Fri 27 Nov, 18:00 → Mon 30 Nov, 08:00",
    ),
    ("period", None, "", ""),
    ("duration", WEEKEND, "62 h", "62 h"),
    ("duration", timedelta(minutes=90), "1 h 30", "1 h 30 min"),
    ("duration", timedelta(minutes=65), "1 h 05", "1 h 05 min"),
    ("duration", timedelta(minutes=5, seconds=59), "5 min", "5 min"),
    ("duration", timedelta(seconds=40), "40 s", "40 s"),
    ("duration", timedelta(0), "0 s", "0 s"),
    ("duration", None, "", ""),
    ("measure", timedelta(milliseconds=420), "0,4 s", "0.4 s"),
    ("measure", timedelta(seconds=40.9), "40 s", "40 s"),
    ("measure", timedelta(seconds=72), "1 min 12 s", "1 min 12 s"),
    ("measure", timedelta(minutes=5), "5 min", "5 min"),
    ("measure", timedelta(hours=1, minutes=5, seconds=9), "1 h 05", "1 h 05 min"),
    ("measure", timedelta(0), "0,0 s", "0.0 s"),
    ("measure", None, "", ""),
    ("phone", "+33639981234", "06 39 98 12 34", "06 39 98 12 34"),
    ("phone", "", "", ""),
    ("masked_phone", "+33639981234", "•• •• •• •• 34", "•• •• •• •• 34"),
    ("masked_phone", "", "", ""),
]


def shown(text: str, language: str, **values) -> str:
    with translation.override(language):
        return Template(text).render(Context(values))


@pytest.mark.parametrize(("name", "value", "french", "english"), CASES)
def test_filter_writes_in_the_language_of_the_page(name, value, french, english):
    text = f"{{{{ value|{name} }}}}"

    assert shown(text, "fr", value=value).replace("\xa0", " ") == french
    assert shown(text, "en", value=value).replace("\xa0", " ") == english


def test_a_period_breaks_at_its_arrow_only():
    text = shown("{{ value|period:team }}", "en", value=WEEKEND, team=Team())

    assert text.split(" ") == [
        "Fri\xa027\xa0Nov,\xa018:00",
        "→\xa0Mon\xa030\xa0Nov,\xa008:00",
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "Thu 31 Dec → Mon 4 Jan 2027"),
        # 2027 has begun in Paris
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "Thu 31 Dec 2026 → Mon 4 Jan"),
    ],
)
def test_a_period_of_another_year_says_it(now, expected):
    weekend = SimpleNamespace(
        starts_at=datetime(2026, 12, 31, 17, tzinfo=UTC),
        ends_at=datetime(2027, 1, 4, 7, tzinfo=UTC),
    )

    text = shown(
        "{% dated_period value team now %}", "en", value=weekend, team=Team(), now=now
    )

    days = text.replace("\xa0", " ").replace(", 18:00", "").replace(", 08:00", "")
    assert days == expected


def test_an_hour_is_not_split_at_the_end_of_a_line():
    assert "18\xa0h\xa005" in shown(
        "{{ value|moment }}", "fr", value=MAY + timedelta(minutes=5)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ at|moment }}", "Sat 16 May, 18:00"),
        ("{{ at|local:team|moment }}", "Sat 16 May, 20:00"),
        ("{{ at|moment:team }}", "Sat 16 May, 20:00"),
        ("{{ at|local:team|clock_time }}", "20:00"),
        ("{{ at|local:team|date:'H:i e' }}", "20:00 +04"),
        ("{{ there|moment }}", "Sat 16 May, 20:00"),
        ("{{ weekend|period:team }}", "Fri 27 Nov, 21:00 → Mon 30 Nov, 11:00"),
        ("{{ nothing|local:team }}", ""),
    ],
)
def test_the_teams_clock_is_used_where_it_is_given(text, expected):
    values = {
        "at": MAY,
        "there": MAY.astimezone(REUNION_TEAM.zone),
        "weekend": WEEKEND,
        "team": REUNION_TEAM,
        "nothing": None,
    }

    assert shown(text, "en", **values).replace("\xa0", " ") == expected


def test_the_second_of_two_equal_hours_stays_the_second():
    # 02:30 came twice on 25 October 2026; this is one hour after the first
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    found = shown("{{ value|local:team|date:'c' }}", "en", value=second, team=Team())

    assert found == "2026-10-25T02:30:00+01:00"


def test_length_is_elapsed_time_when_clocks_change():
    autumn = SimpleNamespace(
        starts_at=datetime(2026, 10, 23, 18, tzinfo=PARIS),
        ends_at=datetime(2026, 10, 26, 8, tzinfo=PARIS),
    )

    assert shown("{{ value|duration }}", "en", value=autumn) == "63\xa0h"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui est là ?", "Qui est là\u202f?"),
        ("Attention : danger !", "Attention\u202f: danger\u202f!"),
        ("« Crue » ; fin", "«\u202fCrue\u202f»\u202f; fin"),
        ("à 08:00, https://ville.example", "à 08:00, https://ville.example"),
    ],
)
def test_french_spaces_before_signs_do_not_break(text, expected):
    assert shown("{{ value|typo }}", "fr", value=text) == expected
    assert shown("{{ value|typo }}", "en", value=text) == text


def test_typography_lets_nothing_through_unescaped():
    assert shown("{{ value|typo }}", "fr", value="<b> ! &") == "&lt;b&gt;\u202f! &amp;"
