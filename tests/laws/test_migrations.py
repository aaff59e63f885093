"""Migrations tell the same story as the models."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from sources import ROOT


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.processes
def test_migrations_build_an_empty_database(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}

    for arguments in (["migrate"], ["migrate", "--check"]):
        done = subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "astreinte.sqlite3").exists()
