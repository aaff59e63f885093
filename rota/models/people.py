"""Teams, the people in them, and what those people are trained for."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class PersonManager(BaseUserManager["Person"]):
    """People are found by e-mail, whatever its case."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Person":
        """A new person; without a password she signs in by a code sent by e-mail."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of this e-mail address."""
        return self.get(email__iexact=username)


class PhoneProblem(models.TextChoices):
    """Why texts to this number are known not to arrive."""

    NONE = "", _("none")
    BLOCKED = "blocked", _("texts blocked (STOP)")
    WRONG = "wrong", _("number not in service or not a mobile")


class Reach(models.TextChoices):
    """How somebody wants to be called, where the ladder leaves it open. Whatever
    she chose, one fast way is always used (escalation/core/channels.py)."""

    ANY = "any", _("texts and calls, as the ladder says")
    SMS = "sms", _("texts only")
    CALL = "call", _("calls only: my telephone rings")


class Person(AbstractBaseUser):
    """Somebody who signs in by e-mail; may belong to several teams."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("mobile phone"), max_length=16, blank=True)  # E.164
    phone_problem = models.CharField(
        max_length=10, choices=PhoneProblem, default=PhoneProblem.NONE, blank=True
    )
    # when she last proved that this number is hers: a code, or an answer from it
    phone_verified_at = models.DateTimeField(null=True)
    # when a text or a call last reached it for certain
    phone_tested_at = models.DateTimeField(null=True)
    reach = models.CharField(
        _("how to call me"), max_length=4, choices=Reach, default=Reach.ANY
    )
    # an e-mail beside each first call; never in its place
    mails_too = models.BooleanField(_("e-mail me as well"), default=False)
    # her own word, whatever role a lead gives her
    no_cell_off_hours = models.BooleanField(
        _("do not call me off hours for a crisis cell"), default=False
    )
    # empty: the browser's language on pages, the team's in texts and e-mails
    language = models.CharField(
        _("language"), max_length=2, choices=LANGUAGES, blank=True
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """First name and initial, as on the rota: “Camille R.”"""
        first, *rest = self.name.split()
        return f"{first} {rest[-1][0]}." if rest else first

    @property
    def initials(self) -> str:
        """One or two capitals for a chip."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


class Team(models.Model):
    """A team that shares one on-call duty, with the shape of its weekends."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=40, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    # ISO 3166 country, then the subdivision the `holidays` package knows: "FR-6AE"
    holiday_region = models.CharField(
        _("public holidays of"), max_length=12, default="FR"
    )
    # whose school holidays are hinted at (rota/core/school.py); empty: unknown
    school_zone = models.CharField(
        _("school holidays of"), max_length=12, default="", blank=True
    )
    language = models.CharField(
        _("language"), max_length=2, choices=LANGUAGES, default="fr"
    )
    # the week shape: off-hours run from this weekday and time to that one
    starts_weekday = models.PositiveSmallIntegerField(
        _("on call from"), choices=WEEKDAYS, default=4
    )
    starts_time = models.TimeField(_("at"), default=time(18))
    ends_weekday = models.PositiveSmallIntegerField(
        _("until"), choices=WEEKDAYS, default=0
    )
    ends_time = models.TimeField(_("at"), default=time(8))
    has_backup = models.BooleanField(_("a backup is on call too"), default=True)
    mixes_trades = models.BooleanField(_("backup of another trade"), default=True)
    # at least one of the two has been on call before
    pairs_experience = models.BooleanField(default=False)
    # weeks from the start of a duty to that of the next; empty: rota/rules.py decides
    gap_any = models.PositiveSmallIntegerField(null=True, blank=True)
    gap_primary = models.PositiveSmallIntegerField(null=True, blank=True)
    # at most so many duties in any so many weeks; empty: no limit
    most_duties = models.PositiveSmallIntegerField(null=True, blank=True)
    in_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    # points by kind of period, on call and backup (core/weights.py), where they
    # differ from the usual ones
    points = models.JSONField(default=dict, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=15)
    # two colleagues who agree on a cover still need a lead's yes
    covers_need_lead = models.BooleanField(_("a lead approves covers"), default=True)
    # called when nobody holds the duty
    fallback = models.ForeignKey(
        "Membership",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person called when nobody is on call"),
    )
    # given to the caller when nobody answers: a switchboard, a duty officer
    emergency_contact = models.CharField(
        _("whom callers ring when nobody answers"), max_length=120, blank=True
    )
    frame = models.TextField(_("what is not asked of the on-call person"), blank=True)
    monthly_tests = models.BooleanField(_("a test text each month"), default=True)
    # those on duty next are reminded twice: so many working days before the last
    # one before it, and on that day; who has not confirmed by then is told to leads
    remind_days = models.PositiveSmallIntegerField(
        _("working days between the two reminders"), default=1
    )
    remind_first_time = models.TimeField(_("first reminder"), default=time(10))
    remind_last_time = models.TimeField(_("last reminder"), default=time(9))
    unconfirmed_time = models.TimeField(_("leads are told"), default=time(12))
    # gaps so many weeks ahead are told to leads each week, and shown in red
    gap_weeks = models.PositiveSmallIntegerField(_("weeks ahead"), default=6)
    gaps_told_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)  # rises on rename: iCal SEQUENCE
    revised_at = models.DateTimeField(null=True)
    # since when subscribers could see something that no feed shows yet
    feeds_due_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this team's weekends start and end."""
        return ZoneInfo(self.time_zone)


class Role(models.TextChoices):
    """What somebody may do in a team."""

    LEAD = "lead", _("team lead")
    AGENT = "agent", _("on-call agent")
    READER = "reader", _("reader")


class Membership(models.Model):
    """A person in a team, from one day to another."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.AGENT)
    trade = models.CharField(_("trade"), max_length=40, blank=True)
    share = models.PositiveSmallIntegerField(
        _("share of full time"), default=100, help_text=_("in percent")
    )
    # a lead may build the rota without holding duties herself
    takes_duties = models.BooleanField(_("takes weekends on call"), default=True)
    # has been on call before: for teams that want one such person in each pair
    experienced = models.BooleanField(default=False)
    # in any half-year; empty: as the rules give
    most_duties = models.PositiveSmallIntegerField(null=True, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("last day"), null=True, blank=True)
    colour = models.PositiveSmallIntegerField(default=0)  # 0 to 11, see app.css
    trainings: "models.ManyToManyField[Training, Qualification]" = (
        models.ManyToManyField(
            "Training", through="Qualification", related_name="members"
        )
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["person__name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "person"], name="membership_once_per_team"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1) & Q(share__lte=100),
                name="membership_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(until_on__gte=models.F("from_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    def is_in_team(self, day: date) -> bool:
        """True from the first to the last day, both included."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    @property
    def gone_at(self) -> datetime | None:
        """The midnight that ends her last day, on the team's clock; None: she stays."""
        if self.until_on is None:
            return None
        day_after = self.until_on + timedelta(days=1)
        return datetime.combine(day_after, time(), tzinfo=self.team.zone)


class Training(models.Model):
    """Something a team wants its on-call people to have learnt.

    Nobody holds a seat that needs it without it (ROTA.md H3).
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="trainings")
    name = models.CharField(_("name"), max_length=60)
    needed_on_call = models.BooleanField(default=False)
    needed_backup = models.BooleanField(default=False)
    # months after which it is to be done again; empty: never
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "name"], name="training_once_per_team"
            ),
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1),
                name="training_is_valid_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """Who has which training, since when, and until when it counts, that last day
    included. Without a first day: since before anybody wrote it down."""

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="qualifications"
    )
    training = models.ForeignKey(
        Training, on_delete=models.CASCADE, related_name="qualifications"
    )
    since_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    # the fewest days before it expires at which people were told; empty: not yet
    warned_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["membership", "training"], name="qualification_once"
            ),
            models.CheckConstraint(
                condition=Q(since_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=models.F("since_on")),
                name="qualification_expires_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.training}"
