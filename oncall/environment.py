"""Reads settings from the environment; a wrong one stops the start by its name.

Every value may also come from a file: `SECRET_KEY_FILE=/run/secrets/key`.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ

env = environ.FileAwareEnv()


def stop(name: str, advice: str) -> SystemExit:
    """The error to raise when a setting cannot be used."""
    return SystemExit(f"Setting {name}: {advice}")


def read(name: str, default: Any, cast: Callable[..., Any] = str) -> Any:
    """The setting `name`, or `default` when it is absent or empty.

    Raises SystemExit, naming the setting, when the value cannot be read.
    """
    try:
        text = env.str(name, default="")
        return cast(text) if text else default
    except (ValueError, OSError, environ.ImproperlyConfigured) as error:
        raise stop(name, f"cannot be read ({error}).") from error


def read_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of `choices`. Raises SystemExit listing them otherwise."""
    value = read(name, default)
    if value not in choices:
        raise stop(name, f"“{value}” is unknown; write one of {', '.join(choices)}.")
    return value


def read_list(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return read(name, default, lambda text: [x.strip() for x in text.split(",")])


def read_providers(name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """One of `choices`, or two in order; the first, the test phones, stands alone."""
    alone = choices[0]
    names = tuple(read_list(name, [alone]))
    for one in names:
        if one not in choices:
            raise stop(name, f"“{one}” is unknown; write {', '.join(choices)}.")
    if len(set(names)) < len(names):
        raise stop(name, f"“{names[-1]}” is there twice.")
    if len(names) > 2:
        raise stop(name, "write one name, or two in order with a comma between.")
    if alone in names and len(names) > 1:
        raise stop(name, f"“{alone}” cannot stand beside a real provider.")
    return names


def read_port(name: str, default: int) -> int:
    """A TCP port. Raises SystemExit when it is not a number from 1 to 65535."""
    text = read(name, str(default))
    port = int(text) if text.isdecimal() else 0
    if not 0 < port < 65536:
        raise stop(name, "write a port number from 1 to 65535.")
    return port


def read_number(name: str, default: int, most: int) -> int:
    """A whole number. Raises SystemExit when it is not one from 1 to `most`."""
    text = read(name, str(default))
    number = int(text) if text.isdecimal() else 0
    if not 0 < number <= most:
        raise stop(name, f"write a whole number from 1 to {most}.")
    return number


def read_flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    text = read(name, "")
    if text and text.lower() not in words:
        raise stop(name, "write true or false.")
    return words[text.lower()] if text else default


def read_site_url(name: str, default: str) -> str:
    """An absolute http(s) address without a trailing slash."""
    url = read(name, default).rstrip("/")
    try:
        parts = urlsplit(url)
        is_site = parts.scheme in ("http", "https") and parts.hostname
        if is_site and parts.port != 0 and not (parts.path or parts.query):
            return url
    except ValueError:  # a port that is none
        pass
    raise stop(name, "write the public address, such as https://astreinte.example.")


def read_zone(name: str, default: str) -> str:
    """The name of a time zone."""
    zone = read(name, default)
    if zone not in available_timezones():
        raise stop(name, f"“{zone}” is unknown; write one such as Europe/Paris.")
    return zone


def read_folder(name: str, default: Path) -> Path:
    """A folder that can be written to; made when it is not there.

    A relative one is beside `default`, wherever the program is started from.
    """
    folder = default.parent / read(name, default.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise stop(name, f"the folder cannot be made ({error}).") from error
    if not os.access(folder, os.W_OK):
        raise stop(name, f"the folder {folder} cannot be written to.")
    return folder


def secret_key(name: str, kept_in: Path) -> str:
    """The secret key; without one in the environment, one is made and kept.

    Losing it withdraws every caller's link and calendar address: back it up.
    """
    key = read(name, "")
    if key and len(key) < 32:
        raise stop(name, "write at least 32 random characters.")
    if key:
        return key
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        # O_EXCL: of two first starts at once, one makes the key, the other reads it
        try:
            handle = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return kept_in.read_text().strip()
