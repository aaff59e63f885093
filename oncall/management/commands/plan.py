"""Proposes a rota from the shell: the same answer as the page, to read or to pipe."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.actions.plan_runs import RotaMovedError, draft_answer
from rota.board.holes import Hole, holes
from rota.board.quality import Verdict, verdicts
from rota.board.question import Question, read_question
from rota.board.reading import Board
from rota.board.wording import dated_text, seat_text
from rota.core.plan import SeatKey
from rota.core.planner import Proposal, propose
from rota.models import PlanRun, Team

# other than what bad input ends with (1), and a wrong option (2)
LEFT_EMPTY = 3


class Command(BaseCommand):
    """`manage.py plan --team … --from … --to … [--may-move] [--json] [--apply]`.

    Speaks the team's language. Ends with 0 when every seat has somebody, 3 when some
    stay empty, 1 when it could not be asked so.
    """

    help = "Proposes the fairest rota of some months, and says how good it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which weekends, and what to do with the answer."""
        parser.add_argument("--team", required=True, help="the team's short name")
        parser.add_argument(
            "--from", required=True, dest="first", help="first day: 2027-01-01"
        )
        parser.add_argument(
            "--to", required=True, dest="last", help="last day: 2027-06-30"
        )
        parser.add_argument(
            "--may-move",
            action="store_true",
            help="published seats may change hands where they must",
        )
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--apply", action="store_true", help="write it into the draft"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks the planner, and says or drafts what it answers."""
        team = Team.objects.filter(slug=options["team"]).first()
        if team is None:
            known = ", ".join(Team.objects.values_list("slug", flat=True))
            raise CommandError(f"No team “{options['team']}”. Teams: {known or 'none'}")
        with translation.override(team.language):
            self._plan(_asked(team, options), options)

    def _plan(self, run: PlanRun, options: dict[str, Any]) -> None:
        question = read_question(run, at=run.at)
        if not question.wanted:
            raise CommandError(_no_weekends(run))
        found = propose(question.plan, question.wanted, published=question.published)
        drafted = _draft(run, question, found) if options["apply"] else None
        board = question.answered(found.given)
        said = verdicts(question, found.given, found.goals)
        left = holes(board, found.empty)
        if options["json"]:
            told = _as_data(run, board, found, said, left)
            self.stdout.write(json.dumps(told | {"drafted": drafted}, indent=2))
        else:
            self._say(board, found.given, said, left, drafted)
        if found.empty:
            count = len(found.empty)
            raise CommandError(
                ngettext(
                    "%(count)d seat stays empty.", "%(count)d seats stay empty.", count
                )
                % {"count": count},
                returncode=LEFT_EMPTY,
            )

    def _say(
        self,
        board: Board,
        given: Mapping[SeatKey, int],
        said: list[Verdict],
        left: list[Hole],
        drafted: int | None,
    ) -> None:
        for pk, period in board.periods.items():
            seats = [
                _labelled(seat_text(seat), str(board.members[given[pk, seat]]))
                for seat in board.agenda.plan.rules.seats
                if (pk, seat) in given
            ]
            if seats:
                self.stdout.write(f"{dated_text(board, period)}  {', '.join(seats)}")
        if not given:
            self.stdout.write(_("There is no empty seat that somebody could have."))
        for one in said:
            self.stdout.write(f"{one.reached} {one.limit}".strip())
        for hole in left:
            self.stdout.write(_hole_text(hole))
        if drafted is None:
            self.stdout.write(_("Nothing is written: --apply puts it into the draft."))
        else:
            self.stdout.write(
                ngettext(
                    "%(count)d seat is drafted; the lead publishes it.",
                    "%(count)d seats are drafted; the lead publishes them.",
                    drafted,
                )
                % {"count": drafted}
            )


def _asked(team: Team, options: dict[str, Any]) -> PlanRun:
    """What is asked, as a page would ask it; not saved."""
    first, last = _day("--from", options["first"]), _day("--to", options["last"])
    if last < first:
        raise CommandError(_("--to: write a day that does not come before --from."))
    at = timezone.now()
    if last < at.astimezone(team.zone).date():
        raise CommandError(_("--to: that day is over; weekends to come are planned."))
    return PlanRun(
        team=team,
        first=first,
        last=last,
        may_move=options["may_move"],
        at=at,
        beat_at=at,
    )


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("%(option)s: write a day as 2027-01-31, not “%(text)s”.")
            % {"option": name, "text": text}
        ) from None


def _no_weekends(run: PlanRun) -> str:
    last = run.team.periods.order_by("starts_at").last()
    if last is None:
        return _("The team has no weekends yet: open its board once.")
    return _(
        "No weekend to come starts from %(first)s to %(last)s. The last one the team "
        "has starts on %(known)s: later months are made when their board is opened."
    ) % {
        "first": run.first.isoformat(),
        "last": run.last.isoformat(),
        "known": last.starts_at.astimezone(run.team.zone).date().isoformat(),
    }


def _draft(run: PlanRun, question: Question, found: Proposal) -> int:
    try:
        return draft_answer(
            run=run,
            given=found.given,
            empty=found.empty,
            seen=question.seen,
            by=None,
            at=timezone.now(),
        )
    except RotaMovedError:
        raise CommandError(
            _("The rota has changed meanwhile. Nothing was written: ask again.")
        ) from None


def _labelled(label: str, text: str) -> str:
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def _hole_text(hole: Hole) -> str:
    text = _labelled(hole.text, f"{', '.join(hole.rules)}.")
    if hole.asked:
        people = [f"{one.member} ({one.why})" for one in hole.asked]
        text += " " + _("Who could be asked: %(people)s.") % {
            "people": ", ".join(people)
        }
    return text


def _as_data(
    run: PlanRun, board: Board, found: Proposal, said: list[Verdict], left: list[Hole]
) -> dict[str, Any]:
    """The answer for programs: days are the team's, names as people know them."""
    return {
        "team": run.team.slug,
        "from": run.first.isoformat(),
        "to": run.last.isoformat(),
        "seats": [
            {
                "day": board.first_day(board.periods[pk]).isoformat(),
                "seat": seat,
                "person": str(board.members[member]),
            }
            for (pk, seat), member in found.given.items()
        ],
        "empty": [
            {
                "day": board.first_day(board.periods[pk]).isoformat(),
                "seat": seat,
                "rules": hole.rules,
                "ask": {str(one.member): one.why for one in hole.asked},
            }
            for (pk, seat), hole in zip(found.empty, left, strict=True)
        ],
        "goals": [
            {
                "goal": goal.name,
                "value": goal.value,
                "bound": goal.bound,
                "proven": goal.proven,
                "text": f"{one.reached} {one.limit}".strip(),
            }
            for goal, one in zip(found.goals, said, strict=True)
        ],
    }
