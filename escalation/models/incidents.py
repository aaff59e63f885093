"""An incident: one activation of the duty, and everything that happened in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.calling import Caller, Case
from rota.models import Person, Team
from rota.models.appending import Appended


class IncidentState(models.TextChoices):
    """Goes back only when its owner hands it on. “Nobody answered” is no state:
    it is another round."""

    TRIGGERED = "triggered", _("calling")
    ACKNOWLEDGED = "acknowledged", _("taken")
    RESOLVED = "resolved", _("closed")


class Outcome(models.TextChoices):
    """What came of it; “not published” is a success too. The last two end an
    exercise, and only the program chooses them."""

    PUBLISHED = "published", _("published")
    NOT_PUBLISHED = "not_published", _("not published, on purpose")
    OUT_OF_FRAME = "out_of_frame", _("outside the two cases")
    STOPPED = "stopped", _("called by mistake")
    INTERRUPTED = "interrupted", _("exercise stopped by a real call")
    UNANSWERED = "unanswered", _("exercise that nobody answered")


class EventType(models.TextChoices):
    """What kind of thing happens: decides the procedure (DOMAIN.md C5)."""

    PARK_WIND = "park_wind", _("Parks closed (wind, storm)")
    TRANSIT = "transit", _("Tram or bus disrupted")
    WATER = "water", _("Tap water restricted")
    POWER = "power", _("Power cut")
    SNOW_ICE = "snow_ice", _("Snow, ice")
    HEAT = "heat", _("Heatwave")
    FLOOD = "flood", _("Flood")
    SMOKE_FIRE = "smoke_fire", _("Fire, smoke")
    DEMO = "demo", _("Demonstration, public disorder")
    ACCIDENT = "accident", _("Serious accident")
    MISSING_CHILD = "missing_child", _("Abduction alert")
    CYBER = "cyber", _("Cyber attack")
    CONTROVERSY = "controversy", _("Controversy")
    CORRECTION = "correction", _("Correction of our own post")


class Decision(models.TextChoices):
    """What whoever has the call decides about publishing. Not to publish is a success
    too; what is no such case ends the call and waits for Monday."""

    PUBLISH = "publish", _("publish")
    HOLD = "hold", _("wait until…")
    NOT = "not", _("do not publish")
    OUT_OF_FRAME = "out_of_frame", _("outside the two cases")


class Incident(models.Model):
    """The ladder is copied in when it is raised: editing a policy does not move
    the ground under an open incident. `due_at` is when its next step is due."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="incidents")
    # short, spoken on the phone, printed in the text: no 0/O, 1/I
    code = models.CharField(max_length=6, unique=True)
    request_key = models.UUIDField(unique=True)  # a form sent twice raises once
    case = models.CharField(max_length=10, choices=Case)
    title = models.CharField(max_length=120)
    facts = models.TextField(blank=True)
    call_back_name = models.CharField(max_length=60, blank=True)
    call_back_phone = models.CharField(max_length=16, blank=True)
    caller = models.ForeignKey(Caller, on_delete=models.SET_NULL, null=True)
    raised_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    exercise = models.BooleanField(default=False)
    # seen by those in it only (escalation/involved.py)
    sensitive = models.BooleanField(default=False)

    state = models.CharField(
        max_length=12, choices=IncidentState, default=IncidentState.TRIGGERED
    )
    # {"steps": [{"after": seconds, "target": …, "ways": …}], "again_after": seconds,
    #  "untouched_after": seconds}
    ladder = models.JSONField()
    round = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)  # the next one to run
    due_at = models.DateTimeField(null=True)
    # ids of those called by the last step, who said they cannot, whose phone is off
    asked = models.JSONField(default=list)
    declined = models.JSONField(default=list)
    unreached = models.JSONField(default=list)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="owned_incidents"
    )
    # a colleague on duty whom the owner asked to take it over
    handing_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # how often its owner was asked what becomes of it, since something happened
    asks = models.PositiveSmallIntegerField(default=0)
    # when the call was answered, and since when whoever has it now does
    taken_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)
    event = models.CharField(max_length=16, choices=EventType, blank=True)
    # the versions its people read: of its case, of its event; empty: as delivered
    case_procedure = models.ForeignKey(
        "Procedure", on_delete=models.PROTECT, null=True, related_name="+"
    )
    event_procedure = models.ForeignKey(
        "Procedure", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # what is known for the slots of its messages (core/slots.py)
    slots = models.JSONField(default=dict)
    # the last decision; those before are in the log
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    hold_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=14, choices=Outcome, blank=True)
    closing_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-raised_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                name="incident_due_open",
                condition=Q(due_at__isnull=False),
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="triggered") | Q(due_at__isnull=False),
                name="incident_calling_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(owner__isnull=False),
                name="incident_taken_has_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LogEntry(Appended):
    """One line of the log; only ever added. The timeline page is its rendering."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    # names the sentence: templates/escalation/_log_entry.html
    kind = models.CharField(max_length=30)
    # whom it is about, and who did it (empty: the program, or a caller)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    page = models.ForeignKey(
        "Page", on_delete=models.CASCADE, null=True, related_name="+"
    )
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            # asked for by every page: do texts leave at all (escalation/health.py)
            models.Index(
                fields=["at"], name="log_of_failures", condition=Q(kind="failed")
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident.code} {self.kind}"
