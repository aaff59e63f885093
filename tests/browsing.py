"""A browser without JavaScript, over Django's test client.

It knows only what a person sees: pages, links, labelled fields, buttons. Forms
are sent as a browser would, hidden fields and CSRF token included.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client

from rota.models import Person

VOID_TYPES = {"submit", "button", "image", "reset"}


@dataclass
class Control:
    """Something in a form that has a name."""

    name: str
    kind: str  # text, hidden, radio, checkbox, select, textarea, submit…
    value: str = ""
    chosen: bool = True
    text: str = ""


@dataclass
class Form:
    """One form of a page, as the browser would send it."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def buttons(self) -> list[Control]:
        return [c for c in self.controls if c.kind == "submit"]

    def names(self) -> set[str]:
        return {c.name for c in self.controls if c.name}

    def data(self) -> dict[str, list[str]]:
        """What is sent when nothing is typed."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            if control.name and control.chosen and control.kind not in VOID_TYPES:
                found.setdefault(control.name, []).append(control.value)
        for control in reversed(self.controls):
            if control.kind == "option" and not self._has_choice(control.name):
                found[control.name] = [control.value]  # the first one wins
        return found

    def _has_choice(self, name: str) -> bool:
        return any(
            c.chosen for c in self.controls if (c.name, c.kind) == (name, "option")
        )


class _Reader(HTMLParser):
    """Collects forms, links and visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.loose: dict[str, Form] = {}
        self.links: list[Control] = []
        self.words: list[str] = []
        self.open: list[Control] = []
        self.form: Form | None = None
        self.select = ""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        own = {key: value or "" for key, value in attrs}
        if tag in ("script", "style", "template", "head"):
            self.hidden += 1
        elif tag == "form":
            method = own.get("method", "get").lower()
            self.form = Form(own.get("action", ""), method)
            self.forms.append(self.form)
            if "id" in own:
                self.loose[own["id"]] = self.form
        elif tag == "a" and "href" in own:
            self._start(self.links, Control("", "link", own["href"]))
        else:
            self._control(tag, own)

    def _control(self, tag: str, own: dict[str, str]) -> None:
        form = self.loose.get(own["form"]) if "form" in own else self.form
        if form is None or "disabled" in own:
            return
        name, value = own.get("name", ""), own.get("value", "")
        if tag == "input":
            kind = own.get("type", "text")
            ticked = kind not in ("radio", "checkbox") or "checked" in own
            if kind in ("radio", "checkbox"):
                value = own.get("value", "on")
            form.controls.append(Control(name, kind, value, ticked, value))
        elif tag == "button":
            kind = own.get("type", "submit")
            self._start(form.controls, Control(name, kind, value))
        elif tag == "select":
            self.select = name
        elif tag == "option":
            chosen = Control(self.select, "option", value, "selected" in own)
            self._start(form.controls, chosen)
        elif tag == "textarea":
            self._start(form.controls, Control(name, "textarea"))

    def _start(self, into: list[Control], control: Control) -> None:
        into.append(control)
        self.open.append(control)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template", "head"):
            self.hidden -= 1
        elif tag == "form":
            self.form = None
        elif tag in ("a", "button", "option", "textarea") and self.open:
            self._end(self.open.pop())

    def _end(self, control: Control) -> None:
        if control.kind == "textarea":
            control.value = control.text.removeprefix("\n")
        control.text = " ".join(control.text.split())

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        self.words.append(data)
        for control in self.open:
            control.text += data


class Browser:
    """One reader's browser: her session, her language, the page she looks at."""

    def __init__(self, client: Client | None = None, language: str = "en") -> None:
        self.client = client or Client(enforce_csrf_checks=True)
        # chosen at the foot of a page; goes before the language of a link's owner
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        self.status = 0
        self.path = ""
        self.text = ""
        self.html = ""
        self.forms: list[Form] = []
        self.links: list[Control] = []

    def open(self, path: str) -> "Browser":
        """Opens an address of ours, following redirects."""
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._show(path, self.client.get(path))

    def reload(self) -> "Browser":
        """What a reader without JavaScript does to see what is new."""
        return self.open(self.path)

    def follow(self, text: str) -> "Browser":
        """Clicks the first link whose text contains `text`."""
        found = [link for link in self.links if text in link.text]
        assert found, f"no link “{text}” in {[link.text for link in self.links]}"
        return self.open(urljoin(self.path, found[0].value))

    def press(self, text: str, /, **typed: str | list[str]) -> "Browser":
        """Types into a form by its field names, and presses one of its buttons.

        The form is the first that has both the button and the fields.
        """
        form, button = self._find(text, typed)
        self.send(form, button, **typed)
        assert self.status < 400, f"{self.status} at {self.path}: {self.text[:300]}"
        return self

    def send(
        self, form: Form, button: Control | None = None, **typed: str | list[str]
    ) -> "Browser":
        """Sends a form as it is, with what is typed and the button pressed."""
        data = form.data() | typed
        if button and button.name:
            data[button.name] = button.value
        path = urljoin(self.path, form.action or self.path)
        method = self.client.post if form.method == "post" else self.client.get
        return self._show(path, method(path, data))

    def sees(self, *words: str) -> None:
        """Fails unless every one of `words` is on the page."""
        for word in words:
            assert word in self.text, f"“{word}” is not on {self.path}:\n{self.text}"

    def _find(self, text: str, typed: dict) -> tuple[Form, Control]:
        for form in self.forms:
            for button in form.buttons:
                if text in button.text and typed.keys() <= form.names():
                    return form, button
        shown = [(sorted(f.names()), [b.text for b in f.buttons]) for f in self.forms]
        raise AssertionError(f"no button “{text}” with {set(typed)} among {shown}")

    def _show(self, path: str, response) -> "Browser":
        for _ in range(5):
            if response.status_code not in (301, 302, 303):
                break
            path = urljoin(path, response["Location"])
            response = self.client.get(path)
        self.path, self.status, self.response = path, response.status_code, response
        self.html = response.content.decode()
        reader = _Reader()
        reader.feed(self.html)
        self.text = " ".join(" ".join(reader.words).split())
        self.forms, self.links = reader.forms, reader.links
        return self


def signed_in(email: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client
