"""Every address, by app. Fixed ones are in DESIGN.md §6."""

from django.urls import include, path

from oncall import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.set_language, name="set_language"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("", include("rota.urls")),
    path("", include("escalation.urls")),
]
