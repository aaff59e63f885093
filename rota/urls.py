"""Addresses of the rota: /t/<team>/… for members, /cal/… for calendars."""

from django.urls import URLPattern, path

from rota import feeds
from rota.views import calendar as calendar_views
from rota.views import profile, roster, team
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
]

board: list[URLPattern] = []

calendar: list[URLPattern] = [
    path("t/<slug:slug>/calendar/", calendar_views.calendar, name="calendar"),
    path(
        "t/<slug:slug>/calendar/<int:pk>/renew/",
        calendar_views.renew_feed,
        name="renew_feed",
    ),
    path("cal/<str:token>/<str:name>.ics", feeds.feed, name="feed"),
]

urlpatterns = [*people, *board, *calendar]
