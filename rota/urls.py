"""Addresses of the rota: /t/<team>/… for members, /cal/… for calendars."""

from django.urls import URLPattern

people: list[URLPattern] = []

board: list[URLPattern] = []

calendar: list[URLPattern] = []

urlpatterns = [*people, *board, *calendar]
