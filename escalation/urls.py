"""Addresses of a call: callers, agents, incidents, test phones, webhooks."""

from django.urls import URLPattern, path

from escalation import webhooks as hooks
from escalation.views import answering as agents
from escalation.views import (
    callers,
    callouts,
    confirming,
    debriefs,
    deferred,
    drills,
    following,
    guide,
    handover,
    ladder,
    phones,
    procedures,
    publications,
    replacing,
    reply,
    testing,
    validating,
)
from escalation.views import calling as calls
from escalation.views import incidents as alerts
from escalation.views import readiness as ready

# /call/<token>…: a service with its link, no account
calling: list[URLPattern] = [
    path("call/<token>", calls.caller, name="caller"),
    path("call/<token>/kept/<uuid:key>", calls.kept, name="caller_kept"),
    path("call/<token>/<code>", following.incident, name="caller_incident"),
    path("call/<token>/<code>/live", following.incident_live, name="caller_live"),
    path("call/<token>/<code>/note", following.note, name="caller_note"),
    path("call/<token>/<code>/stop", following.stop, name="caller_stop"),
]

# /p/<token>…: the link in somebody's text
answering: list[URLPattern] = [
    path("p/<token>", agents.agent, name="agent"),
    path("p/<token>/live", agents.agent_live, name="agent_live"),
    path("p/<token>/take", agents.take, name="agent_take"),
    path("p/<token>/pass", agents.pass_on, name="agent_pass"),
    path(
        "p/<token>/take-over/<int:person_id>", agents.take_over, name="agent_take_over"
    ),
    path("p/<token>/offer/<int:person_id>", agents.offer, name="agent_offer"),
    path("p/<token>/keep", agents.keep, name="agent_keep"),
    path("p/<token>/touch", agents.touch, name="agent_touch"),
    path("p/<token>/close", agents.close, name="agent_close"),
    path("p/<token>/note", agents.note, name="agent_note"),
    path("p/<token>/do/<slug:what>", agents.act, name="agent_act"),
]

# /v/<token>: the link of somebody who is asked to validate a text
validating_texts: list[URLPattern] = [
    path("v/<token>", validating.validation, name="validation"),
    path("v/<token>/answer", validating.answer, name="validation_answer"),
]

# /handover/<token>: the link of Monday's reminder
handing_over: list[URLPattern] = [
    path("handover/<token>", handover.by_link, name="handover_link"),
]

# /guide/<token>: on call explained, for the whole house
explaining: list[URLPattern] = [
    path("guide/<token>", guide.by_link, name="guide_link"),
]

# /test/<token>: the link in a test text, about no call
tests: list[URLPattern] = [
    path("test/<token>", testing.trial, name="trial"),
    path("test/<token>/arrived", testing.trial_arrived, name="trial_arrived"),
]

# /ready/<token>: the link in a reminder of a coming duty
duties: list[URLPattern] = [
    path("ready/<token>", confirming.ready, name="ready"),
    path("ready/<token>/yes", confirming.ready_yes, name="ready_yes"),
    path("ready/<token>/no", confirming.ready_no, name="ready_no"),
]

# /t/<team>/rota/published/…: what people were told of the rota, as evidence
evidence: list[URLPattern] = [
    path(
        "t/<slug:slug>/rota/published/", publications.publications, name="publications"
    ),
    path(
        "t/<slug:slug>/rota/published/<int:pk>/",
        publications.publication,
        name="publication",
    ),
]

# /t/<team>/…: the team's own pages, and the test phones of the simulator
incidents: list[URLPattern] = [
    path("t/<slug:slug>/alerts/", alerts.alerts, name="alerts"),
    path("t/<slug:slug>/alerts/new/", calls.new_alert, name="new_alert"),
    path("t/<slug:slug>/alerts/<code>/", alerts.incident, name="incident"),
    path(
        "t/<slug:slug>/alerts/<code>/live/", alerts.incident_live, name="incident_live"
    ),
    path("t/<slug:slug>/alerts/<code>/log/", alerts.log, name="incident_log"),
    path("t/<slug:slug>/alerts/<code>/log.csv", alerts.log_csv, name="incident_csv"),
    path("t/<slug:slug>/alerts/<code>/take/", alerts.take, name="incident_take"),
    path("t/<slug:slug>/alerts/<code>/pass/", alerts.pass_on, name="incident_pass"),
    path(
        "t/<slug:slug>/alerts/<code>/take-over/<int:person_id>/",
        alerts.take_over,
        name="incident_take_over",
    ),
    path(
        "t/<slug:slug>/alerts/<code>/offer/<int:person_id>/",
        alerts.offer,
        name="incident_offer",
    ),
    path("t/<slug:slug>/alerts/<code>/keep/", alerts.keep, name="incident_keep"),
    path("t/<slug:slug>/alerts/<code>/touch/", alerts.touch, name="incident_touch"),
    path("t/<slug:slug>/alerts/<code>/close/", alerts.close, name="incident_close"),
    path("t/<slug:slug>/alerts/<code>/note/", alerts.note, name="incident_note"),
    path("t/<slug:slug>/alerts/<code>/do/<slug:what>", alerts.act, name="incident_act"),
    path("t/<slug:slug>/alerts/<code>/debrief/", debriefs.debrief, name="debrief"),
    path(
        "t/<slug:slug>/alerts/<code>/debrief/plan/",
        debriefs.plan,
        name="debrief_plan",
    ),
    path(
        "t/<slug:slug>/alerts/<code>/debrief/held/",
        debriefs.held,
        name="debrief_held",
    ),
    path("t/<slug:slug>/debriefs/", debriefs.debriefs, name="debriefs"),
    path("t/<slug:slug>/call-outs/", callouts.call_outs, name="call_outs"),
    path(
        "t/<slug:slug>/call-outs/call-outs.csv",
        callouts.call_outs_csv,
        name="call_outs_csv",
    ),
    path("t/<slug:slug>/call-outs/<int:pk>/", callouts.call_out, name="call_out"),
    path("t/<slug:slug>/monday/", deferred.deferred, name="deferred"),
    path("t/<slug:slug>/monday/figures/", deferred.figures, name="deferred_figures"),
    path("t/<slug:slug>/monday/<int:pk>/", deferred.one, name="deferred_request"),
    path(
        "t/<slug:slug>/monday/<int:pk>/assign/",
        deferred.assign,
        name="deferred_assign",
    ),
    path(
        "t/<slug:slug>/monday/<int:pk>/close/", deferred.handle, name="deferred_handle"
    ),
    path("t/<slug:slug>/handover/", handover.last, name="handover_last"),
    path("t/<slug:slug>/handover/<int:pk>/", handover.one, name="handover"),
    path("t/<slug:slug>/reply/", reply.reply, name="reply"),
    path("t/<slug:slug>/reply/texts/", reply.texts, name="reply_texts"),
    path("t/<slug:slug>/guide/", guide.guide, name="guide"),
    path("t/<slug:slug>/guide/renew/", guide.renew, name="guide_renew"),
    path("t/<slug:slug>/callers/", callers.callers, name="callers"),
    path("t/<slug:slug>/callers/<int:pk>/", callers.change, name="caller_change"),
    path(
        "t/<slug:slug>/callers/<int:pk>/withdraw/",
        callers.withdraw,
        name="caller_withdraw",
    ),
    path("t/<slug:slug>/callers/<int:pk>/renew/", callers.renew, name="caller_renew"),
    path("t/<slug:slug>/callers/<int:pk>/card/", callers.card, name="caller_card"),
    path("t/<slug:slug>/ladder/", ladder.ladder, name="ladder"),
    path("t/<slug:slug>/procedures/", procedures.procedures, name="procedures"),
    path(
        "t/<slug:slug>/procedures/<slug:subject>/",
        procedures.procedure,
        name="procedure",
    ),
    path(
        "t/<slug:slug>/replacements/<int:pk>/",
        replacing.replacement,
        name="replacement",
    ),
    path("t/<slug:slug>/readiness/", ready.readiness, name="readiness"),
    path("t/<slug:slug>/drills/", drills.drills, name="drills"),
    path("t/<slug:slug>/drills/<int:pk>/cancel/", drills.cancel, name="drill_cancel"),
    path("phones/", phones.phones, name="phones"),
    path("phones/live/", phones.phones_live, name="phones_live"),
    path("phones/reply/", phones.reply, name="phones_reply"),
    path("phones/call/", phones.call, name="phones_call"),
    path("phones/mode/", phones.mode, name="phones_mode"),
]

# /webhooks/<provider>/…: signed by the provider, or sealed by us
webhooks: list[URLPattern] = [
    path(
        "webhooks/<slug:provider>/status/<uuid:page_uuid>",
        hooks.status,
        name="sms_status",
    ),
    path(
        "webhooks/<slug:provider>/status/<uuid:page_uuid>/<slug:seal>",
        hooks.sealed_status,
        name="sms_sealed_status",
    ),
    path(
        "webhooks/<slug:provider>/receipts/<slug:seal>",
        hooks.receipts,
        name="sms_receipts",
    ),
    path("webhooks/<slug:provider>/sms", hooks.sms, name="sms_inbound"),
    path(
        "webhooks/<slug:provider>/voice/<uuid:page_uuid>",
        hooks.voice,
        name="call_voice",
    ),
    path(
        "webhooks/<slug:provider>/voice/<uuid:page_uuid>/key",
        hooks.voice_key,
        name="call_key",
    ),
]

urlpatterns = [
    *calling,
    *answering,
    *validating_texts,
    *handing_over,
    *explaining,
    *tests,
    *duties,
    *evidence,
    *incidents,
    *webhooks,
]
