"""Carries letters: rows that are claimed under a lease by one compare-and-set, sent,
and recorded. Whoever dies in between gives one back: sent twice, rather than never.

Notices to people of the house, answers to services: what is written in them is not
known here.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.core.mail import EmailMessage
from django.db import models
from django.db.models import F, Q

from rota.models import NoticeState

log = logging.getLogger("astreinte.notices")

BATCH = 20
# longer than a mail server may take to answer, step by step (EMAIL_TIMEOUT each)
LEASE = timedelta(minutes=3)
# minutes before trying again: a mail server that is down for a night is waited for
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)


class Outcome(Enum):
    """What became of one attempt."""

    NOT_OURS = "somebody else has it, or it is done"
    SENT = "sent"
    LATER = "not now; tried again"
    FAILED = "never"


class NeverError(Exception):
    """There is nobody to write to any more; says why."""


@dataclass(frozen=True, slots=True)
class Postman:
    """For one kind of row, with the columns of Notice that say how far it is.

    `write` makes the e-mail of a row at a moment, or raises NeverError. `left` and
    `failed`, where given, write down its end themselves, if the row is still at this
    attempt.
    """

    rows: type[models.Model]
    related: tuple[str, ...]
    write: Callable[[Any, datetime], EmailMessage]
    left: Callable[[Any, EmailMessage, datetime], None] | None = None
    failed: Callable[[Any, str, datetime], None] | None = None

    def deliver_due(self, at: datetime) -> int:
        """Sends what is due, oldest first; returns how many were sent.

        Stops at the first that the server does not take now: the others would only
        wait for the same server. May last as long as the server; never raises.
        """
        due = self._all.filter(_free(at)).order_by("due_at", "pk")
        sent = 0
        for pk in list(due.values_list("pk", flat=True)[:BATCH]):
            outcome = self.deliver(pk, at)
            sent += outcome == Outcome.SENT
            if outcome == Outcome.LATER:
                break
        return sent

    def deliver(self, pk: int, at: datetime) -> Outcome:
        """Sends one if it is due and nobody else is sending it."""
        claimed = self._all.filter(_free(at), pk=pk).update(
            lease_until=at + LEASE, attempt=F("attempt") + 1
        )
        if not claimed:
            return Outcome.NOT_OURS
        row = self._all.select_related(*self.related).get(pk=pk)
        if row.attempt > len(BACK_OFF) + 1:
            # each attempt so far ended with the process that made it
            return self._fail(row, "given up", at)
        try:
            message = self.write(row, at)
            message.send()
        except NeverError as reason:
            return self._fail(row, str(reason), at)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
            refused = _code(error)
            return (
                self._fail(row, f"refused {refused}", at)
                if refused >= 500
                else self._wait(row, f"refused {refused}", at)
            )
        except OSError as error:  # the server is away; smtplib's errors are OSErrors
            log.warning("%s: %s; tried again.", _name(row), type(error).__name__)
            return self._wait(row, type(error).__name__, at)
        except Exception as error:
            log.exception("%s cannot be written.", _name(row))
            return self._wait(row, type(error).__name__, at)
        if self.left:
            self.left(row, message, at)
        else:
            self._close(row, state=NoticeState.SENT, sent_at=at, error="")
        return Outcome.SENT

    @property
    def _all(self) -> models.QuerySet[Any]:
        return self.rows._default_manager.all()

    def _wait(self, row: Any, error: str, at: datetime) -> Outcome:
        if row.attempt > len(BACK_OFF):
            return self._fail(row, error, at)
        later = at + timedelta(minutes=BACK_OFF[row.attempt - 1])
        self._close(row, due_at=later, error=error)
        return Outcome.LATER

    def _fail(self, row: Any, error: str, at: datetime) -> Outcome:
        log.warning("%s: %s.", _name(row), error)
        if self.failed:
            self.failed(row, error, at)
        else:
            self._close(row, state=NoticeState.FAILED, error=error)
        return Outcome.FAILED

    def _close(self, row: Any, **fields: object) -> None:
        """Writes the outcome, unless the lease ran out and another attempt began."""
        self._all.filter(
            pk=row.pk, state=NoticeState.PENDING, attempt=row.attempt
        ).update(lease_until=None, **fields)


def _name(row: models.Model) -> str:
    """For the log: never an address, nor what is written."""
    return f"{type(row).__name__} {row.pk}"


def _free(at: datetime) -> Q:
    nobody_sends_it = Q(lease_until=None) | Q(lease_until__lte=at)
    return Q(nobody_sends_it, state=NoticeState.PENDING, due_at__lte=at)


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> int:
    if isinstance(error, smtplib.SMTPDataError):
        return int(error.smtp_code)
    return min(code for code, _ in error.recipients.values())
