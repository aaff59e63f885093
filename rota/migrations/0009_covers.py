"""Covers and swaps asked for among colleagues, and replacements by a lead; what
hours of a seat a publication changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rota", "0008_draft_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedchange",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="publishedchange",
            name="starts_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="covers_need_lead",
            field=models.BooleanField(
                default=True, verbose_name="a lead approves covers"
            ),
        ),
        migrations.CreateModel(
            name="CoverRequest",
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
                    "seat",
                    models.CharField(
                        choices=[("on_call", "on call"), ("backup", "backup")],
                        max_length=8,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("cover", "cover"), ("swap", "swap")], max_length=5
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("agreed", "waits for the lead"),
                            ("done", "done"),
                            ("refused", "nobody can"),
                            ("declined", "declined by the lead"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "too late"),
                            ("overtaken", "overtaken by a change of the rota"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rota.membership",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rota.membership",
                    ),
                ),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="rota.shift",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="rota.period"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="rota.publication",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="rota.shift",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="covers",
                        to="rota.team",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CoverAnswer",
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
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "no answer yet"),
                            ("yes", "says yes"),
                            ("no", "says no"),
                        ],
                        default="",
                        max_length=3,
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cover_answers",
                        to="rota.membership",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="rota.coverrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Replacement",
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
                    "seat",
                    models.CharField(
                        choices=[("on_call", "on call"), ("backup", "backup")],
                        max_length=8,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("confirm_by", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("alarmed_at", models.DateTimeField(null=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rota.membership",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rota.membership",
                    ),
                ),
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
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="rota.period"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="rota.publication",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replacements",
                        to="rota.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="coverrequest",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "agreed"])),
                fields=["expires_at"],
                name="cover_undecided",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("open", "agreed"))),
                fields=("shift", "starts_at"),
                name="cover_asked_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="cover_has_a_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "cover"), ("asked__isnull", False), _connector="OR"
                ),
                name="cover_swap_asks_one_colleague",
            ),
        ),
        migrations.AddConstraint(
            model_name="coveranswer",
            constraint=models.UniqueConstraint(
                fields=("request", "membership"), name="cover_asks_each_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveranswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "yes")),
                fields=("request",),
                name="cover_accepted_by_one",
            ),
        ),
        migrations.AddIndex(
            model_name="replacement",
            index=models.Index(
                condition=models.Q(
                    ("alarmed_at__isnull", True), ("confirmed_at__isnull", True)
                ),
                fields=["confirm_by"],
                name="replacement_unconfirmed",
            ),
        ),
    ]
