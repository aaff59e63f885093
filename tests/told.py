"""Where a caller is told, in tests."""

from datetime import timedelta

from escalation import actions

MOBILE = "+33639980160"
ADDRESS = "garde@cabinet.example"
SECOND = timedelta(seconds=1)


def take(at_work, incident):
    """Camille takes it, by the link in her text."""
    return at_work(actions.take, incident, via="link")
