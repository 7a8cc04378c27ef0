"""One municipality's portal, put together: the only place where real parts are chosen."""

from zoneinfo import ZoneInfo

from flask import Flask
from flask_wtf import CSRFProtect
from whitenoise import WhiteNoise

from portal.adapters.bank.pain001 import Pain001
from portal.adapters.demo_identity import DemoIdentityProvider
from portal.clock import ZONES, FixedDayClock, RealClock
from portal.config import Settings
from portal.db import Database
from portal.demo import people as demo_people
from portal.errors import UnsafeSettings
from portal.municipality import Municipality, load, names
from portal.ports import Clock, Identity, IdentityProvider
from portal.resources import folder
from portal.web import assets, context, errors, fragments, routes, security, session
from portal.web.services import Services

LARGEST_FORM = 256 * 1024


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    identity: IdentityProvider | None = None,
) -> Flask:
    """Put one municipality's portal together. Raises UnsafeSettings for a bad combination."""
    if settings.municipality not in names():
        raise UnsafeSettings(f"There is no municipality {settings.municipality!r}.")
    town = load(settings.municipality)
    app = Flask(
        "portal",
        template_folder=str(folder("templates")),
        static_folder=None,
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"portal-{town.name}",  # cookies of one host are shared by its ports
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
    )
    app.extensions["portal"] = Services(
        settings=settings,
        database=database or Database(settings.database_url),
        town=town,
        clock=clock or make_clock(settings, town.country),
        identity=identity or _identity(settings, town),
        chooser=(*demo_people.people(town), *demo_people.staff(town)) if settings.demo else (),
    )
    for part in (security, session, context, fragments, errors, assets, routes):
        part.init_app(app)
        transfers=Pain001(),
        payments=make_desk(settings.payments, database, town, payments),
    CSRFProtect(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder("static")), prefix="static/", max_age=31_536_000
    )
    return app


def make_clock(settings: Settings, country: str) -> Clock:
    """Return the clock: a fixed day where the demo asks for one."""
    zone = ZoneInfo(ZONES[country])
    return FixedDayClock(settings.today, zone) if settings.today else RealClock(zone)


def _identity(settings: Settings, town: Municipality) -> IdentityProvider:
    if not settings.demo:
        raise UnsafeSettings("There is no sign-in for production yet: this version runs as a demo.")
    offered = [*demo_people.people(town), *demo_people.staff(town)]
    return DemoIdentityProvider(
        Identity("staff" if person.role else "resident", person.ref) for person in offered
    )
