"""Templates compile, label what they ask, and keep style and script outside."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import get_template
from sources import ROOT, dotted, lines_of, python_files, templates

PAGES = [path for path in templates() if path.suffix == ".html"]
# saved on a telephone and opened without us, it brings its style along
FILES = {"brief_file.html"}
INLINE = {
    "a style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a handler": re.compile(r"\s(on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}
UNESCAPED = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")
INCLUDE = re.compile(r'{% include "([^"]+)"(.*?)%}')
CONTROLS = {"input", "select", "textarea"}
SILENT = {"hidden", "submit", "button", "image", "reset"}


def inline(html: str) -> list[str]:
    """What the page's content policy forbids."""
    return [what for what, pattern in INLINE.items() if pattern.search(html)]


class Labels(HTMLParser):
    """Controls and labels of a template, its tags and variables left out."""

    def __init__(self) -> None:
        super().__init__()
        self.named: set[str] = set()
        self.controls: list[tuple[str, dict[str, str]]] = []
        self.in_label = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        own = {key: value or "" for key, value in attrs}
        if tag == "label":
            self.in_label += 1
            self.named.add(own.get("for", ""))
        elif tag in CONTROLS and own.get("type") not in SILENT and not self.in_label:
            self.controls.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        self.in_label -= tag == "label"

    def unlabelled(self) -> list[str]:
        spoken = ("aria-label", "aria-labelledby", "title")
        return [
            f"<{tag} name={own.get('name', '')!r}>"
            for tag, own in self.controls
            if not any(own.get(name) for name in spoken)
            and (not own.get("id") or own["id"] not in self.named)
        ]


def unlabelled(html: str) -> list[str]:
    """Controls nobody could name aloud."""
    html = re.sub(r"(?s){#.*?#}|{%.*?%}", "", html)
    # a variable becomes a word, the same in `for` and in `id`
    html = re.sub(r"{{(.*?)}}", lambda v: re.sub(r"\W+", "_", v[1].strip()), html)
    labels = Labels()
    labels.feed(html)
    return labels.unlabelled()


@pytest.mark.parametrize(
    "name", [str(path.relative_to(ROOT / "templates")) for path in templates()]
)
def test_template_compiles(name):
    assert get_template(name)


def test_pages_hold_no_style_and_no_script():
    pages = [path for path in PAGES if path.name not in FILES]
    found = [f"{path.name}: {what}" for path in pages for what in inline(read(path))]

    assert not found, lines_of(found)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="x">',
        "<style>",
        "<script>",
        '<a onclick="x">',
        '<a href="javascript:x">',
        '<a hx-on:click="x">',
    ],
)
def test_inline_code_is_seen(html):
    assert inline(html)


def test_linked_script_is_accepted():
    assert not inline('<script type="module" src="app.js"></script>')


def test_every_control_has_a_label():
    found = [f"{p.name}: {control}" for p in PAGES for control in unlabelled(read(p))]

    assert not found, lines_of(found)


def test_controls_without_a_label_are_seen():
    page = '<label for="id_{{ a }}"></label><input id="id_{{ b }}"><select name="x">'

    assert len(unlabelled(page)) == 2


def test_labels_are_found():
    page = '<label for="a">A</label><input id="a"><label>B<input></label>'

    assert not unlabelled(page + '<input type="hidden"><input aria-label="C">')


def test_pages_escape_what_people_type():
    found = [path.name for path in PAGES if UNESCAPED.search(read(path))]
    found += [
        f"{source.path}:{call.lineno}"
        for source in python_files()
        for call in source.calls()
        if dotted(call.func).endswith(("mark_safe", "SafeString"))
        # the door to nh3, which cleans what it marks
        and source.path != "escalation/markdown.py"
    ]

    assert not found, lines_of(found)


def cut_off(html: str) -> list[str]:
    """Includes of a form that leave its CSRF token behind: `only` isolates."""
    return [
        name
        for name, rest in INCLUDE.findall(html)
        if rest.rstrip().endswith(" only")
        and "csrf_token=csrf_token" not in rest
        and "{% csrf_token %}" in read(ROOT / "templates" / name)
    ]


def test_included_forms_keep_their_csrf_token():
    found = [f"{p.name} includes {name}" for p in PAGES for name in cut_off(read(p))]

    assert not found, lines_of(found)


def test_forms_cut_off_from_their_token_are_seen():
    form = '{% include "escalation/_close_form.html" with form=form'

    assert cut_off(f"{form} only %}}")
    assert not cut_off(f"{form} csrf_token=csrf_token only %}}")


def read(path) -> str:
    return path.read_text()
