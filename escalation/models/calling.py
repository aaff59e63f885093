"""Who may call, for which of the two cases, and the ladder that follows."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rota.models import LANGUAGES, Team


class Case(models.TextChoices):
    """The two cases that page somebody, and only these two."""

    CRISIS = "crisis", _("Crisis")
    USER_INFO = "user_info", _("Urgent user information")


class CallerCases(models.TextChoices):
    """What a caller's link may be used for; “it can wait” is always possible."""

    BOTH = "both", _("crisis and urgent user information")
    CRISIS = "crisis", _("crisis only")
    USER_INFO = "user_info", _("urgent user information only")


class Caller(models.Model):
    """A service that may call: the information desk, the mayor's office.

    It has no account, only a link whose token is derived from id and `version`
    (rota/links.py); raising the version withdraws the old link.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="callers")
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("number to call back"), max_length=16, blank=True)
    # answers to what could wait are sent there as well; empty: read on its page
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=LANGUAGES, default="fr"
    )
    cases = models.CharField(
        _("may call for"),
        max_length=10,
        choices=CallerCases,
        default=CallerCases.BOTH,
    )
    # its calls are seen by those in them only
    sensitive = models.BooleanField(_("its calls are sensitive"), default=False)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "name"], name="caller_once_by_name")
        ]

    def __str__(self) -> str:
        return self.name

    def may_raise(self, case: str) -> bool:
        """True when this link may page somebody for this case."""
        return self.cases in (CallerCases.BOTH, case)


class Target(models.TextChoices):
    """Whom a step of the ladder calls; found in the rota when the step is due."""

    ON_CALL = "on_call", _("the person on call")
    BACKUP = "backup", _("the backup")
    LEAD = "lead", _("the team lead")


class Ways(models.TextChoices):
    """How a step calls."""

    SMS = "sms", _("SMS")
    CALL = "call", _("call")
    BOTH = "both", _("SMS and call")


class Policy(models.Model):
    """The ladder of one team for one case."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="policies")
    case = models.CharField(max_length=10, choices=Case)
    # minutes from the last step to the first of the next round
    again_after = models.PositiveSmallIntegerField(default=5)
    # minutes after which whoever took it, and does nothing, is asked; 0: never
    untouched_after = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "case"], name="policy_once_by_case")
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.case}"


class Step(models.Model):
    """One rung: whom to call, so many minutes after the call was made."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="steps")
    after = models.PositiveSmallIntegerField(_("minutes after the call"))
    target = models.CharField(_("whom"), max_length=8, choices=Target)
    ways = models.CharField(_("how"), max_length=4, choices=Ways, default=Ways.SMS)

    class Meta:
        ordering: ClassVar[list[str]] = ["after", "pk"]

    def __str__(self) -> str:
        return f"+{self.after} min: {self.target}"
