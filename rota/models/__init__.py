"""The rows of the rota: people, what they hold, what was published, its feeds."""

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
from rota.models.notice import Notice, NoticeState
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
    "LIVE",
    "WEEKDAYS",
    "CoverAnswer",
    "CoverKind",
    "CoverReply",
    "CoverRequest",
    "CoverState",
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
    "Replacement",
    "Role",
    "Seat",
    "Shift",
    "Team",
    "Training",
]
