"""A procedure as text: what to do as Markdown with a checklist, and three messages.

A line “- [ ] …” is a step; all else is Markdown for the reader. In one document the
messages follow the steps, each under a line “--- first”, “--- update” or “--- end”.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FIRST, UPDATE, END = "first", "update", "end"
VARIANTS = (FIRST, UPDATE, END)
MARK = re.compile(r"^--- (first|update|end)[ \t]*$", re.MULTILINE)
STEP = re.compile(r"^[-*] \[[ xX]?\] *(?P<text>\S.*)$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of one procedure in one language; any of them may be empty."""

    steps: str = ""
    first: str = ""
    update: str = ""
    end: str = ""

    def message(self, variant: str) -> str:
        """The message of FIRST, UPDATE or END."""
        text: str = getattr(self, variant)
        return text


@dataclass(frozen=True, slots=True)
class Block:
    """Either a step to tick or a stretch of Markdown between steps."""

    text: str
    is_step: bool


def read_sheet(document: str) -> Sheet:
    """The parts of one document. A message that stands twice counts once, the last."""
    head, *rest = MARK.split(document)
    messages = dict(zip(rest[::2], (text.strip() for text in rest[1::2]), strict=True))
    return Sheet(head.strip(), **messages)


def join(case: Sheet, event: Sheet) -> Sheet:
    """What to do for an event: the case's steps, then the event's own; of each message
    the event's where it has one."""
    steps = "\n\n".join(text for text in (case.steps, event.steps) if text)
    messages = {
        variant: event.message(variant) or case.message(variant) for variant in VARIANTS
    }
    return Sheet(steps, **messages)


def blocks(markdown: str) -> Iterator[Block]:
    """The document in pieces, in order."""
    prose: list[str] = []
    for line in markdown.splitlines():
        step = STEP.match(line)
        if step is None:
            prose.append(line)
            continue
        if text := "\n".join(prose).strip():
            yield Block(text, is_step=False)
        prose.clear()
        yield Block(step["text"].strip(), is_step=True)
    if text := "\n".join(prose).strip():
        yield Block(text, is_step=False)


def steps(markdown: str) -> list[str]:
    """The steps alone."""
    return [block.text for block in blocks(markdown) if block.is_step]
