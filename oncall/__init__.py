"""The Django project: wiring, and the only place that sees both apps."""

__version__ = "0.1.0"
