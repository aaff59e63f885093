"""The rows of the rota: people, what they hold, what was published, its feeds."""

from rota.models.absence import (
    Absence,
    AbsenceCalendar,
    AbsenceKind,
    CalendarError,
    CalendarRule,
)
from rota.models.confirmation import Answer, Confirmation
from rota.models.covers import (
    LIVE,
    CoverAnswer,
    CoverKind,
    CoverReply,
    CoverRequest,
    CoverState,
    Replacement,
)
from rota.models.feed import Feed, FeedKind
from rota.models.notice import Delivery, Notice, NoticeState, Way
from rota.models.people import (
    LANGUAGES,
    WEEKDAYS,
    Membership,
    Person,
    PhoneProblem,
    Qualification,
    Reach,
    Role,
    Team,
    Training,
)
from rota.models.plan_runs import LOST_AFTER, UNDER_WAY, PlanRun, PlanState
from rota.models.shifts import (
    DraftSeat,
    Period,
    PeriodKind,
    Publication,
    PublishedChange,
    Seat,
    Shadowing,
    Shift,
)
from rota.models.steps import DraftEdit, DraftStep, StepKind

__all__ = [
    "LANGUAGES",
    "LIVE",
    "LOST_AFTER",
    "UNDER_WAY",
    "WEEKDAYS",
    "Absence",
    "AbsenceCalendar",
    "AbsenceKind",
    "Answer",
    "CalendarError",
    "CalendarRule",
    "Confirmation",
    "CoverAnswer",
    "CoverKind",
    "CoverReply",
    "CoverRequest",
    "CoverState",
    "Delivery",
    "DraftEdit",
    "DraftSeat",
    "DraftStep",
    "Feed",
    "FeedKind",
    "Membership",
    "Notice",
    "NoticeState",
    "Period",
    "PeriodKind",
    "Person",
    "PhoneProblem",
    "PlanRun",
    "PlanState",
    "Publication",
    "PublishedChange",
    "Qualification",
    "Reach",
    "Replacement",
    "Role",
    "Seat",
    "Shadowing",
    "Shift",
    "StepKind",
    "Team",
    "Training",
    "Way",
]
