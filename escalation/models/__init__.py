"""The rows of a call: who may call, the ladder, the incident and its pages."""

from escalation.models.calling import (
    Caller,
    CallerCases,
    Case,
    Policy,
    Step,
    Target,
    Ways,
)
from escalation.models.callouts import CallOut, CallOutCorrection
from escalation.models.deferring import (
    CallerLetter,
    Deferred,
    DeferredEntry,
    DeferredKind,
    DeferredStep,
)
from escalation.models.drills import Drill, DrillState, Obstacle
from escalation.models.handsets import (
    CallState,
    Handset,
    HandsetCall,
    HandsetMessage,
    HandsetMode,
)
from escalation.models.heartbeat import Heartbeat
from escalation.models.incidents import (
    Decision,
    EventType,
    Incident,
    IncidentState,
    LogEntry,
    Outcome,
)
from escalation.models.pages import (
    MONTHLY,
    Channel,
    Code,
    InboundSms,
    Page,
    PageEvent,
    PageState,
    Purpose,
    Source,
)
from escalation.models.photos import Photo
from escalation.models.response import (
    Outlet,
    Post,
    Procedure,
    Variant,
    Watch,
    Watching,
)
from escalation.models.walkthroughs import Walkthrough
from escalation.models.weekends import (
    Handover,
    HandoverNote,
    ReplyTemplate,
    ReplyVariant,
    WeekendSettings,
)

__all__ = [
    "MONTHLY",
    "CallOut",
    "CallOutCorrection",
    "CallState",
    "Caller",
    "CallerCases",
    "CallerLetter",
    "Case",
    "Channel",
    "Code",
    "Decision",
    "Deferred",
    "DeferredEntry",
    "DeferredKind",
    "DeferredStep",
    "Drill",
    "DrillState",
    "EventType",
    "Handover",
    "HandoverNote",
    "Handset",
    "HandsetCall",
    "HandsetMessage",
    "HandsetMode",
    "Heartbeat",
    "InboundSms",
    "Incident",
    "IncidentState",
    "LogEntry",
    "Obstacle",
    "Outcome",
    "Outlet",
    "Page",
    "PageEvent",
    "PageState",
    "Photo",
    "Policy",
    "Post",
    "Procedure",
    "Purpose",
    "ReplyTemplate",
    "ReplyVariant",
    "Source",
    "Step",
    "Target",
    "Variant",
    "Walkthrough",
    "Watch",
    "Watching",
    "Ways",
    "WeekendSettings",
]
