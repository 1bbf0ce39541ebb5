"""Django's settings. What a company changes is in the environment, named in docs/settings.md."""

import os
from urllib.parse import unquote, urlsplit

from samebook.config.home import home, private_file, private_folder, secret
from samebook.config.sqlite import journal_mode

SECRET_KEY = secret("session")
SUPPRESSION_KEY = secret("suppression")
UPLOADS = private_folder("uploads")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SAMEBOOK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SAMEBOOK_ORIGINS", "").split(",") if origin]
SAMEBOOK_BASE_URL = os.environ.get("SAMEBOOK_BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "ninja",
    "samebook.jobs",
    "samebook.exchange",
    "samebook.numbers",
    "samebook.ui",
    "samebook.journal",
    "samebook.company",
    "samebook.accounts",
    "samebook.agreement",
    "samebook.segments",
    "samebook.communications",
    "samebook.buying",
    "samebook.groups",
    "samebook.stalls",
    "samebook.plays",
    "samebook.plays.effects",
    "samebook.launches",
    "samebook.leads",
    "samebook.customers",
    "samebook.saved",
    "samebook.board",
    "samebook.web",
    "samebook.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "samebook.web.middleware.input.CleanInputMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samebook.web.middleware.actor.ActorMiddleware",
    "samebook.web.middleware.actor.ClosedByDefaultMiddleware",
    "samebook.web.middleware.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "samebook.config.urls"
WSGI_APPLICATION = "samebook.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "samebook.ui.templatetags.ui",
                "samebook.ui.templatetags.formats",
                "samebook.ui.templatetags.tables",
                "samebook.ui.templatetags.fields",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samebook.web.context.shell",
            ],
        },
    }
]


def database() -> dict[str, object]:
    """PostgreSQL when ``DATABASE_URL`` names one, else the home's own SQLite file."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if url.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 10},
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": private_file("samebook.sqlite3"),
        "TEST": {"NAME": str(home() / "test.sqlite3")},
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode={journal_mode()};PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;",
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "company.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"  # what the check and the record of failures both call it
AXES_LOCKOUT_CALLABLE = "samebook.web.views.session.locked_out"
CSRF_FAILURE_VIEW = "samebook.web.views.errors.csrf_failed"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SAMEBOOK_BASE_URL.startswith("https:")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "connect-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
SAMEBOOK_SNAPSHOTS = private_folder("snapshots")
SAMEBOOK_ENGINE = os.environ.get("SAMEBOOK_ENGINE", "duckdb")
SAMEBOOK_ENGINE_URL = os.environ.get("SAMEBOOK_ENGINE_URL", "")
SAMEBOOK_ENGINE_SECONDS = float(os.environ.get("SAMEBOOK_ENGINE_SECONDS", "120"))
SAMEBOOK_MEMORY = os.environ.get("SAMEBOOK_MEMORY", "1GB")
SAMEBOOK_SPILL = os.environ.get("SAMEBOOK_SPILL", "20GB")
SAMEBOOK_SPILL_FOLDER = private_folder("spill")
SAMEBOOK_ENGINE_NOTE = home() / "engine.down"
SAMEBOOK_EFFECT = private_folder("effect")
SAMEBOOK_QUARTERS = private_folder("quarters")
SAMEBOOK_SEGMENTS = private_folder("segments")
SAMEBOOK_HISTORY = private_folder("history")
SAMEBOOK_BOARDS = private_folder("boards")
SAMEBOOK_PLAYS = private_folder("plays")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "samebook.ui.storage.PackagedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("SAMEBOOK_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = private_folder("mail")
EMAIL_HOST = os.environ.get("SAMEBOOK_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SAMEBOOK_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SAMEBOOK_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SAMEBOOK_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SAMEBOOK_SMTP_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("SAMEBOOK_MAIL_FROM", "samebook@localhost")

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "samebook.config.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["without_secrets"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {"django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
