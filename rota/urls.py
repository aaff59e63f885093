"""Addresses of the rota: /t/<team>/… for members, /cal/… for calendars, /now/… for
screens, /c/… and /r/… for whoever answers a letter or a text."""

from django.urls import URLPattern, path

from rota import feeds
from rota.views import board as board_views
from rota.views import calendar as calendar_views
from rota.views import covers as cover_views
from rota.views import days as days_views
from rota.views import (
    drafting,
    history,
    own_calendars,
    profile,
    propose,
    published,
    reminders,
    replacing,
    roster,
    team,
    wall,
)
from rota.views import settings as settings_views
from rota.views import trainings as training_views

people: list[URLPattern] = [
    path("me/", profile.profile, name="profile"),
    path("teams/new/", team.team_new, name="team_new"),
    path("t/<slug:slug>/team/", team.team, name="team"),
    path("t/<slug:slug>/team/new/", team.member_new, name="member_new"),
    path("t/<slug:slug>/team/import/", roster.team_import, name="team_import"),
    path("t/<slug:slug>/team/<int:member_id>/", team.member_edit, name="member_edit"),
    path(
        "t/<slug:slug>/team/<int:member_id>/last-day/",
        team.member_last_day,
        name="member_last_day",
    ),
    path("t/<slug:slug>/settings/", settings_views.team_settings, name="team_settings"),
    path(
        "t/<slug:slug>/settings/reminders/",
        reminders.reminder_settings,
        name="reminder_settings",
    ),
]

days: list[URLPattern] = [
    path("t/<slug:slug>/days/", days_views.my_days, name="my_days"),
    path(
        "t/<slug:slug>/days/calendars/",
        own_calendars.my_calendars,
        name="my_calendars",
    ),
    path(
        "t/<slug:slug>/days/calendars/<int:pk>/read/",
        own_calendars.my_calendar_read,
        name="my_calendar_read",
    ),
    path(
        "t/<slug:slug>/days/calendars/<int:pk>/end/",
        own_calendars.my_calendar_end,
        name="my_calendar_end",
    ),
    path("t/<slug:slug>/team/days/", days_views.team_days, name="team_days"),
    path(
        "t/<slug:slug>/team/<int:member_id>/days/",
        days_views.member_days,
        name="member_days",
    ),
]

trainings: list[URLPattern] = [
    path("t/<slug:slug>/trainings/", training_views.trainings, name="trainings"),
    path(
        "t/<slug:slug>/trainings/trainings.csv",
        training_views.trainings_csv,
        name="trainings_csv",
    ),
    path(
        "t/<slug:slug>/trainings/new/", training_views.training_new, name="training_new"
    ),
    path(
        "t/<slug:slug>/trainings/<int:training_id>/",
        training_views.training_edit,
        name="training_edit",
    ),
    path(
        "t/<slug:slug>/trainings/<int:training_id>/remove/",
        training_views.training_remove,
        name="training_remove",
    ),
    path(
        "t/<slug:slug>/trainings/<int:training_id>/session/",
        training_views.training_session,
        name="training_session",
    ),
    path(
        "t/<slug:slug>/trainings/<int:training_id>/<int:member_id>/",
        training_views.training_dates,
        name="training_dates",
    ),
]

board: list[URLPattern] = [
    path("t/<slug:slug>/rota/", board_views.board, name="board"),
    path("t/<slug:slug>/rota/assign/", board_views.assign, name="assign"),
    path("t/<slug:slug>/rota/swap/", drafting.swap, name="swap"),
    path("t/<slug:slug>/rota/undo/", drafting.undo_step, name="undo"),
    path("t/<slug:slug>/rota/fits.json", drafting.fits, name="fits"),
    path("t/<slug:slug>/rota/fresh.json", drafting.freshness, name="freshness"),
    path("t/<slug:slug>/rota/propose/", propose.propose, name="propose"),
    path("t/<slug:slug>/rota/propose/<int:run_id>/", propose.proposal, name="proposal"),
    path(
        "t/<slug:slug>/rota/propose/<int:run_id>/stop/",
        propose.proposal_stop,
        name="proposal_stop",
    ),
    path(
        "t/<slug:slug>/rota/propose/<int:run_id>/take/",
        propose.proposal_take,
        name="proposal_take",
    ),
    path("t/<slug:slug>/rota/shadow/", board_views.shadow, name="shadow"),
    path("t/<slug:slug>/rota/changes/", board_views.changes, name="changes"),
    path("t/<slug:slug>/rota/publish/", board_views.publish_draft, name="publish"),
    path("t/<slug:slug>/rota/discard/", board_views.discard, name="discard"),
    path("t/<slug:slug>/rota/prepare/", board_views.prepare, name="prepare"),
    path("t/<slug:slug>/rota/shift/<uuid:uid>/", published.shift, name="shift"),
    path("t/<slug:slug>/rota/history/", history.history, name="history"),
    path(
        "t/<slug:slug>/rota/history/<str:key>/",
        history.history_event,
        name="history_event",
    ),
    path("t/<slug:slug>/rota/as-it-was/", history.past, name="past"),
    path("t/<slug:slug>/rota/sheet/", history.sheet, name="sheet"),
    path("t/<slug:slug>/rota/rota.csv", published.rota_csv, name="rota_csv"),
]

calendar: list[URLPattern] = [
    path("t/<slug:slug>/calendar/", calendar_views.calendar, name="calendar"),
    path(
        "t/<slug:slug>/calendar/shared/",
        calendar_views.shared_feeds,
        name="shared_feeds",
    ),
    path(
        "t/<slug:slug>/calendar/<int:pk>/",
        calendar_views.feed_change,
        name="feed_change",
    ),
    path(
        "t/<slug:slug>/calendar/<int:pk>/replace/",
        calendar_views.feed_replace,
        name="feed_replace",
    ),
    path(
        "t/<slug:slug>/calendar/<int:pk>/refuse/",
        calendar_views.feed_refuse,
        name="feed_refuse",
    ),
    path(
        "t/<slug:slug>/calendar/<int:pk>/end/",
        calendar_views.feed_end,
        name="feed_end",
    ),
    path("cal/<str:token>/<str:name>.ics", feeds.feed, name="feed"),
    path("now/<str:token>/", wall.wall, name="wall"),
    path("now/<str:token>.json", wall.wall_json, name="wall_json"),
]

covers: list[URLPattern] = [
    path("t/<slug:slug>/covers/", cover_views.covers, name="covers"),
    path("t/<slug:slug>/covers/<int:pk>/", cover_views.cover, name="cover"),
    path(
        "t/<slug:slug>/covers/<int:pk>/answer/",
        cover_views.cover_answer,
        name="cover_answer",
    ),
    path(
        "t/<slug:slug>/covers/<int:pk>/withdraw/",
        cover_views.cover_withdraw,
        name="cover_withdraw",
    ),
    path(
        "t/<slug:slug>/covers/<int:pk>/decide/",
        cover_views.cover_decide,
        name="cover_decide",
    ),
    path(
        "t/<slug:slug>/rota/shift/<uuid:uid>/cover/",
        cover_views.cover_new,
        name="cover_new",
    ),
    path(
        "t/<slug:slug>/rota/shift/<uuid:uid>/replace/",
        replacing.replace,
        name="replace",
    ),
    # /c/<token>, /r/<token>: the link in a letter or text, no sign-in
    path("c/<str:token>", cover_views.cover_link, name="cover_link"),
    path(
        "c/<str:token>/answer", cover_views.cover_link_answer, name="cover_link_answer"
    ),
    path("r/<str:token>", replacing.replacement_link, name="replacement_link"),
    path(
        "r/<str:token>/confirm",
        replacing.replacement_confirm,
        name="replacement_confirm",
    ),
]

urlpatterns = [*people, *days, *trainings, *board, *calendar, *covers]
