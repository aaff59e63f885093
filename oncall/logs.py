"""Keeps telephone numbers and secret addresses out of the logs."""

import logging
import re

NUMBER = re.compile(r"(?<![\w.])(\+|%2B)?\d[\d .]{7,14}\d\d(?![\w.])")
TOKEN = re.compile(r"/(p|call|cal)/[\w-]{8,}")


def mask(text: str) -> str:
    """The text with all but the last two digits of numbers and all tokens hidden."""
    text = NUMBER.sub(lambda found: "••••" + found.group()[-2:], text)
    return TOKEN.sub(r"/\1/•••", text)


class Masked(logging.Filter):
    """Masks every line before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; never drops it."""
        record.msg = mask(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = mask(logging.Formatter().formatException(record.exc_info))
        return True
