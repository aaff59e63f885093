"""When the next news of a crisis is due: pure reckoning on promised times."""

from datetime import datetime, timedelta


def following(due_at: datetime, every: timedelta, at: datetime) -> datetime:
    """The promise that stands after an update at `at`, and that this update may
    announce.

    Times stay on the rhythm that was announced: with 14:30 and half an hour, an
    update at 14:20 or 14:40 is followed by 15:00. One that comes more than half a
    length early is an extra: 14:30 still stands.
    """
    after = at + every / 2
    if due_at > after:
        return due_at
    return due_at + ((after - due_at) // every + 1) * every
