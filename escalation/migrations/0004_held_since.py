from django.db import migrations, models


def copy_taken_at(apps, schema_editor):
    """Nobody could hand a call over before: whoever has it took it."""
    incidents = apps.get_model("escalation", "Incident").objects
    incidents.filter(taken_at__isnull=False).update(held_since=models.F("taken_at"))


class Migration(migrations.Migration):
    dependencies = [("escalation", "0003_handset_calls")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="held_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(copy_taken_at, migrations.RunPython.noop),
    ]
