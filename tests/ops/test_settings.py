"""A wrong setting stops the start with its name and what to write."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sources import ROOT

TWILIO = {"SMS_PROVIDER": "twilio", "TWILIO_ACCOUNT_SID": "AC1"}
OVHCLOUD = {
    "SMS_PROVIDER": "ovhcloud",
    "OVHCLOUD_APPLICATION_KEY": "k",
    "OVHCLOUD_APPLICATION_SECRET": "s",
    "OVHCLOUD_CONSUMER_KEY": "c",
    "OVHCLOUD_SERVICE": "sms-ab12345-1",
}
NANTES = {"OVHCLOUD_FROM": "NantesMetro"}
WRONG = [
    ({"DATABASE_URL": "mysql://u:p@host/name"}, "DATABASE_URL", "postgresql://"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL", "postgresql://"),
    ({"DATABASE_URL": "postgresql://u:p@host:port/x"}, "DATABASE_URL", "postgresql://"),
    ({"PORT": "http"}, "PORT", "from 1 to 65535"),
    ({"PORT": "70000"}, "PORT", "from 1 to 65535"),
    ({"SITE_URL": "astreinte.example"}, "SITE_URL", "https://"),
    ({"SITE_URL": "https://a.example/path"}, "SITE_URL", "https://"),
    ({"SITE_URL": "https://a.example:port"}, "SITE_URL", "https://"),
    ({"SMS_PROVIDER": "pigeon"}, "SMS_PROVIDER", "simulator, twilio"),
    ({"SMS_PROVIDER": "twilio,"}, "SMS_PROVIDER", "is unknown"),
    ({"SMS_PROVIDER": "twilio,twilio"}, "SMS_PROVIDER", "there twice"),
    ({"SMS_PROVIDER": "twilio,http,ovhcloud"}, "SMS_PROVIDER", "two in order"),
    ({"SMS_PROVIDER": "twilio,simulator"}, "SMS_PROVIDER", "cannot stand beside"),
    ({"SMS_PROVIDER": "ovhcloud"}, "OVHCLOUD_APPLICATION_KEY", "createToken"),
    (OVHCLOUD, "OVHCLOUD_FROM", "validated"),
    (OVHCLOUD | {"OVHCLOUD_SERVICE": ""}, "OVHCLOUD_SERVICE", "sms-ab12345-1"),
    ({"SMS_PROVIDER": "http"}, "SMS_HTTP_URL", "takes texts"),
    (OVHCLOUD | NANTES | {"SMS_PROVIDER": "ovhcloud, http"}, "SMS_HTTP_URL", "http"),
    ({"SMS_HTTP_METHOD": "PATCH"}, "SMS_HTTP_METHOD", "POST, PUT, GET"),
    ({"SMS_PROVIDER": "twilio"}, "TWILIO_ACCOUNT_SID", "Twilio console"),
    (TWILIO, "TWILIO_AUTH_TOKEN", "Twilio console"),
    (TWILIO | {"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_FROM", "sender"),
    ({"TWILIO_API_KEY_SID": "SK1"}, "TWILIO_API_KEY_SECRET", "or neither"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY", "at least 32"),
    ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY", "/nowhere"),
    ({"LANGUAGE_CODE": "de"}, "LANGUAGE_CODE", "fr, en"),
    ({"DEBUG": "maybe"}, "DEBUG", "true or false"),
    ({"EMAIL_URL": "nonsense"}, "EMAIL_URL", "smtp+tls://"),
    ({"EMAIL_URL": "smtp://host:port"}, "EMAIL_URL", "smtp+tls://"),
    ({"TIME_ZONE": "Mars/Base"}, "TIME_ZONE", "Europe/Paris"),
    ({"KEEP_TEXTS_DAYS": "0"}, "KEEP_TEXTS_DAYS", "from 1 to 3650"),
    ({"TEXTS_PER_HOUR": "none"}, "TEXTS_PER_HOUR", "from 1 to 100000"),
    ({"DATA_DIR": "/dev/null/var"}, "DATA_DIR", "/dev/null/var"),
]


def manage(
    folder: Path, *arguments: str, **settings: str
) -> subprocess.CompletedProcess:
    """Runs a command with these settings and nothing else from the environment."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)} | settings
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def shown(folder: Path, name: str, **settings: str) -> str:
    """What a setting has become."""
    code = f"from django.conf import settings; print(settings.{name})"
    return manage(folder, "shell", "-v0", "-c", code, **settings).stdout.strip()


@pytest.mark.processes
@pytest.mark.parametrize(("settings", "name", "advice"), WRONG)
def test_wrong_setting_stops_the_start(tmp_path, settings, name, advice):
    done = manage(tmp_path, "check", **settings)

    assert done.returncode != 0
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"Setting {name}: ")
    assert advice in last
    assert "Traceback" not in done.stderr


@pytest.mark.processes
def test_nothing_needs_to_be_set(tmp_path):
    done = manage(tmp_path, "check", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


@pytest.mark.processes
def test_secret_key_is_made_once_for_its_owner_only(tmp_path):
    first, second = shown(tmp_path, "SECRET_KEY"), shown(tmp_path, "SECRET_KEY")

    assert len(first) >= 50
    assert first == second
    kept = tmp_path / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.processes
def test_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "mine"
    file.write_text("k" * 40 + "\n")

    key = shown(tmp_path, "SECRET_KEY", SECRET_KEY_FILE=str(file))

    assert key == "k" * 40
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.processes
def test_two_providers_stand_in_order(tmp_path):
    both = OVHCLOUD | NANTES | {"SMS_PROVIDER": "ovhcloud, http"}
    both |= {"SMS_HTTP_URL": "https://sms.example/?to={to}&text={text}"}

    assert shown(tmp_path, "SMS_PROVIDERS", **both) == "('ovhcloud', 'http')"
    assert shown(tmp_path, "SMS_PROVIDER", **both) == "ovhcloud,http"


@pytest.mark.processes
def test_headers_may_come_from_a_file_with_a_line_each(tmp_path):
    file = tmp_path / "headers"
    file.write_text("api-login: a@b.example\napi-key: secret\n")

    headers = shown(tmp_path, "SMS_HTTP_HEADERS", SMS_HTTP_HEADERS_FILE=str(file))

    assert headers == "api-login: a@b.example\napi-key: secret"


@pytest.mark.processes
def test_silent_network_is_noticed_unless_the_address_says_otherwise(tmp_path):
    url = "postgresql://u:p@host/name"
    plain = shown(tmp_path, "DATABASES['default']['OPTIONS']", DATABASE_URL=url)
    own = shown(
        tmp_path,
        "DATABASES['default']['OPTIONS']",
        DATABASE_URL=f"{url}?connect_timeout=2&sslmode=require",
    )

    assert "'connect_timeout': 5" in plain
    assert "'tcp_user_timeout': 15000" in plain
    assert "idle_in_transaction_session_timeout=60s" in plain
    assert "'connect_timeout': 2" in own
    assert "'sslmode': 'require'" in own
    assert "'keepalives_idle': 5" in own


@pytest.mark.processes
def test_relative_folder_is_beside_the_program(tmp_path):
    name = f"var/{tmp_path.name}"

    folder = shown(tmp_path, "VAR_DIR", DATA_DIR=name)

    assert folder == str(ROOT / name)
    (ROOT / name / "secret_key").unlink()
    (ROOT / name).rmdir()


@pytest.mark.processes
def test_monitoring_reaches_healthz_beside_the_https_proxy(tmp_path):
    site = {"SITE_URL": "https://astreinte.example"}

    assert shown(tmp_path, "SECURE_SSL_REDIRECT", **site) == "True"
    assert shown(tmp_path, "SECURE_REDIRECT_EXEMPT", **site) == "['^healthz$']"
