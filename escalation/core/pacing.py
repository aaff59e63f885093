"""How often something may be sent to one person. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

# so many in so long
Limit = tuple[int, timedelta]


class TooSoon(Exception):  # noqa: N818
    """Sent often enough: `count` of them; `free_at` is when the next may leave."""

    def __init__(self, free_at: datetime, count: int) -> None:
        super().__init__(f"{count} sent, not before {free_at:%H:%M:%S}")
        self.free_at, self.count = free_at, count


def check(sent: Iterable[datetime], limits: Iterable[Limit], at: datetime) -> None:
    """Raises TooSoon while those that were sent leave no room for one more."""
    newest = sorted(sent, reverse=True)
    ends = [(newest[n - 1] + span, n) for n, span in limits if len(newest) >= n]
    free_at, count = max(ends, default=(at, 0))
    if free_at > at:
        raise TooSoon(free_at, count)
