"""A feed becomes one address with a name, of which somebody may have several.

Those opened for everybody in advance and read by nobody go: addresses are now made
when they are asked for.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_what_is_read(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Deletes addresses nobody ever used, and says of the others what they show."""
    feeds = apps.get_model("rota", "Feed").objects
    feeds.filter(last_fetched_at=None, version=1).delete()
    feeds.filter(membership__isnull=False).update(kind="own")
    feeds.update(etag="")  # of a body that is dropped below
    if schema_editor.connection.vendor == "postgresql":
        # it changes no table whose rows still have to be checked
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("rota", "0003_contacts_that_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="revised_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="feeds_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="shift",
            name="renames",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="shift",
            name="renamed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="feed",
            name="kind",
            field=models.CharField(
                choices=[
                    ("own", "my weekends"),
                    ("team", "everybody's weekends"),
                    ("wall", "who is on call now"),
                ],
                default="team",
                max_length=4,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="feed",
            name="name",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="feed",
            name="remind_before",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="feed",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="feed",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="feed",
            name="revised_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(keep_what_is_read, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="feed", name="feed_of_one_once_per_owner"
        ),
        migrations.RemoveConstraint(
            model_name="feed", name="feed_of_team_once_per_owner"
        ),
        migrations.RemoveField(model_name="feed", name="membership"),
        migrations.AlterField(
            model_name="feed",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="feeds",
                to="rota.membership",
            ),
        ),
        # made anew as the last column; the queue renders each again
        migrations.RemoveField(model_name="feed", name="body"),
        migrations.AddField(
            model_name="feed",
            name="body",
            field=models.BinaryField(blank=True, default=b""),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", False),
                    models.Q(("kind", "own"), _negated=True),
                    _connector="OR",
                ),
                name="feed_of_own_weekends_has_an_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", True),
                    models.Q(("kind", "wall"), _negated=True),
                    _connector="OR",
                ),
                name="feed_for_a_wall_is_the_teams",
            ),
        ),
    ]
