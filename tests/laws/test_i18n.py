"""Everything is said in French and in English, and nothing is half said."""

import ast
import re
from gettext import GNUTranslations
from html.parser import HTMLParser

import pytest
from messages import (
    CATALOGUE,
    Entry,
    Text,
    gettext_calls,
    literal,
    of_product,
    of_python,
    read_catalogue,
)
from sources import ROOT, Source, lines_of, python_files, templates

FILES = python_files()
UNNAMED = re.compile(r"(?<!%)(?:%%)*%(?![%(])|\{\w*\}")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
# names of things, the same in both languages
UNTRANSLATED = {"Apple", "Astreinte", "Google", "Outlook", "Thunderbird", "com"}
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
SAMPLE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#, fuzzy
msgid "Take it"
msgstr "Prenez-"
"le"

#~ msgid "gone"
#~ msgstr "parti"
"""


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue(CATALOGUE.read_text())


def computed_texts(source: Source) -> list[str]:
    """Calls of gettext whose text is put together before it is translated."""
    return [
        f"{source.path}:{call.lineno} {ast.unparse(call)}"
        for call, places in gettext_calls(source)
        for place in places
        if place is not None and literal(call.args[place]) is None
    ]


def test_texts_are_literals():
    found = [line for source in FILES for line in computed_texts(source)]

    assert not found, lines_of(found)


def test_computed_texts_are_seen():
    assert computed_texts(Source("rota/views.py", 'gettext(f"{n} days")'))
    assert not computed_texts(Source("rota/views.py", 'gettext("days")'))


def test_placeholders_have_names():
    found = [text.text for text in of_product() if UNNAMED.search(text.text)]

    assert not found, lines_of(found)


@pytest.mark.parametrize("text", ["%s days", "{n} days", "100 % sure", "{} days"])
def test_unnamed_placeholders_are_seen(text):
    assert UNNAMED.search(text)


@pytest.mark.parametrize("text", ["%(n)s days", "100 %% sure", "%%%(n)s"])
def test_named_placeholders_are_accepted(text):
    assert not UNNAMED.search(text)


def test_every_text_is_in_french(catalogue):
    known = {entry.text for entry in catalogue}

    missing = [repr(text) for text in of_product() - known]

    assert not missing, lines_of(sorted(missing))


def test_french_holds_nothing_stale(catalogue):
    stale = [repr(entry.text) for entry in catalogue if entry.text not in of_product()]

    assert not stale, lines_of(sorted(stale))


def test_french_is_complete_and_certain(catalogue):
    poor = [
        repr(entry.text)
        for entry in catalogue
        if entry.is_fuzzy or not all(entry.translations)
    ]

    assert not poor, lines_of(poor)


def lost_placeholders(entry: Entry) -> list[str]:
    """Translations that leave out a placeholder, or invent one.

    French says 0 and 1 alike, so its first form may count where English does not.
    """
    one, many = (
        set(PLACEHOLDER.findall(text)) for text in (entry.text.text, entry.text.plural)
    )
    allowed = [[one, many], [many]] if entry.text.plural else [[one]]
    return [
        f"{entry.text.text!r} → {translation!r}"
        for translation, sets in zip(entry.translations, allowed, strict=True)
        if set(PLACEHOLDER.findall(translation)) not in sets
    ]


def test_french_keeps_the_placeholders(catalogue):
    wrong = [line for entry in catalogue for line in lost_placeholders(entry)]

    assert not wrong, lines_of(wrong)


def test_lost_placeholders_are_seen():
    days = Text("a day", "", "%(n)s days")

    assert not lost_placeholders(Entry(days, ["%(n)s jour", "%(n)s jours"]))
    assert not lost_placeholders(Entry(days, ["un jour", "%(n)s jours"]))
    assert lost_placeholders(Entry(days, ["un jour", "des jours"]))
    assert lost_placeholders(Entry(Text("%(a)s"), ["%(b)s"]))


def test_compiled_catalogue_is_in_step(catalogue):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    stale = []
    for entry in catalogue:
        text, context = entry.text.text, entry.text.context
        if entry.text.plural:
            said = compiled.npgettext if context else compiled.ngettext
            arguments = (context,) if context else ()
            found = [said(*arguments, text, entry.text.plural, n) for n in (1, 2)]
        else:
            found = [compiled.pgettext(context, text)] if context else []
            found = found or [compiled.gettext(text)]
        if found != entry.translations:
            stale.append(text)
    assert not stale, lines_of(stale)


def test_catalogue_reader_joins_lines_and_sees_doubt():
    (entry,) = read_catalogue(SAMPLE)

    assert entry.text == Text("Take it")
    assert entry.translations == ["Prenez-le"]
    assert entry.is_fuzzy


def test_texts_with_context_and_plural_are_found():
    source = Source("rota/views.py", 'npgettext("rota", "%(n)s day", "%(n)s days", n)')

    assert of_python(source) == {Text("%(n)s day", "rota", "%(n)s days")}


class Words(HTMLParser):
    """The words a template would show without asking for a translation.

    Silent: what shows code, and what says itself in which language it is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        own = {name: value or "" for name, value in attrs}
        silent = tag in ("script", "style", "svg", "pre", "code") or own.get("lang")
        if tag not in VOID:
            self.open.append((tag, bool(silent)))
        for name in SPOKEN & own.keys():
            self.handle_data(own[name])

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self.open):
            words = re.findall(r"[^\W\d_]{3,}", data)
            self.found += [word for word in words if word not in UNTRANSLATED]


def spoken_words(html: str) -> list[str]:
    """Words of a template outside {% translate %} and {% blocktranslate %}."""
    html = re.sub(r"(?s){#.*?#}|{% comment %}.*?{% endcomment %}", "", html)
    html = re.sub(r"(?s){% blocktrans.*?{% endblocktrans\w* %}", "", html)
    html = re.sub(r"(?s){% block width %}.*?{% endblock( width)? %}", "", html)
    html = re.sub(r"(?s){%.*?%}|{{.*?}}", "", html)
    words = Words()
    words.feed(html)
    return words.found


def test_pages_say_nothing_untranslated():
    found = [
        f"{path.relative_to(ROOT)}: {words}"
        for path in templates()
        if path.suffix == ".html" and (words := spoken_words(path.read_text()))
    ]

    assert not found, lines_of(found)


def test_untranslated_words_are_seen():
    page = '<p aria-label="Weekend rota">{% translate "Rota" %} published</p>'

    assert spoken_words(page) == ["Weekend", "rota", "published"]


def test_words_that_say_their_language_are_accepted():
    page = '<p lang="fr">Bonjour<br><b>toi</b></p><code>name</code>'

    assert spoken_words(page) == []
    assert spoken_words(page + "<p>Bonjour") == ["Bonjour"]


def test_emails_exist_in_both_languages():
    emails = {
        path.name for path in templates() if path.parent == ROOT / "templates" / "email"
    }

    kinds = {name.split(".")[0] for name in emails}
    expected = {f"{kind}.{language}.txt" for kind in kinds for language in ("fr", "en")}
    assert emails == expected
