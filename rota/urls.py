"""Addresses of the rota: /t/<team>/… for members, /cal/… for calendars."""

from django.urls import URLPattern, path

from rota import feeds
from rota.views import calendar as calendar_views
from rota.views import settings as settings_views

people: list[URLPattern] = [
    path("t/<slug:slug>/settings/", settings_views.team_settings, name="team_settings"),
]

board: list[URLPattern] = []

calendar: list[URLPattern] = [
    path("t/<slug:slug>/calendar/", calendar_views.calendar, name="calendar"),
    path(
        "t/<slug:slug>/calendar/<int:feed_id>/renew/",
        calendar_views.renew_feed,
        name="renew_feed",
    ),
    path("cal/<str:token>/<str:name>.ics", feeds.feed, name="feed"),
]

urlpatterns = [*people, *board, *calendar]
