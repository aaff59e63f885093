"""One flat file. What an operator may set is read from the environment and
listed in README's settings table (tests/test_docs.py compares the two)."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from oncall.environment import (
    env,
    read,
    read_choice,
    read_flag,
    read_folder,
    read_list,
    read_number,
    read_port,
    read_providers,
    read_site_url,
    read_zone,
    secret_key,
    stop,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = read_folder("DATA_DIR", BASE_DIR / "var")

# --- what an operator sets -------------------------------------------------
DEBUG = read_flag("DEBUG")
SECRET_KEY = secret_key("SECRET_KEY", kept_in=VAR_DIR / "secret_key")
HOST = read("HOST", "127.0.0.1")
PORT = read_port("PORT", 8000)
SITE_URL = read_site_url("SITE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = read_list(
    "ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "", "localhost", "127.0.0.1"]
)
TIME_ZONE = read_zone("TIME_ZONE", "Europe/Paris")
LANGUAGE_CODE = read_choice("LANGUAGE_CODE", "fr", ("fr", "en"))

KEEP_TEXTS_DAYS = read_number("KEEP_TEXTS_DAYS", 90, most=3650)
# more texts and calls than this in an hour are a loop: repeats are held back
TEXTS_PER_HOUR = read_number("TEXTS_PER_HOUR", 60, most=100_000)
# people's own calendars may then be read on this machine, without https: for tests
CALENDARS_ON_LOOPBACK = read_flag("CALENDARS_ON_LOOPBACK")

# --- who carries texts -----------------------------------------------------
SMS_PROVIDERS = read_providers(
    "SMS_PROVIDER", ("simulator", "twilio", "ovhcloud", "http")
)
SMS_PROVIDER = ",".join(SMS_PROVIDERS)
TWILIO_ACCOUNT_SID = read("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = read("TWILIO_AUTH_TOKEN", "")
# While the token is being changed, webhooks signed with either are accepted.
TWILIO_AUTH_TOKEN_SECONDARY = read("TWILIO_AUTH_TOKEN_SECONDARY", "")
TWILIO_API_KEY_SID = read("TWILIO_API_KEY_SID", "")
TWILIO_API_KEY_SECRET = read("TWILIO_API_KEY_SECRET", "")
TWILIO_FROM = read("TWILIO_FROM", "")
TWILIO_VOICE_FROM = read("TWILIO_VOICE_FROM", "")
TWILIO_MESSAGING_SERVICE_SID = read("TWILIO_MESSAGING_SERVICE_SID", "")
TWILIO_API_BASE_URL = read("TWILIO_API_BASE_URL", "")
OVHCLOUD_APPLICATION_KEY = read("OVHCLOUD_APPLICATION_KEY", "")
OVHCLOUD_APPLICATION_SECRET = read("OVHCLOUD_APPLICATION_SECRET", "")
OVHCLOUD_CONSUMER_KEY = read("OVHCLOUD_CONSUMER_KEY", "")
OVHCLOUD_SERVICE = read("OVHCLOUD_SERVICE", "")
OVHCLOUD_FROM = read("OVHCLOUD_FROM", "")
OVHCLOUD_API_BASE_URL = read("OVHCLOUD_API_BASE_URL", "")
SMS_HTTP_URL = read("SMS_HTTP_URL", "")
SMS_HTTP_METHOD = read_choice("SMS_HTTP_METHOD", "POST", ("POST", "PUT", "GET"))
SMS_HTTP_HEADERS = read("SMS_HTTP_HEADERS", "")
SMS_HTTP_BODY = read("SMS_HTTP_BODY", "")
SMS_HTTP_FROM = read("SMS_HTTP_FROM", "")
SMS_HTTP_ACCEPTED = read("SMS_HTTP_ACCEPTED", "200 201 202")
SMS_HTTP_ID = read("SMS_HTTP_ID", "")
SMS_HTTP_REFUSED = read("SMS_HTTP_REFUSED", "")
SMS_HTTP_RECEIPT = read("SMS_HTTP_RECEIPT", "")
SMS_HTTP_STATES = read("SMS_HTTP_STATES", "")
needed = {
    "twilio": {
        "TWILIO_ACCOUNT_SID": "see the Twilio console",
        "TWILIO_AUTH_TOKEN": "see the Twilio console",
    },
    "ovhcloud": {
        "OVHCLOUD_APPLICATION_KEY": "make one at eu.api.ovh.com/createToken",
        "OVHCLOUD_APPLICATION_SECRET": "it comes with the application key",
        "OVHCLOUD_CONSUMER_KEY": "it comes with the application key",
        "OVHCLOUD_SERVICE": "the name of the SMS account, such as sms-ab12345-1",
        "OVHCLOUD_FROM": "a sender's name that OVHcloud has validated",
    },
    "http": {"SMS_HTTP_URL": "the address that takes texts"},
}
for provider in SMS_PROVIDERS:
    for name, advice in needed.get(provider, {}).items():
        if not globals()[name]:
            raise stop(name, f"is needed for {provider}: {advice}.")
if "twilio" in SMS_PROVIDERS and not (TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID):
    raise stop(
        "TWILIO_FROM",
        "write the sender's name or number, or set TWILIO_MESSAGING_SERVICE_SID.",
    )
if bool(TWILIO_API_KEY_SID) != bool(TWILIO_API_KEY_SECRET):
    raise stop("TWILIO_API_KEY_SECRET", "set it with TWILIO_API_KEY_SID, or neither.")

# --- database and queue ----------------------------------------------------
try:
    DATABASES = {
        "default": env.db_url("DATABASE_URL", f"sqlite:///{VAR_DIR}/astreinte.sqlite3")
    }
except ValueError as error:
    raise stop(
        "DATABASE_URL", "write postgresql://user:password@host/name, or leave it empty."
    ) from error
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
ENGINE = DATABASES["default"].get("ENGINE", "")
if ENGINE.endswith("sqlite3"):
    # WAL + IMMEDIATE + 20 s: no "database is locked" between web, queue and
    # dispatcher; FULL: a committed page survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
elif ENGINE.endswith("postgresql"):
    # A network that has fallen silent is noticed in 15 s, not in hours; a machine that
    # died in the middle of a decision holds the incident for a minute. What the
    # address says (`?connect_timeout=2`) goes first.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 15_000,  # milliseconds
        "options": "-c idle_in_transaction_session_timeout=60s",
    } | DATABASES["default"].get("OPTIONS", {})
else:
    raise stop("DATABASE_URL", "only sqlite:// and postgresql:// are supported.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # in the database: sign-in limits must hold across web processes
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    },
    # django-q2 writes its Stat twice a second; we use our own heartbeats instead
    "queue": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
Q_CLUSTER = {
    "name": "oncall",
    "label": "oncall",
    "orm": "default",
    "broker_class": "rota.queue.SafeORM",
    "workers": 2,
    "queue_limit": 2,  # little in memory: little to wait `retry` for
    "bulk": 1,
    "poll": 0.2,
    "guard_cycle": 0.5,
    "timeout": 60,
    "retry": 120,  # must exceed timeout + waiting in memory, or tasks run twice
    "max_attempts": 5,
    "ack_failures": False,
    "catch_up": False,
    "save_limit": 250,
    "recycle": 500,
    "max_rss": 300_000,
    "cache": "queue",
}

# --- applications ----------------------------------------------------------
INSTALLED_APPS = [
    "oncall",
    "escalation",
    "rota",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "oncall.doors.CalendarDoor",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "oncall.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "oncall.language.PersonLanguageMiddleware",
    "oncall.uploads.SizeMiddleware",
    "oncall.doors.DoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "oncall.urls"
WSGI_APPLICATION = "oncall.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oncall.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "rota.templatetags.rota"],
        },
    }
]

# --- people ----------------------------------------------------------------
AUTH_USER_MODEL = "rota.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_MODULE = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{PASSWORD_MODULE}.UserAttributeSimilarityValidator"},
    {
        "NAME": f"{PASSWORD_MODULE}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": f"{PASSWORD_MODULE}.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "oncall.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# A member added by the lead has no password: a code by e-mail lets her in, proves
# a new address and replaces a forgotten password. Links would be opened first by
# the mail filters of city halls; codes may take minutes through their grey lists.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # see AccountAdapter.pre_login
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
# 8 digits, 3 tries a code, 5 codes in ten minutes: guessing takes centuries
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/10m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail from us
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Astreinte"
MFA_TOTP_TOLERANCE = 1  # a code counts half a minute longer: clocks differ

# --- languages and time ----------------------------------------------------
USE_I18N = True
USE_TZ = True
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "oncall" / "locale"]

# --- static files ----------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- photos: private, handed over by views only ----------------------------
MEDIA_ROOT = VAR_DIR / "media"
# three photos of the most bytes each, and the rest of a form (oncall/uploads.py)
LARGEST_REQUEST = 32 * 1024 * 1024

# --- e-mail ----------------------------------------------------------------
try:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
except (KeyError, ValueError, ImproperlyConfigured) as error:
    raise stop(
        "EMAIL_URL", "write smtp+tls://user:password@host:587, or leave it empty."
    ) from error
if not read("EMAIL_URL", ""):
    # the demo keeps each e-mail as a file, shown on the Test phones page
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read(
    "EMAIL_FROM", f"Astreinte <astreinte@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- security --------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # the same proxy says whose attempts to sign in are counted
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_SSL_REDIRECT = True
    # health checks reach the program directly, without the proxy
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "astreinte"
SECURE_REFERRER_POLICY = "same-origin"  # tokens in addresses never leave
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "oncall.views.csrf_failure"

# --- logs: to the console, without numbers or tokens -----------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "brief": {"()": "oncall.logs.Brief"},
        "masked": {"()": "oncall.logs.Masked"},
    },
    "formatters": {"line": {"format": "{asctime} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["brief", "masked"],
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "astreinte": {"level": "INFO"},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # its INFO lines hold telephone numbers in query strings
        "twilio.http_client": {"level": "WARNING"},
    },
}
