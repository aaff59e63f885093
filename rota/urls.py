"""Addresses of the rota: /t/<team>/… for members, /cal/… for calendars, /now/… for
screens."""

from django.urls import URLPattern, path

from rota import feeds
from rota.views import board as board_views
from rota.views import calendar as calendar_views
from rota.views import profile, published, reminders, roster, team, wall
from rota.views import settings as settings_views

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

board: list[URLPattern] = [
    path("t/<slug:slug>/rota/", board_views.board, name="board"),
    path("t/<slug:slug>/rota/assign/", board_views.assign, name="assign"),
    path("t/<slug:slug>/rota/fill/", board_views.fill, name="fill"),
    path("t/<slug:slug>/rota/changes/", board_views.changes, name="changes"),
    path("t/<slug:slug>/rota/publish/", board_views.publish_draft, name="publish"),
    path("t/<slug:slug>/rota/discard/", board_views.discard, name="discard"),
    path("t/<slug:slug>/rota/prepare/", board_views.prepare, name="prepare"),
    path("t/<slug:slug>/rota/shift/<uuid:uid>/", published.shift, name="shift"),
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

urlpatterns = [*people, *board, *calendar]
