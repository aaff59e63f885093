"""Addresses of a call: callers, agents, incidents, test phones, webhooks."""

from django.urls import URLPattern

calling: list[URLPattern] = []

answering: list[URLPattern] = []

incidents: list[URLPattern] = []

webhooks: list[URLPattern] = []

urlpatterns = [*calling, *answering, *incidents, *webhooks]
