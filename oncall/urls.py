"""Every address, by app. Fixed ones are in DESIGN.md §6."""

from django.urls import include, path

from oncall import contact, health, views
from oncall.calls import calls_taken
from rota.views.board import board

# /me/calls/…: one's own number and choices
calls = [
    path("me/calls/", contact.my_calls, name="my_calls"),
    path("me/calls/number/", contact.my_number, name="my_number"),
    path("me/calls/choice/", contact.my_choice, name="my_choice"),
    path("me/calls/code/", contact.my_code, name="my_code"),
    path("me/calls/code/send/", contact.my_code_send, name="my_code_send"),
    path("me/calls/test/", contact.my_test, name="my_test"),
    path("me/calls/contact.vcf", contact.contact_card, name="contact_card"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.set_language, name="set_language"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    *calls,
    path("accounts/", include("allauth.urls")),
    # the rota's own page, with what only escalation knows
    path("t/<slug:slug>/rota/", board, {"calls": calls_taken}, name="board"),
    path("", include("rota.urls")),
    path("", include("escalation.urls")),
]
# what Django refuses to read: said in the reader's words, as the middleware does
handler400 = "oncall.uploads.bad_request"
