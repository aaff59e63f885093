"""Absences and wishes, calendars they are read from, and whose school holidays count.

Teams overseas and in Alsace and Moselle get the zone of their region; of the others
it is not known which of the three it is.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ELSEWHERE = (
    *("FR-971", "FR-972", "FR-973", "FR-974", "FR-976", "FR-BL", "FR-MF"),
    *("FR-PM", "FR-NC", "FR-PF", "FR-WF"),
)


def guess_zones(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Writes the school zone where the region leaves no doubt."""
    teams = apps.get_model("rota", "Team").objects
    for region in ELSEWHERE:
        teams.filter(holiday_region=region).update(school_zone=region)
    teams.filter(holiday_region="FR-6AE").update(school_zone="B")


class Migration(migrations.Migration):
    dependencies = [
        ("rota", "0004_feeds_by_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="school_zone",
            field=models.CharField(
                blank=True, default="", max_length=12, verbose_name="school holidays of"
            ),
        ),
        migrations.CreateModel(
            name="AbsenceCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=2000)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("away", "whole days marked busy or out of office"),
                            ("word", "entries whose title contains a word"),
                        ],
                        max_length=4,
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "error",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "none"),
                            ("address", "it is not the https address of a calendar"),
                            (
                                "private",
                                "it leads to a private network, which is never read",
                            ),
                            ("unknown", "no server has this name"),
                            ("away", "its server does not answer"),
                            (
                                "refused",
                                "its server refuses: the address was withdrawn, or changed",
                            ),
                            ("unsafe", "its server cannot prove who it is"),
                            ("large", "it is too large"),
                            (
                                "redirects",
                                "it leads from one address to another without end",
                            ),
                            ("no_calendar", "what is there is not a calendar"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("last_modified", models.CharField(blank=True, max_length=200)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absence_calendars",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rota.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cannot", "cannot"),
                            ("rather_not", "rather not"),
                            ("gladly", "gladly"),
                        ],
                        max_length=10,
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("exempt", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="rota.absencecalendar",
                    ),
                ),
            ],
            options={
                "ordering": ["first_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="absencecalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule", "away"),
                    models.Q(("word", ""), _negated=True),
                    _connector="OR",
                ),
                name="absence_calendar_has_its_word",
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["person", "last_on"], name="absence_of_person"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))),
                name="absence_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exempt", False),
                    models.Q(("calendar__isnull", True), ("kind", "cannot")),
                    _connector="OR",
                ),
                name="absence_long_leave_is_entered",
            ),
        ),
        migrations.RunPython(guess_zones, migrations.RunPython.noop),
    ]
