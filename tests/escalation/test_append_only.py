"""What happened is not rewritten: lines of the log and events of pages are only
ever added (DESIGN.md, invariant 8)."""

import pytest
from django.db import transaction

from escalation.models import LogEntry, PageEvent
from rota.models.appending import AppendOnlyError

WRITTEN = [LogEntry, PageEvent]
CHANGES = {
    "saved again": lambda row: row.save(),
    "saved in part": lambda row: row.save(update_fields=["at"]),
    "deleted": lambda row: row.delete(),
    "updated": lambda row: type(row).objects.filter(pk=row.pk).update(at=row.at),
    "updated in bulk": lambda row: type(row).objects.bulk_update([row], ["at"]),
    "deleted in bulk": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "updated or created": lambda row: type(row).objects.update_or_create(
        pk=row.pk, defaults={"at": row.at}
    ),
}


@pytest.mark.parametrize("model", WRITTEN)
@pytest.mark.parametrize("how", CHANGES)
def test_what_is_written_is_not_changed(incident, model, how):
    row = model.objects.first()
    before = list(model.objects.values())

    with (
        pytest.raises(AppendOnlyError, match="corrections are new rows"),
        transaction.atomic(),
    ):
        CHANGES[how](row)

    assert list(model.objects.values()) == before


def test_neither_through_its_call(incident):
    with pytest.raises(AppendOnlyError):
        incident.log.all().delete()
    with pytest.raises(AppendOnlyError):
        incident.log.update(kind="closed")


@pytest.mark.parametrize("model", WRITTEN)
def test_more_may_be_written(incident, model):
    row, before = model.objects.last(), model.objects.count()
    row.pk, row._state.adding = None, True

    row.save()

    assert model.objects.count() == before + 1
