"""Who is alive: read by the web process, /healthz and the supervisor."""

from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of one role on one machine.

    Roles: `dispatcher` writes its own; `queue` is written by a canary task, so
    it proves that pusher, worker and monitor all work (QUEUE.md §7).
    """

    role = models.CharField(max_length=12)
    host = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["role", "host"], name="heartbeat_once")
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.host}"
