"""The crisis cell: who has which role of it in a team, and who came to one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.core import cell as core
from escalation.models.incidents import Incident
from rota.models import Person, Team


class RoleKind(models.TextChoices):
    """The roles as delivered (DOMAIN.md C7), named in each reader's language; a role
    that a team added has none of them."""

    OWN = "", ""
    PILOT = "pilot", _("pilot")
    CABINET = "cabinet", _("mayor's cabinet")
    ON_CALL = "on_call", _("on-call agent")
    WATER = "water", _("thematic officer, water")
    MOBILITY = "mobility", _("thematic officer, mobility")
    SAFETY = "safety", _("thematic officer, safety")
    SCHOOLS = "schools", _("thematic officer, schools")
    CULTURE = "culture", _("thematic officer, culture")
    PRESS = "press", _("press officer")
    SITE = "site", _("site follow-up")
    SOCIAL = "social", _("social media writer")
    MONITORING = "monitoring", _("monitoring")
    MODERATION = "moderation", _("moderation")
    LIAISON = "liaison", _("liaison with the information service")


class CellPlan(models.Model):
    """The roles of one team, once its lead has changed what is delivered."""

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, related_name="cell_plan"
    )
    # how long somebody has to answer before the next one is called
    answer_minutes = models.PositiveSmallIntegerField(default=5)

    def __str__(self) -> str:
        return str(self.team)


def role_label(kind: str, name: str) -> str:
    """What a role is called: the team's own word, else that of its kind."""
    return name or str(RoleKind(kind).label)


class CellRole(models.Model):
    """One role of a team. An empty `name`: that of its kind. Without `off_hours` it is
    called in office hours only."""

    plan = models.ForeignKey(CellPlan, on_delete=models.CASCADE, related_name="roles")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=RoleKind, blank=True)
    name = models.CharField(max_length=60, blank=True)
    off_hours = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return role_label(self.kind, self.name)


class CellRolePerson(models.Model):
    """Who has a role when a cell is called: the primary first, then substitutes."""

    role = models.ForeignKey(CellRole, on_delete=models.CASCADE, related_name="line")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["role", "person"], name="cell_role_once_by_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.person}"


class Cell(models.Model):
    """The cell of one crisis; there is one, however often it is opened. The on-call
    agent's seat is whoever has the call: nothing of it is written here."""

    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, related_name="cell"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer_minutes = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"cell of {self.incident_id}"


class SeatState(models.TextChoices):
    """Where one role of a cell stands (core/cell.py)."""

    IDLE = core.IDLE, _("not needed")
    CALLING = core.CALLING, _("calling")
    TAKEN = core.TAKEN, _("taken")
    EMPTY = core.EMPTY, _("nobody")
    DAYTIME = core.DAYTIME, _("not called at this hour")


class CellSeat(models.Model):
    """A role of one cell, as it was when the cell was opened. `due_at` ends the waiting
    for whoever is asked: a deadline is a row, as everything that is due."""

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=RoleKind, blank=True)
    name = models.CharField(max_length=60, blank=True)
    off_hours = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=SeatState, default=SeatState.IDLE)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                name="cell_seat_due",
                condition=Q(due_at__isnull=False),
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="calling", due_at__isnull=False)
                | (~Q(state="calling") & Q(due_at__isnull=True)),
                name="cell_seat_calling_has_a_deadline",
            )
        ]

    def __str__(self) -> str:
        return role_label(self.kind, self.name)


class Standing(models.TextChoices):
    """How somebody stands in the line of a seat. Why she is not available is written
    nowhere: it is nobody's business."""

    NEXT = core.NEXT
    ASKED = core.ASKED
    IN = core.IN
    OUT = core.OUT


class CellPlace(models.Model):
    """One person in the line of a seat."""

    seat = models.ForeignKey(CellSeat, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=5, choices=Standing, default=Standing.NEXT)
    asked_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)  # she stands as she does

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["seat", "person"], name="cell_place_once_by_person"
            ),
            models.UniqueConstraint(
                fields=["seat"],
                name="cell_seat_one_at_a_time",
                condition=Q(standing__in=["asked", "in"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.person}"
