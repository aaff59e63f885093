"""Filters every template may use: dates, periods, phones, French typography."""

from django import template

register = template.Library()
