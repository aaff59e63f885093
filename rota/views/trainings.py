"""The trainings of a team: a table for its lead, one's own for everybody else."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rota.actions.trainings import (
    TrainingExists,
    add_training,
    change_training,
    forget_training,
    record_session,
    record_training,
    remove_training,
)
from rota.forms.trainings import DatesForm, SessionForm, TrainingForm
from rota.matrix import Cell, cell_of, matrix_csv, read_matrix
from rota.models import Membership, Qualification, Team, Training
from rota.permissions import TeamRequest, allow, is_lead
from rota.skills import shifts_lacking


@allow("member")
@require_safe
def trainings(request: TeamRequest) -> HttpResponse:
    """The whole table for a lead, her own row for anybody else."""
    me, now = request.membership, timezone.now()
    only = None if is_lead(me) else me
    context = {
        "team": me.team,
        "matrix": read_matrix(me.team, _today(me.team, now), only=only),
        "lacking": shifts_lacking(me.team, now, member=only),
    }
    template = "rota/trainings.html" if is_lead(me) else "rota/my_trainings.html"
    return render(request, template, context)


@allow("lead")
@require_safe
def trainings_csv(request: TeamRequest) -> HttpResponse:
    """The table for a spreadsheet."""
    team = request.membership.team
    table = matrix_csv(read_matrix(team, _today(team, timezone.now())))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    name = f"trainings-{team.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def training_new(request: TeamRequest) -> HttpResponse:
    """Adds a training to the list."""
    team, now = request.membership.team, timezone.now()
    form = TrainingForm(request.POST or None)
    if form.is_valid():
        try:
            add_training(team=team, details=form.details(), by=request.user, at=now)
        except TrainingExists:
            form.refuse_name()
        else:
            messages.success(request, _("The training is on the list."))
            return redirect("trainings", team.slug)
    return render(request, "rota/training.html", {"form": form, "team": team})


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def training_edit(request: TeamRequest, training_id: int) -> HttpResponse:
    """Renames one, or changes what needs it and for how long it counts."""
    training, now = _training(request, training_id), timezone.now()
    form = TrainingForm(request.POST or None, training=training)
    if form.is_valid():
        said = form.details()
        try:
            change_training(
                training_id=training.pk, details=said, by=request.user, at=now
            )
        except TrainingExists:
            form.refuse_name()
        else:
            messages.success(request, _("Saved."))
            return redirect("trainings", training.team.slug)
    context = {"form": form, "team": training.team, "training": training}
    return render(request, "rota/training.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def training_remove(request: TeamRequest, training_id: int) -> HttpResponse:
    """Asks once, saying what goes with it, then removes it."""
    training, now = _training(request, training_id), timezone.now()
    team = training.team
    if request.method == "POST":
        remove_training(training_id=training.pk, by=request.user, at=now)
        messages.success(
            request, _("“%(name)s” is off the list.") % {"name": training.name}
        )
        return redirect("trainings", team.slug)
    people = training.qualifications.count()
    context = {"team": team, "training": training, "people": people}
    return render(request, "rota/training_remove.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def training_session(request: TeamRequest, training_id: int) -> HttpResponse:
    """Writes down everybody who was there on one day."""
    training, now = _training(request, training_id), timezone.now()
    team, today = training.team, _today(training.team, now)
    rows = list(read_matrix(team, today).rows)
    form = SessionForm(request.POST or None, training=training, rows=rows, today=today)
    if form.is_valid():
        said = form.cleaned_data
        found = record_session(training=training, by=request.user, at=now, **said)
        messages.success(request, _recorded_text(training, found))
        return redirect("trainings", team.slug)
    context = {"form": form, "team": team, "training": training}
    return render(request, "rota/training_session.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def training_dates(
    request: TeamRequest, training_id: int, member_id: int
) -> HttpResponse:
    """One cell of the table: its dates, or that she has not done it."""
    training, now = _training(request, training_id), timezone.now()
    cell = _cell(training, member_id, now)
    form = DatesForm(request.POST or None, training=training, row=cell.row)
    change: dict[str, Any] = {"training": training, "by": request.user, "at": now}
    if "none" in request.POST:
        forget_training(member=cell.member, **change)
    elif request.POST and form.is_valid():
        record_training(member=cell.member, **form.cleaned_data, **change)
    else:
        context = {"form": form, "team": training.team, "cell": cell}
        return render(request, "rota/training_dates.html", context)
    return redirect("trainings", training.team.slug)


def _training(request: TeamRequest, training_id: int) -> Training:
    found = Training.objects.select_related("team")
    return get_object_or_404(found, pk=training_id, team=request.membership.team)


def _cell(training: Training, member_id: int, at: datetime) -> Cell:
    members = Membership.objects.select_related("person", "team")
    member = get_object_or_404(members, pk=member_id, team=training.team)
    row = Qualification.objects.filter(membership=member, training=training).first()
    return cell_of(training, member, row, _today(training.team, at))


def _recorded_text(training: Training, people: int) -> str:
    if not people:
        return _("Nothing had to change.")
    text = ngettext(
        "“%(name)s” is written down for %(count)d person.",
        "“%(name)s” is written down for %(count)d people.",
        people,
    )
    return text % {"name": training.name, "count": people}


def _today(team: Team, at: datetime) -> date:
    return at.astimezone(team.zone).date()
