"""Covers and replacements, looked at before somebody decides; writes nothing."""
