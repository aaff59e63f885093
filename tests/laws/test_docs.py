"""README says what is true: its settings, its commands, its links."""

import ast
import re
import shlex
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import get_commands
from sources import ROOT, Source, dotted, is_under, lines_of, python_files

from escalation.core.gateway import read_gateway

README = ROOT / "README.md"
SETTING_ROW = re.compile(r"^\|\s*((?:`[A-Z][A-Z0-9_]*`[\s,/]*)+)\|", re.MULTILINE)
FENCED = re.compile(r"(?s)```\w*\n(.*?)```")
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
# the files that ask for settings: settings.py, and any other that takes the reader
READS_SETTINGS = [
    source
    for source in python_files()
    if any(is_under(entry.module, "oncall.environment") for entry in source.imports())
]
HTTP_SETTINGS = [name for name in dir(settings) if name.startswith("SMS_HTTP_")]
READERS = re.compile(r"^(read|read_\w+|secret_key|env\.\w+)$")


@pytest.fixture(scope="module")
def readme():
    return README.read_text()


@pytest.fixture(scope="module")
def commands(readme):
    """Lines of README's code blocks, comments apart."""
    lines = "\n".join(FENCED.findall(readme)).splitlines()
    return [line.split("#")[0].strip() for line in lines]


def settings_read(source: Source) -> set[str]:
    """Names of environment variables that a file reads."""
    return {
        call.args[0].value
        for call in source.calls()
        if READERS.match(dotted(call.func))
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_settings_table_lists_what_is_read(readme):
    read = {name for source in READS_SETTINGS for name in settings_read(source)}

    listed = set(re.findall(r"[A-Z][A-Z0-9_]+", " ".join(SETTING_ROW.findall(readme))))

    assert read == listed


def test_settings_read_are_seen():
    source = Source("", 'A = read("A", "")\nB = env.db_url("B", "")\nC = other("C")')

    assert settings_read(source) == {"A", "B"}


def test_environment_is_read_at_one_place():
    found = [
        f"{source.path} {ast.unparse(node)}"
        for source in python_files()
        for node in ast.walk(source.tree)
        if dotted(node) in ("os.environ.get", "os.getenv")
        or (isinstance(node, ast.Subscript) and dotted(node.value) == "os.environ")
    ]

    assert not found, lines_of(found)


def test_make_targets_in_readme_exist(commands):
    targets = set(re.findall(r"(?m)^([\w-]+):", (ROOT / "Makefile").read_text()))

    used = {line.split()[1] for line in commands if line.startswith("make ")}

    assert used
    assert used <= targets


def management_commands(text: str) -> set[str]:
    """Commands of manage.py that a text tells to run."""
    return set(re.findall(r"manage\.py (\w+)", text))


def test_management_commands_in_readme_exist(readme):
    assert management_commands(readme) <= set(get_commands())


def test_management_commands_are_seen():
    text = "Run `manage.py fly`, or python manage.py migrate."

    assert management_commands(text) == {"fly", "migrate"}


def test_links_in_readme_lead_somewhere(readme):
    links = [link for link in LINK.findall(readme) if "://" not in link]

    missing = [link for link in links if not (ROOT / link.split()[0]).exists()]

    assert links
    assert not missing


def test_examples_of_providers_in_readme_can_be_read(readme):
    blocks = [block for block in FENCED.findall(readme) if "SMS_HTTP_URL=" in block]
    defaults = {name: getattr(settings, name) for name in HTTP_SETTINGS}

    for block in blocks:
        given = dict(word.split("=", 1) for word in shlex.split(block, comments=True))
        read_gateway(SimpleNamespace(**defaults | given))

    assert len(blocks) == 2
    assert any("RECEIPT" in block for block in blocks)
