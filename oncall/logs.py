"""Keeps telephone numbers and secret addresses out of the logs."""

import logging
import re

NUMBER = re.compile(r"(?<![\w.])(\+|%2B)?\d[\d .]{7,14}\d\d(?![\w.])")
TOKEN = re.compile(r"/(p|call|cal|now|receipts|status/[0-9a-f-]{36})/[\w-]{8,}")


def mask(text: str) -> str:
    """The text with all but the last two digits of numbers and all tokens hidden."""
    text = NUMBER.sub(lambda found: "••••" + found.group()[-2:], text)
    return TOKEN.sub(r"/\1/•••", text)


class Brief(logging.Filter):
    """Leaves one line of a refused request (403, 404, 400): the traceback of a
    refusal leads to no defect, and hides those that do."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; never drops it."""
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True


class Masked(logging.Filter):
    """Masks every line before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; never drops it."""
        record.msg = mask(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = mask(logging.Formatter().formatException(record.exc_info))
        return True
