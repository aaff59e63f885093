"""What whoever called is told of a call, read from its log: each thing once, in the
order in which it happened. Pure.

She is told what changes something for her: whose the call is, that nobody answers,
what was decided and published, how it ended. The steps of the ladder and the team's
working notes are not for her telephone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

TAKEN, PASSED, NO_ANSWER, DECIDED = "taken", "passed", "no_answer", "decided"
RAISED, LOWERED = "raised_to_crisis", "lowered"
POSTED, CLOSED = "posted", "closed"
# how somebody comes to have a call
TAKING = frozenset({"taken", "handed_over", "taken_over"})
# of these only the newest is still so
WHOSE = frozenset({TAKEN, PASSED, NO_ANSWER})
WHICH_CASE = frozenset({RAISED, LOWERED})
# it ends the call, and its end says so
OUT_OF_FRAME = "out_of_frame"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; `person` is the id of whom it is about, `name` hers."""

    pk: int
    kind: str
    at: datetime
    person: int | None = None
    name: str = ""
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell. `name`: who has the call, or had it; `value`: the decision or
    the outcome, with its reason as `text` and `until` for one that waits; `posts`:
    names of outlets, and the link where there is one."""

    kind: str
    at: datetime
    name: str = ""
    value: str = ""
    text: str = ""
    until: datetime | None = None
    posts: tuple[tuple[str, str], ...] = ()


def untold(lines: Iterable[Line], since: int) -> list[News]:
    """What happened after the line `since`. Of what is no longer so, nothing is left;
    posts are one piece of news, and the end is the only one there is then."""
    found: list[News] = []
    for pk, news in _all(lines):
        if pk <= since:
            continue
        if news.kind == CLOSED:
            return [news]
        alike = (kinds for kinds in (WHOSE, WHICH_CASE) if news.kind in kinds)
        outdated = next(alike, {news.kind})
        if news.kind == POSTED:
            before = [one for one in found if one.kind == POSTED]
            posts = tuple(post for one in [*before, news] for post in one.posts)
            news = replace(news, posts=tuple(dict.fromkeys(posts)))
        found = [one for one in found if one.kind not in outdated]
        found.append(news)
    return found


def _all(lines: Iterable[Line]) -> Iterable[tuple[int, News]]:
    """Everything worth telling, with the line it stands on. A person who could not
    take what she was called for is no news; its owner who hands it back is."""
    owner: int | None = None
    was_said = False
    for line in lines:
        data = line.data or {}
        news = News(line.kind, line.at, line.name)
        if line.kind in TAKING:
            owner, was_said = line.person, False
            yield line.pk, replace(news, kind=TAKEN)
        elif line.kind == "passed" and owner is not None and line.person == owner:
            owner = None
            yield line.pk, news
        elif line.kind == "round" and not was_said:
            was_said = True
            yield line.pk, replace(news, kind=NO_ANSWER)
        elif line.kind == DECIDED and data["decision"] != OUT_OF_FRAME:
            until = data.get("until")
            yield (
                line.pk,
                replace(
                    news,
                    value=data["decision"],
                    text=data.get("text", ""),
                    until=datetime.fromisoformat(until) if until else None,
                ),
            )
        elif line.kind in WHICH_CASE:
            yield line.pk, replace(news, text=data.get("text", ""))
        elif line.kind == POSTED:
            post = (data["outlets"], data.get("link", ""))
            yield line.pk, replace(news, posts=(post,))
        elif line.kind == CLOSED:
            said = {"value": data["outcome"], "text": data.get("text", "")}
            yield line.pk, replace(news, **said)
