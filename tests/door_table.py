"""Who may open which address: one line each, one column for each kind of reader."""

# anonymous: no session, and a made-up secret where the address holds one.
# link: no session, but the genuine secret, and a caller's page opened before.
# stranger: the lead of another team.
WHO = ("anonymous", "link", "reader", "agent", "lead", "stranger")
TABLE = """
home            302 302 200 200 200 200
set_language    405 405 405 405 405 405
accessibility   200 200 200 200 200 200
robots          200 200 200 200 200 200
healthz         200 200 200 200 200 200
profile         302 302 200 200 200 200
my_calls        302 302 200 200 200 200
my_number       302 302 405 405 405 405
my_choice       302 302 405 405 405 405
my_code         302 302 200 200 200 200
my_code_send    302 302 405 405 405 405
my_test         302 302 405 405 405 405
contact_card    302 302 404 404 404 404
team_new        302 302 403 403 200 200
team            302 302 200 200 200 404
member_new      302 302 403 403 200 404
team_import     302 302 403 403 200 404
member_edit     302 302 403 403 200 404
member_last_day 302 302 403 403 405 404
my_days         302 302 403 200 200 404
my_calendars    302 302 403 200 200 404
my_calendar_read 302 302 403 405 405 404
my_calendar_end 302 302 403 405 405 404
team_days       302 302 403 403 200 404
member_days     302 302 403 403 200 404
team_settings   302 302 403 403 200 404
reminder_settings 302 302 403 403 200 404
board           302 302 200 200 200 404
assign          302 302 403 403 405 404
swap            302 302 403 403 405 404
undo            302 302 403 403 405 404
fits            302 302 403 403 200 404
freshness       302 302 200 200 200 404
trainings       302 302 200 200 200 404
trainings_csv   302 302 403 403 200 404
training_new    302 302 403 403 200 404
training_edit   302 302 403 403 200 404
training_remove 302 302 403 403 200 404
training_session 302 302 403 403 200 404
training_dates  302 302 403 403 200 404
shadow          302 302 403 403 405 404
propose         302 302 403 403 200 404
proposal        302 302 403 403 200 404
proposal_stop   302 302 403 403 405 404
proposal_take   302 302 403 403 405 404
changes         302 302 403 403 200 404
publish         302 302 403 403 405 404
discard         302 302 403 403 200 404
prepare         302 302 403 403 405 404
covers          302 302 403 200 200 404
cover           302 302 403 200 200 404
cover_new       302 302 403 200 404 404
cover_answer    302 302 403 405 405 404
cover_withdraw  302 302 403 405 405 404
cover_decide    302 302 403 403 405 404
cover_link      404 200 200 200 200 200
cover_link_answer 405 405 405 405 405 405
replace         302 302 403 403 200 404
replacement     302 302 403 403 200 404
replacement_link 404 200 200 200 200 200
replacement_confirm 405 405 405 405 405 405
calendar        302 302 200 200 200 404
shared_feeds    302 302 403 403 200 404
feed_change     302 302 404 404 200 404
feed_replace    302 302 405 405 405 404
feed_refuse     302 302 405 405 405 404
feed_end        302 302 405 405 405 404
history         302 302 200 200 200 404
past            302 302 200 200 200 404
sheet           302 302 200 200 200 404
shift           302 302 302 302 302 404
rota_csv        302 302 200 200 200 404
feed            404 200 200 200 200 200
wall            404 200 200 200 200 200
wall_json       404 200 200 200 200 200
caller          404 200 200 200 200 200
caller_kept     404 200 200 200 200 200
caller_incident 404 200 200 200 200 200
caller_live     404 200 200 200 200 200
caller_note     405 405 405 405 405 405
caller_stop     405 405 405 405 405 405
agent           404 200 200 200 200 200
agent_live      404 200 200 200 200 200
agent_take      405 405 405 405 405 405
agent_pass      405 405 405 405 405 405
agent_take_over 405 405 405 405 405 405
agent_offer     405 405 405 405 405 405
agent_keep      405 405 405 405 405 405
agent_touch     405 405 405 405 405 405
agent_close     405 405 405 405 405 405
agent_note      405 405 405 405 405 405
agent_act       405 405 405 405 405 405
trial           404 200 200 200 200 200
trial_arrived   405 405 405 405 405 405
validation      404 200 200 200 200 200
validation_answer 405 405 405 405 405 405
ready           404 200 200 200 200 200
ready_yes       405 405 405 405 405 405
ready_no        405 405 405 405 405 405
publications    302 302 403 403 200 404
publication     302 302 403 403 200 404
alerts          302 302 403 200 200 404
new_alert       302 302 403 200 200 404
incident        302 302 403 200 200 404
incident_live   302 302 403 200 200 404
incident_log    302 302 403 200 200 404
incident_csv    302 302 403 200 200 404
incident_take   302 302 403 405 405 404
incident_pass   302 302 403 405 405 404
incident_take_over 302 302 403 405 405 404
incident_offer  302 302 403 405 405 404
incident_keep   302 302 403 405 405 404
incident_touch  302 302 403 405 405 404
incident_close  302 302 403 405 405 404
incident_note   302 302 403 405 405 404
incident_act    302 302 403 405 405 404
debrief         302 302 403 200 200 404
debrief_plan    302 302 403 403 405 404
debrief_held    302 302 403 403 405 404
debriefs        302 302 403 200 200 404
call_outs       302 302 403 200 200 404
call_outs_csv   302 302 403 200 200 404
call_out        302 302 403 404 200 404
deferred        302 302 403 200 200 404
deferred_request 302 302 403 200 200 404
deferred_assign 302 302 403 405 405 404
deferred_handle 302 302 403 405 405 404
deferred_figures 302 302 403 403 200 404
handover_last   302 302 403 302 302 404
handover        302 302 403 200 200 404
handover_link   404 200 200 200 200 200
guide           302 302 200 200 200 404
guide_renew     302 302 403 403 405 404
guide_link      404 200 200 200 200 200
reply           302 302 403 200 200 404
reply_texts     302 302 403 403 200 404
callers         302 302 403 403 200 404
caller_change   302 302 403 403 200 404
caller_withdraw 302 302 403 403 405 404
caller_renew    302 302 403 403 405 404
caller_card     302 302 403 403 200 404
drills          302 302 403 403 200 404
drill_cancel    302 302 403 403 405 404
ladder          302 302 403 403 200 404
procedures      302 302 403 403 200 404
procedure       302 302 403 403 200 404
readiness       302 302 200 200 200 404
phones          200 200 200 200 200 200
phones_live     200 200 200 200 200 200
phones_reply    405 405 405 405 405 405
phones_call     405 405 405 405 405 405
phones_mode     405 405 405 405 405 405
sms_status      405 405 405 405 405 405
sms_sealed_status 403 403 403 403 403 403
sms_receipts    403 403 403 403 403 403
sms_inbound     405 405 405 405 405 405
call_voice      405 405 405 405 405 405
call_key        405 405 405 405 405 405
"""
# django-allauth decides for these: anonymous, then the lead
ACCOUNTS = """
account_login                       200 302
account_logout                      302 200
account_inactive                    200 200
account_signup                      200 302
account_reauthenticate              302 403
account_email                       302 200
account_email_verification_sent     302 302
account_change_password             302 302
account_set_password                302 200
account_reset_password              200 200
account_confirm_login_code          302 302
account_confirm_password_reset_code 302 302
account_complete_password_reset     302 302
account_password_reset_completed    200 200
account_request_login_code          200 302
mfa_index                           302 200
mfa_authenticate                    302 302
mfa_reauthenticate                  302 403
mfa_activate_totp                   302 200
mfa_deactivate_totp                 302 404
mfa_view_recovery_codes             302 404
mfa_generate_recovery_codes         302 200
mfa_download_recovery_codes         302 404
"""


def read_table(text: str) -> dict[str, list[int]]:
    rows = [line.split() for line in text.strip().splitlines()]
    return {name: [int(status) for status in statuses] for name, *statuses in rows}
