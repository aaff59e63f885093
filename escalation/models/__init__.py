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
from escalation.models.debrief import Debrief, DebriefNote, Exposure
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
from escalation.models.relay import RelaySlot, RelayTask
from escalation.models.response import (
    Outlet,
    Post,
    Procedure,
    Variant,
    Watch,
    Watching,
)
from escalation.models.updates import NextUpdate
from escalation.models.validation import Validation, Verdict
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
    "Debrief",
    "DebriefNote",
    "Decision",
    "Deferred",
    "DeferredEntry",
    "DeferredKind",
    "DeferredStep",
    "Drill",
    "DrillState",
    "EventType",
    "Exposure",
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
    "NextUpdate",
    "Obstacle",
    "Outcome",
    "Outlet",
    "Page",
    "PageEvent",
    "PageState",
    "Policy",
    "Post",
    "Procedure",
    "Purpose",
    "RelaySlot",
    "RelayTask",
    "ReplyTemplate",
    "ReplyVariant",
    "Source",
    "Step",
    "Target",
    "Validation",
    "Variant",
    "Verdict",
    "Watch",
    "Watching",
    "Ways",
    "WeekendSettings",
]
