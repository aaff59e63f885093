"""The rows of the rota: people, what they hold, what was published, its feeds."""

from rota.models.confirmation import Answer, Confirmation
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
from rota.models.shifts import (
    DraftSeat,
    Period,
    PeriodKind,
    Publication,
    PublishedChange,
    Seat,
    Shift,
)

__all__ = [
    "LANGUAGES",
    "WEEKDAYS",
    "Answer",
    "Confirmation",
    "Delivery",
    "DraftSeat",
    "Feed",
    "FeedKind",
    "Membership",
    "Notice",
    "NoticeState",
    "Period",
    "PeriodKind",
    "Person",
    "PhoneProblem",
    "Publication",
    "PublishedChange",
    "Qualification",
    "Reach",
    "Role",
    "Seat",
    "Shift",
    "Team",
    "Training",
    "Way",
]
