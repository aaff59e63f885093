"""Who may import whom, and how large things may grow (STYLE.md §2, §3, §5)."""

import ast
import sys

import pytest
from sources import (
    Source,
    body_lines,
    code_lines,
    dotted,
    is_under,
    lines_of,
    python_files,
)

FILES = python_files()
TESTS = python_files("tests")
# the doors: package → the only files that import it
DOORS = {
    "icalendar": {"rota/core/ical.py", "rota/core/busy_days.py"},
    "phonenumbers": {"rota/core/phones.py"},
    "PIL": {"escalation/core/pictures.py"},
    "segno": {"rota/core/qr.py"},
    "holidays": {"rota/core/holidays.py"},
    "ortools": {
        "rota/core/planner/bounds.py",
        "rota/core/planner/loads.py",
        "rota/core/planner/model.py",
        "rota/core/planner/search.py",
    },
    "django_q": {"rota/queue.py", "oncall/schedules.py"},
    "twilio": {
        "escalation/sms/twilio/client.py",
        "escalation/sms/twilio/voice.py",
    },
    "allauth": {"oncall/accounts.py"},
    "markdown_it": {"escalation/markdown.py"},
    "nh3": {"escalation/markdown.py"},
    "requests": {"escalation/sms/lines.py", "escalation/sms/transport.py"},
    "environ": {"oncall/environment.py"},
    "pytest": set(),
    "recurring_ical_events": {"rota/core/busy_days.py"},
    "smsutil": set(),
    "vobject": set(),
}
# what escalation may know of rota
OPEN_TO_ESCALATION = (
    "rota.models",
    "rota.availability",
    "rota.core",
    "rota.permissions",
    "rota.queue",
    "rota.links",
    "rota.duty",
    "rota.forms.phone",
    "rota.senders",
    "rota.skills",
    "rota.templatetags",
)
CORES = {
    "rota.core": ("rota.core",),
    "escalation.core": ("escalation.core", "rota.core"),
}
FORBIDDEN_NAMES = {
    "base",
    "common",
    "constants",
    "helpers",
    "mixins",
    "services",
    "utils",
}
# layers to which time is given; the others may look at the clock
TIMELESS = {"models", "core", "actions", "duty", "links", "sms", "sending", "sweep"}
ABOVE_MODELS = {"actions", "forms", "tasks", "views", "webhooks", "feeds"}
ABOVE_ACTIONS = {"forms", "tasks", "views", "webhooks", "feeds"}
WRITES = {"bulk_create", "bulk_update", "create", "delete", "save", "update_or_create"}
MAX_FILE, MAX_FUNCTION, MAX_VIEW = 400, 40, 15


def broken_arrows(source: Source) -> list[str]:
    """Imports that go up (rota → escalation → oncall) or into private rooms."""
    refused = {
        "rota": ("escalation", "oncall"),
        "escalation": ("oncall",),
        "oncall": (),
    }[source.app]
    found = []
    for entry in source.imports():
        if is_under(entry.module, *refused):
            found.append(f"{source.path}:{entry.line} imports {entry.module}")
        if source.app == "escalation" and is_under(entry.module, "rota"):
            targets = [t for t in entry.targets if t != "rota"]
            if not any(is_under(t, *OPEN_TO_ESCALATION) for t in targets):
                found.append(f"{source.path}:{entry.line} imports {entry.targets}")
    return found


def closed_doors(source: Source) -> list[str]:
    """Imports of a third-party package anywhere but at its door."""
    return [
        f"{source.path}:{entry.line} imports {entry.module}"
        for entry in source.imports()
        for package, doors in DOORS.items()
        if is_under(entry.module, package) and source.path not in doors
    ]


def impure(source: Source) -> list[str]:
    """What a core may not do: import Django or a shell, read a clock."""
    core = next((name for name in CORES if is_under(source.module, name)), None)
    if core is None:
        return []
    found = []
    for entry in source.imports():
        top = entry.module.split(".")[0]
        known = top in sys.stdlib_module_names or source.path in DOORS.get(top, ())
        if not known and not is_under(entry.module, *CORES[core]):
            found.append(f"{source.path}:{entry.line} imports {entry.module}")
    for call in source.calls():
        name = dotted(call.func)
        if name.endswith((".now", ".utcnow", ".today")) or name == "time.time":
            found.append(f"{source.path}:{call.lineno} reads a clock")
    return found


def hidden_imports(source: Source) -> list[str]:
    """Imports inside functions, of everything, or for the type checker only."""
    found = [
        f"{source.path}:{entry.line} imports {entry.module} inside a function"
        for entry in source.imports()
        if entry.inside_function
    ]
    for entry in source.imports():
        if "*" in entry.names or "TYPE_CHECKING" in entry.names:
            found.append(f"{source.path}:{entry.line} imports {entry.names}")
    found += [
        f"{source.path} uses typing.TYPE_CHECKING"
        for node in ast.walk(source.tree)
        if dotted(node).endswith("typing.TYPE_CHECKING")
    ]
    return found


def wrong_layers(source: Source) -> list[str]:
    """Models that know actions, actions that know views, views inside the machine."""
    refused = {"models": ABOVE_MODELS, "actions": ABOVE_ACTIONS}.get(source.layer, ())
    packages = [f"{app}.{layer}" for app in ("rota", "escalation") for layer in refused]
    if source.layer in ("views", "forms"):
        packages.append("escalation.core.machine")
    return [
        f"{source.path}:{entry.line} imports {target}"
        for entry in source.imports()
        for target in entry.targets
        if is_under(target, *packages)
    ]


def clock_readers(source: Source) -> list[str]:
    """Calls of the clock where time is a parameter, or not through the module."""
    found = [
        f"{source.path}:{entry.line} takes now() out of its module"
        for entry in source.imports()
        if entry.module == "django.utils.timezone" and "now" in entry.names
    ]
    for node in ast.walk(source.tree):
        name = dotted(node)
        at = f"{source.path}:{getattr(node, 'lineno', 0)}"
        if source.layer in TIMELESS and name in {
            "timezone.now",
            "datetime.now",
            "datetime.utcnow",
            "date.today",
            "time.time",
        }:
            found.append(f"{at} {name}")
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            found.append(f"{at} {node.arg}")
    return found


def large(source: Source) -> list[str]:
    """Files and functions past their measure."""
    found = []
    lines = source.text.count("\n")
    if lines > MAX_FILE:
        found.append(f"{source.path} has {lines} lines")
    for function in source.functions():
        length = code_lines(function)
        if length > MAX_FUNCTION:
            found.append(f"{source.path}:{function.lineno} {function.name}: {length}")
    return found


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A function that states who may open it."""
    return any(
        isinstance(d, ast.Call) and dotted(d.func) == "allow"
        for d in function.decorator_list
    )


def heavy_views(source: Source) -> list[str]:
    """Views that do more than permission, form, action, answer."""
    return [
        f"{source.path}:{view.lineno} {view.name}: {body_lines(view)} lines"
        for view in source.functions()
        if is_view(view) and body_lines(view) > MAX_VIEW
    ]


def writing_views(source: Source) -> list[str]:
    """Rows written beside the actions, hence without their log entry."""
    if source.layer not in ("views", "webhooks", "forms", "feeds"):
        return []
    return [
        f"{source.path}:{call.lineno} .{call.func.attr}()"
        for call in source.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    ]


LAWS = {
    "arrows go from oncall to escalation to rota": broken_arrows,
    "each package has one door": closed_doors,
    "cores are pure": impure,
    "imports stand at the top of the file": hidden_imports,
    "layers do not look up": wrong_layers,
    "time is a parameter": clock_readers,
    "files and functions stay small": large,
    "views are short": heavy_views,
    "only actions write": writing_views,
}
# one offence a law must see; a law that sees nothing would never fail
OFFENCES = {
    broken_arrows: ("escalation/views.py", "from rota.actions import publish"),
    closed_doors: ("rota/tasks.py", "import icalendar"),
    impure: ("rota/core/periods.py", "from datetime import date\ndate.today()"),
    hidden_imports: ("rota/duty.py", "def f():\n    from rota import links"),
    wrong_layers: ("rota/models/people.py", "from rota.actions import publish"),
    clock_readers: ("rota/actions/publish.py", "timezone.now()"),
    large: ("rota/duty.py", "def f():\n" + "    f()\n" * 40),
    heavy_views: (
        "rota/views.py",
        '@allow("lead")\ndef f(request):\n    """."""\n' + "    f()\n" * 16,
    ),
    writing_views: ("rota/views.py", "team.save()"),
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_law_holds(law):
    found = [line for source in FILES for line in law(source)]

    assert not found, lines_of(found)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_law_sees_an_offence(law):
    assert law(Source(*OFFENCES[law]))


@pytest.mark.parametrize("law", [hidden_imports, large])
def test_law_holds_for_tests_too(law):
    found = [line for source in TESTS for line in law(source)]

    assert not found, lines_of(found)


def test_no_module_is_a_drawer():
    names = [part for source in FILES for part in source.module.split(".")]

    assert not FORBIDDEN_NAMES & set(names)


def test_tests_have_no_packages():
    # an __init__.py under tests/rota would hide the product's own rota
    assert not [source.path for source in TESTS if source.path.endswith("__init__.py")]


def test_signals_are_used_once():
    users = [
        source.path
        for source in FILES
        for entry in source.imports()
        if is_under(entry.module, "django.dispatch") or "signals" in entry.module
    ]

    assert set(users) <= {"oncall/apps.py", "oncall/schedules.py"}


def test_relative_imports_are_read_as_what_they_name():
    inside = Source("rota/core/periods.py", "from . import phones\nfrom ..x import y")
    package = Source("rota/core/__init__.py", "from .phones import show_phone")

    assert [entry.module for entry in inside.imports()] == ["rota.core", "rota.x"]
    assert [entry.module for entry in package.imports()] == ["rota.core.phones"]
