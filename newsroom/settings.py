"""Every setting of the newsroom, read from the environment.

``docs/operating.md`` lists the variables. A missing or odd value is refused at
start with one sentence that names it; there is no default secret.
"""

from __future__ import annotations

import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

from newsroom.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY")
SITE_URL = env.site_url("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else None)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
IS_HTTPS = SITE_URL.startswith("https://")

# The paper. What a reader sees of it is data, never written into a template.
PAPER_NAME = env.text("PAPER_NAME", default="The Four Rivers")
PAPER_PLACE = env.text("PAPER_PLACE", default="Phnom Penh")
PAPER_ZONE_NAME = env.text("PAPER_ZONE_NAME", default="ICT")
PAPER_LABEL = "Opinion"
TIME_ZONE = env.one_of(
    "TIME_ZONE", zoneinfo.available_timezones(), default="Asia/Phnom_Penh"
)
USE_TZ = True
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "newsroom.formats"  # one clock, of 24 hours
USE_I18N = True

DATA_DIR = env.folder("DATA_DIR", default=BASE_DIR / "var")
MEDIA_ROOT = DATA_DIR / "media"  # served to readers once a column is out
PRIVATE_ROOT = DATA_DIR / "private"  # originals; no address leads here
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

DATABASES = {"default": env.database(f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits and sign-in codes live here: Django would drop them beyond 300 entries.
CACHES = {"default": env.cache("dbcache://newsroom_cache?max_entries=20000")}
EMAIL = env.mail("demomail://" if DEBUG else None)
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.text(
    "MAIL_FROM", default=f"{PAPER_NAME} <opinion@{urlsplit(SITE_URL).hostname}>"
)

# Answers by mail. Where this is empty, letters send their readers to the page.
REPLY_ADDRESS = env.mailbox(
    "REPLY_ADDRESS", default="reply@columns.example" if DEBUG else ""
)
# What brings them: a service at mail/inbound/<service>/, or manage.py receive_mail.
ANYMAIL = {
    "WEBHOOK_SECRET": env.name_and_password("MAIL_WEBHOOK_SECRET"),
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.text("MAILGUN_SIGNING_KEY", default=""),
}

INSTALLED_APPS = [
    "newsroom.apps.Newsroom",
    "newsroom.apps.DeskSite",  # the admin, with our own AdminSite
    "editorial",
    "articles",
    "authors",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",  # so that our templates may word its widgets
    "allauth",
    "allauth.account",
    "anymail",  # reads what mail services bring
    "markdownx",
]
MIDDLEWARE = [
    "newsroom.middleware.safety_headers",
    "newsroom.middleware.own_not_found",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.plain_input",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.paper",
            ],
        },
    }
]

# People. E-mail is the name; contributors sign in by a mailed code.
AUTH_USER_MODEL = "authors.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "contribute:home"
ACCOUNT_ADAPTER = "newsroom.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# Cookies and transport.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS and env.flag("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a monitor asks from within
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# A paper may have other sites under its domain that do not speak HTTPS yet: only it
# can say so, and browsers would remember our guess for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS and env.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
# Django 6 names: the middleware that reads them goes when we move to 6.2 LTS.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "blob:", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}

# Letters leave from a thread of the server, unless `manage.py worker` runs beside it.
EMBEDDED_WORKER = env.flag("EMBEDDED_WORKER", default=True)

# For how long a decision or a letter can be taken back, until the desk's own page says
# something else.
UNDO_MINUTES = 10

# What may be sent. A column is some 8 KB; 2 MB of paste gets a sentence, not a crash.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
MARKDOWNX_MARKDOWNIFY_FUNCTION = "articles.markup.preview"
MARKDOWNX_URLS_PATH = "/markdownx/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/markdownx/upload/"
MARKDOWNX_SERVER_CALL_LATENCY = 700  # milliseconds between keystroke and preview

LOG_LEVEL = env.one_of(
    "LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="INFO"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {}},  # or its own handler would say everything twice
}
