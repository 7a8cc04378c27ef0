"""A yardstick: the overview in Django, with its own sessions, tables, forms' tokens and templates.

It reads the same database and says the same words. Its claims are read the way a Django programmer
would: rows with sums of the ledger beside them. What the portal's page rests on beside these
(shares, plans, holds, reminders, time granted, requests) it reads at `django-whole` alone, each in
one more statement; at the other two addresses it is left out, which is in Django's favour.
"""

import shutil
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

_LANGUAGE = "nl"
_IN_JINJA = (
    ("{% load i18n static humanize %}", ""),
    ("{% url 'page' kind='django' %}", "{{ url('page', kind='django-jinja') }}"),
    ("{% static '", "{{ static('"),
    ("' %}", "') }}"),
    ('{% translate "', '{{ _("'),
    ('" %}', '") }}'),
    ("{% csrf_token %}", "{{ csrf_input }}"),
    ('|floatformat:"2g"', "|figures"),
    ('|date:"j F Y"', "|day"),
)


def twin(
    database: str, person_id: int, folder: Path, translations: Path
) -> tuple[Any, dict[str, str]]:
    """Return an application with the page at each of `views.ENGINES`, and cookies that open it.

    `database` is a SQLite file, `folder` an empty one for what Django wants to find in files.
    """
    _lay_out(folder, translations)
    settings.configure(
        SECRET_KEY="of a yardstick",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=f"{__name__}.views",
        USE_TZ=True,
        LANGUAGE_CODE=_LANGUAGE,
        LOCALE_PATHS=[str(folder / "locale")],
        STATIC_URL="/static/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": database,
                "CONN_MAX_AGE": None,
            }
        },
        INSTALLED_APPS=[
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "django.contrib.humanize",
            __name__,
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(folder / "django")],
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            },
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [str(folder / "jinja")],
                "OPTIONS": {"environment": f"{__name__}.views.environment"},
            },
        ],
    )
    django.setup()
    return get_wsgi_application(), _signed_in(database, person_id)


def _lay_out(folder: Path, translations: Path) -> None:
    texts = folder / "locale" / _LANGUAGE / "LC_MESSAGES"
    texts.mkdir(parents=True)
    shutil.copy(translations / _LANGUAGE / "LC_MESSAGES/messages.mo", texts / "django.mo")
    page = files(__name__).joinpath("overview.dtl").read_text("utf-8")
    for kind, written in (("django", page), ("jinja", _of_jinja(page))):
        (folder / kind).mkdir()
        (folder / kind / "overview.html").write_text(written, "utf-8")


def _of_jinja(page: str) -> str:
    """The same page as Jinja writes it down."""
    for django_s, jinja_s in _IN_JINJA:
        page = page.replace(django_s, jinja_s)
    return page


def _signed_in(database: str, person_id: int) -> dict[str, str]:
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415  (once set up)

    with sqlite3.connect(database) as connection:
        connection.execute(
            "create table if not exists django_session (session_key varchar(40) primary key,"
            " session_data text not null, expire_date datetime not null)"
        )
    session = SessionStore()
    session["person"] = person_id
    session.save()
    django.db.connections.close_all()
    return {"sessionid": session.session_key}
