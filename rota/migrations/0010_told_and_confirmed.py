"""What people were told, as evidence; whether those on duty next are ready; when
they are reminded, and how far ahead leads hear of gaps."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rota", "0009_covers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
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
                        choices=[
                            ("asked", "not confirmed"),
                            ("ready", "confirmed"),
                            ("cannot", "cannot"),
                            ("moot", "somebody else's by now"),
                        ],
                        default="asked",
                        max_length=6,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField()),
                ("alarm_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("alarmed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["shift__starts_at", "-shift__seat", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                ("at", models.DateTimeField()),
                (
                    "way",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")], max_length=5
                    ),
                ),
                ("to", models.CharField(blank=True, max_length=254)),
                ("words", models.TextField(blank=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="publication",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="rota.publication",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="text_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="gap_weeks",
            field=models.PositiveSmallIntegerField(
                default=6, verbose_name="weeks ahead"
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="gaps_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="remind_days",
            field=models.PositiveSmallIntegerField(
                default=1, verbose_name="working days between the two reminders"
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="remind_first_time",
            field=models.TimeField(
                default=datetime.time(10, 0), verbose_name="first reminder"
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="remind_last_time",
            field=models.TimeField(
                default=datetime.time(9, 0), verbose_name="last reminder"
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="unconfirmed_time",
            field=models.TimeField(
                default=datetime.time(12, 0), verbose_name="leads are told"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("text_due_at__isnull", False)),
                fields=["text_due_at"],
                name="notice_to_text",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="confirmations",
                to="rota.membership",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="confirmations",
                to="rota.shift",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="rota.notice",
            ),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["remind_at"],
                name="confirmation_to_ask",
            ),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(
                condition=models.Q(("alarm_at__isnull", False)),
                fields=["alarm_at"],
                name="confirmation_to_alarm",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "moot"), _negated=True),
                fields=("shift", "membership"),
                name="confirmation_once_per_holder",
            ),
        ),
    ]
