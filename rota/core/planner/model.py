"""The solver's model: one yes or no for each person and free seat, the hard rules
of ROTA.md §3, and the four goals of §4 as whole numbers. The only door to ortools.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from rota.core.balance import MILLI
from rota.core.plan import SeatKey
from rota.core.planner.problem import Problem
from rota.core.weights import BACKUP, ON_CALL

Given = Mapping[SeatKey, int]
# ROTA.md §4: what a shortcoming costs beside one missing week between two duties
RATHER_NOT, TOO_MANY_HOLIDAYS, SAME_FEAST = 4, 4, 6
# a pause of two months is long enough, however many people there are
LONG_ENOUGH = 8


class Model:
    """A CP-SAT model of a problem; goals are expressions to minimise."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.takes: dict[SeatKey, dict[int, cp_model.IntVar]] = {}
        self.empty: dict[SeatKey, cp_model.IntVar] = {}
        self._seats()
        self._pairs()
        self._gaps()

    # --- hard rules ---------------------------------------------------------------
    def _seats(self) -> None:
        """H1, H2, H3: one person who may, or nobody."""
        for key in self.problem.free:
            allowed = self.problem.allowed[key]
            name = f"{key[0]}{key[1][0]}"
            self.takes[key] = {
                pk: self.cp.new_bool_var(f"{name}:{pk}") for pk in allowed
            }
            self.empty[key] = self.cp.new_bool_var(f"{name}:-")
            self.cp.add_exactly_one([*self.takes[key].values(), self.empty[key]])

    def _pairs(self) -> None:
        """H4, H8: at most one of a trade in a slot."""
        for pk in self.problem.pairs:
            on_call, backup = self.takes[pk, ON_CALL], self.takes[pk, BACKUP]
            for people in self.problem.trades.values():
                both = [x[m] for x in (on_call, backup) for m in people if m in x]
                if len(both) > 1:
                    self.cp.add_at_most_one(both)

    def _gaps(self) -> None:
        """H5: in any so many weeks running, one duty, and one on call."""
        rules = self.problem.plan.rules
        for length, seats in (
            (rules.gap_any, (ON_CALL, BACKUP)),
            (rules.gap_primary, (ON_CALL,)),
        ):
            for window in self._windows(length):
                for pk in self.problem.counted:
                    some = self._of(pk, window, seats)
                    if len(some) > 1:
                        self.cp.add_at_most_one(some)

    def _windows(self, length: int) -> Iterable[list[SeatKey]]:
        """The free seats of each run of weeks, those inside another left out."""
        weeks = self.problem.by_week
        for first in weeks:
            yield [
                key
                for week in range(first, first + length)
                for key in weeks.get(week, ())
            ]

    def _of(
        self, pk: int, keys: Iterable[SeatKey], seats: Iterable[str] = (ON_CALL, BACKUP)
    ) -> list[cp_model.IntVar]:
        return [
            self.takes[key][pk]
            for key in keys
            if key[1] in seats and pk in self.takes[key]
        ]

    # --- goals --------------------------------------------------------------------
    def coverage(self) -> cp_model.LinearExprT:
        """Empty seats; one on-call seat counts more than all backups together."""
        heavy = len(self.problem.free) + 1
        return sum(
            (heavy if key[1] == ON_CALL else 1) * empty
            for key, empty in self.empty.items()
        )

    def stability(self) -> cp_model.LinearExprT:
        """Published seats that somebody else gets."""
        kept = [
            self.takes[key][pk]
            for key, pk in self.problem.published.items()
            if key in self.takes and pk in self.takes[key]
        ]
        return len(kept) - sum(kept)

    def unfairness(self) -> cp_model.LinearExprT:
        """U of ROTA.md §4, times the number of people: the spread of what they
        carry above their share, and its mean size."""
        people = self.problem.counted
        self.carried = {pk: self._carried(pk) for pk in people}
        reach = sum(self.problem.worth(key) for key in self.problem.free) * MILLI
        reach += max((abs(n) for n in self.problem.owed.values()), default=0)
        high = self.cp.new_int_var(-reach, reach, "high")
        low = self.cp.new_int_var(-reach, reach, "low")
        sizes = []
        for pk in people:
            size = self.cp.new_int_var(0, reach, f"size:{pk}")
            self.cp.add(high >= self.carried[pk])
            self.cp.add(low <= self.carried[pk])
            self.cp.add(size >= self.carried[pk])
            self.cp.add(size >= -self.carried[pk])
            sizes.append(size)
        return len(people) * (high - low) + sum(sizes)

    def _carried(self, pk: int) -> cp_model.LinearExprT:
        """Sums of counts: a few whole numbers say more to the solver than all the
        yes and no behind them."""
        by_points = defaultdict(list)
        for key, takes in self.takes.items():
            if pk in takes:
                by_points[self.problem.worth(key)].append(takes[pk])
        load: cp_model.LinearExprT = self.problem.owed[pk]
        for points, seats in sorted(by_points.items()):
            count = self.cp.new_int_var(0, len(seats), f"n:{pk}:{points}")
            self.cp.add(count == sum(seats))
            load = load + points * MILLI * count
        return load

    def discomfort(self) -> cp_model.LinearExprT:
        """What is fair and still hard on somebody."""
        return (
            sum(self._short_pauses())
            + RATHER_NOT * sum(self._reluctant())
            + sum(self._holidays())
        )

    def _short_pauses(self) -> Iterable[cp_model.LinearExprT]:
        """The weeks missing between two duties of one person, to the usual pause."""
        wanted = self.usual_pause()
        for pk in self.problem.counted:
            weeks = {
                week: some
                for week, keys in self.problem.by_week.items()
                if (some := self._of(pk, keys))
            }
            for week, mine in weeks.items():
                for later in range(week + 1, week + wanted):
                    if later in weeks:
                        near = self.cp.new_bool_var(f"near:{pk}:{week}:{later}")
                        self.cp.add(near >= sum(mine) + sum(weeks[later]) - 1)
                        yield (wanted - (later - week)) * near
                fixed = self._fixed_pauses(pk, week, wanted)
                if fixed:
                    yield fixed * sum(mine)

    def usual_pause(self) -> int:
        """Weeks from one duty to the next if all were spaced alike."""
        seats = len(self.problem.plan.rules.seats)
        return min(LONG_ENOUGH, len(self.problem.counted) // seats)

    def _fixed_pauses(self, pk: int, week: int, wanted: int) -> int:
        """The same, to duties she holds already."""
        agenda = self.problem.agenda
        others = (agenda.slots[slot].week for slot, _seat in agenda.duties[pk])
        return sum(max(0, wanted - abs(other - week)) for other in others)

    def _reluctant(self) -> Iterable[cp_model.IntVar]:
        for key, takes in self.takes.items():
            for pk, taken in takes.items():
                if (pk, key[0]) in self.problem.plan.reluctant:
                    yield taken

    def _holidays(self) -> Iterable[cp_model.LinearExprT]:
        """More holidays on call than one's share, rounded up; the same feast as the
        year before."""
        keys = [k for k in self.problem.free if self._has_holiday(k)]
        if not keys:
            return
        shares: dict[int, int] = defaultdict(int)
        for key in keys:
            slot = self.problem.agenda.slots[key[0]]
            for pk, share in self.problem.shares(slot, key[1]).items():
                shares[pk] += share
        worth = max(self.problem.worth(key) for key in keys) * MILLI
        for pk in self.problem.counted:
            mine = self._of(pk, keys)
            if mine:
                over = self.cp.new_int_var(0, len(mine), f"holidays:{pk}")
                self.cp.add(over >= sum(mine) + self._past_holidays(pk, shares, worth))
                yield TOO_MANY_HOLIDAYS * over
        yield from self._feasts(keys)

    def _has_holiday(self, key: SeatKey) -> bool:
        return key[1] == ON_CALL and bool(self.problem.agenda.slots[key[0]].holidays)

    def _past_holidays(self, pk: int, shares: Mapping[int, int], worth: int) -> int:
        """Holidays on call she had above (or below) her share so far, less her share
        of those to come."""
        agenda = self.problem.agenda
        had = [
            slot for slot, seat in agenda.duties[pk] if self._has_holiday((slot, seat))
        ]
        due = shares.get(pk, 0)
        for key in agenda.held:
            if self._has_holiday(key):
                slot = agenda.slots[key[0]]
                due += self.problem.shares(slot, key[1]).get(pk, 0)
        return len(had) - -(-due // worth)

    def _feasts(self, keys: Iterable[SeatKey]) -> Iterable[cp_model.LinearExprT]:
        agenda = self.problem.agenda
        for key in keys:
            slot = agenda.slots[key[0]]
            if not self.problem.is_feast(slot):
                continue
            last_year = {
                member
                for (pk, seat), member in agenda.held.items()
                if seat == ON_CALL
                and self.problem.is_feast(agenda.slots[pk])
                and 330 < (slot.first - agenda.slots[pk].first).days < 400
            }
            for pk in last_year & self.takes[key].keys():
                yield SAME_FEAST * self.takes[key][pk]

    # --- solutions ------------------------------------------------------------------
    def hint(self, given: Given) -> None:
        """Where the solver starts."""
        self.cp.clear_hints()
        for key, takes in self.takes.items():
            for pk, taken in takes.items():
                self.cp.add_hint(taken, given.get(key) == pk)
            self.cp.add_hint(self.empty[key], key not in given)

    def read(self, solver: cp_model.CpSolver) -> dict[SeatKey, int]:
        """Who gets what in the solution found."""
        return {
            key: pk
            for key, takes in self.takes.items()
            for pk, taken in takes.items()
            if solver.boolean_value(taken)
        }
