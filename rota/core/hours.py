"""A stretch of time, and what is left of one when another is taken out of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Hours:
    """Half-open [starts_at, ends_at), aware."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """Elapsed, whatever the clocks on the wall did meanwhile."""
        return self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)

    def holds(self, other: "Hours") -> bool:
        """True when all of the other lies within; what has no length lies nowhere."""
        return self.starts_at <= other.starts_at < other.ends_at <= self.ends_at

    def touches(self, other: "Hours") -> bool:
        """True when they share an instant."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def shared(self, other: "Hours") -> "Hours":
        """The part that lies in both, which touch."""
        starts_at = max(self.starts_at, other.starts_at)
        return Hours(starts_at, min(self.ends_at, other.ends_at))

    def without(self, other: "Hours") -> list["Hours"]:
        """What is left before and after hours that lie within: none to two pieces."""
        before = Hours(self.starts_at, other.starts_at)
        after = Hours(other.ends_at, self.ends_at)
        return [part for part in (before, after) if part.starts_at < part.ends_at]
