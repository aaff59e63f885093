"""Every kind of letter, but that of a publication, with the data it is written from."""

KINDS = {
    **{kind: {} for kind in ("welcome", "shadowing")},
    "alarm_config": {"provider": "twilio", "code": "21606", "reason": "bad sender"},
    "alarm_engine": {"name": "dispatcher"},
    "alarm_no_answer": {"code": "K7Q2", "title": "Fumées à Cheviré"},
    "alarm_test": {"name": "Camille Roux"},
    "alarm_brake": {"limit": 60},
    "away_by_calendar": {"turns": []},
    "training_expires": {"training": "CMS", "name": "Malik", "day": "2026-12-18"},
    "drill_announced": {"day": "2026-11-28"},
    "away_on_call": {"name": "Camille Roux", "turns": []},
    "drill_cancelled": {"day": "2026-11-28", "title": "Feu", "reason": "machinery"},
}
