"""Calls that only those in them see, and what was kept of them for Monday."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0011_monday_morning")]

    operations = [
        migrations.AddField(
            model_name="caller",
            name="sensitive",
            field=models.BooleanField(
                default=False, verbose_name="its calls are sensitive"
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="sensitive",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="deferred",
            name="incident",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="escalation.incident",
            ),
        ),
    ]
