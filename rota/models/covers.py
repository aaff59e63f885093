"""Hours on call that pass from one person to another after publication: asked for
among colleagues, or given by a lead to whoever replaces somebody."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rota.models.people import Membership, Person, Team
from rota.models.shifts import Period, Publication, Seat, Shift


class CoverKind(models.TextChoices):
    """Whether something is given in return."""

    COVER = "cover", _("cover")
    SWAP = "swap", _("swap")


class CoverState(models.TextChoices):
    """Forward only. While it is open or agreed somebody still has to decide."""

    OPEN = "open", _("waits for an answer")
    AGREED = "agreed", _("waits for the lead")
    DONE = "done", _("done")
    REFUSED = "refused", _("nobody can")
    DECLINED = "declined", _("declined by the lead")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("too late")
    OVERTAKEN = "overtaken", _("overtaken by a change of the rota")


LIVE = (CoverState.OPEN, CoverState.AGREED)


class CoverRequest(models.Model):
    """Somebody asks that her shift, or hours in it, be held by a colleague.

    It follows the shift, wherever that moves; what it asks for is looked at again
    with each answer. No reason is asked.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="covers")
    asker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # empty once the shift is gone from the rota
    shift = models.ForeignKey(Shift, on_delete=models.SET_NULL, null=True)
    period = models.ForeignKey(Period, on_delete=models.CASCADE)
    seat = models.CharField(max_length=8, choices=Seat)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=5, choices=CoverKind)
    # in a swap: the colleague's shift that the asker takes in return
    given = models.ForeignKey(
        Shift, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # the one colleague asked; empty: whoever can
    asked = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, related_name="+"
    )
    state = models.CharField(max_length=9, choices=CoverState, default=CoverState.OPEN)
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    # nobody answers after that: the hours begin
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    # the evidence of what it changed
    publication = models.ForeignKey(Publication, on_delete=models.SET_NULL, null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shift", "starts_at"],
                condition=Q(state__in=LIVE),
                name="cover_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="cover_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(kind=CoverKind.COVER) | Q(asked__isnull=False),
                name="cover_swap_asks_one_colleague",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"],
                name="cover_undecided",
                condition=Q(state__in=["open", "agreed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asker} {self.starts_at:%Y-%m-%d} ({self.state})"

    @property
    def is_live(self) -> bool:
        """True while somebody still has to decide."""
        return self.state in LIVE

    @property
    def taker(self) -> Membership | None:
        """The colleague who said yes, if one did."""
        said = (one for one in self.answers.all() if one.answer == CoverReply.YES)
        return next((one.membership for one in said), None)


class CoverReply(models.TextChoices):
    """What a colleague said."""

    NONE = "", _("no answer yet")
    YES = "yes", _("says yes")
    NO = "no", _("says no")


class CoverAnswer(models.Model):
    """One colleague who was asked, and what she answered. The token in her e-mail is
    derived from this row (rota/links.py)."""

    request = models.ForeignKey(
        CoverRequest, on_delete=models.CASCADE, related_name="answers"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="cover_answers"
    )
    answer = models.CharField(
        max_length=3, choices=CoverReply, default=CoverReply.NONE, blank=True
    )
    at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["request", "membership"], name="cover_asks_each_once"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(answer=CoverReply.YES),
                name="cover_accepted_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.answer or '—'}"


class Replacement(models.Model):
    """A lead gave the rest of a shift to somebody else, at once. She is texted, and
    confirms that she knows, or says that she cannot (rota/links.py); until a lead
    finds somebody else, the seat is hers all the same."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="replacements"
    )
    period = models.ForeignKey(Period, on_delete=models.CASCADE)
    seat = models.CharField(max_length=8, choices=Seat)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    before = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    publication = models.ForeignKey(Publication, on_delete=models.SET_NULL, null=True)
    # the leads are alarmed then, unless she has confirmed
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["confirm_by"],
                name="replacement_unconfirmed",
                condition=Q(confirmed_at__isnull=True, alarmed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after} {self.starts_at:%Y-%m-%d %H:%M}"

    def still_holds(self, at: datetime) -> bool:
        """True while she who replaces holds the seat, now or when it begins."""
        moment = max(at, self.starts_at)
        return Shift.objects.filter(
            period=self.period_id,
            seat=self.seat,
            membership=self.after_id,
            starts_at__lte=moment,
            ends_at__gt=moment,
        ).exists()

    def answer(self, *, yes: bool, at: datetime) -> bool:
        """Writes that she knows, or that she cannot; of several answers the last
        counts. False when she had said so already."""
        if self.confirmed_at if yes else self.refused_at:
            return False
        self.confirmed_at = at if yes else None
        self.refused_at = None if yes else at
        self.save(update_fields=["confirmed_at", "refused_at"])
        return True
