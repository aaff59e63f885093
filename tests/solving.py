"""The planner asked quickly, and the hard rules its answers are held against."""

from dataclasses import replace
from itertools import combinations

from rota.core.plan import Agenda, Plan
from rota.core.planner import Budget, Proposal, propose

# what these plans need; what is not proven by then is not asked for here
QUICK = Budget(0.05, 0.05, 0.2, 0.2, 0.02, 0.005, tries=150)


def solved(plan: Plan, weeks: int, budget: Budget = QUICK, **more) -> Proposal:
    return propose(plan, range(weeks), budget=budget, **more)


def agenda_of(plan: Plan, given) -> Agenda:
    return Agenda(replace(plan, held={**plan.held, **given}))


def broken_rules(plan: Plan, given) -> set[str]:
    """Every hard rule of ROTA.md that a rota breaks, written again from the text."""
    agenda, rules, found = agenda_of(plan, given), plan.rules, set()
    for (pk, seat), who in agenda.held.items():
        slot, person = agenda.slots[pk], agenda.members[who]
        if not person.counts_in(slot) or {(who, pk)} & (plan.absent | plan.busy):
            found.add(f"H2 {pk} {seat} {who}")
        if (who, pk, seat) in plan.untrained:
            found.add(f"H3 {pk} {seat} {who}")
        other = agenda.partner((pk, seat))
        if other and other.pk == who:
            found.add(f"H4 {pk}")
        elif other and rules.mixes_trades and other.trade == person.trade:
            found.add(f"H8 trade {pk}")
        experienced = person.experienced or (other and other.experienced)
        if other and rules.pairs_experience and not experienced:
            found.add(f"H8 experience {pk}")
    for who, duties in agenda.duties.items():
        weeks = sorted((agenda.slots[pk].week, seat) for pk, seat in duties)
        for (a, seat_a), (b, seat_b) in combinations(weeks, 2):
            both = seat_a == seat_b == "on_call"
            if 0 < b - a < (rules.gap_primary if both else rules.gap_any):
                found.add(f"H5 {who} {a} {b}")
        for most, length in rules.limits(agenda.members[who]):
            for first, _seat in weeks:
                count = sum(first <= week < first + length for week, _ in weeks)
                found |= {f"H6 {who} {first} {n}" for n in range(most + 1, count + 1)}
    return found
