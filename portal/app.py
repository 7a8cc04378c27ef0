"""One municipality's portal, put together: the only place where real parts are chosen."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.adapters.bank import READERS
from portal.adapters.bank.pain001 import Pain001
from portal.adapters.bank.pain002 import Pain002Reader
from portal.adapters.bank.pain008 import Pain008Writer
from portal.adapters.demo_identity import DemoIdentityProvider
from portal.adapters.digital_post.folder import FolderPost
from portal.adapters.documents.typst_pdf import TypstDocuments
from portal.adapters.files.cleaning import Apart
from portal.adapters.files.folder import Folder, Memory
from portal.adapters.files.scanners import Clamd, NoScanner
from portal.adapters.invoices import READERS as INVOICES
from portal.adapters.invoices.writing import UblWriter
from portal.adapters.mollie.provider import PAGES, SERVER, Mollie
from portal.adapters.sheets import WRITERS as SHEETS
from portal.articles import articles_of
from portal.clock import ZONES, FixedDayClock, RealClock
from portal.config import FileSettings, PaymentSettings, Settings
from portal.db import Database
from portal.demo import people as demo_people
from portal.errors import UnsafeSettings
from portal.jobs.intake.base import Readers
from portal.keys import keys_of
from portal.ledger.online.desk import Desk
from portal.municipality import Municipality, load, names
from portal.municipality.statements import statements_of
from portal.people.looks import LookBook
from portal.people.signing.arriving import scheme_of
from portal.ports import Clock, Identity, IdentityProvider
from portal.ports.files import FileParts
from portal.ports.payments import PaymentProvider
from portal.ports.post import DigitalPost
from portal.ports.signing_in import SignInProvider
from portal.resources import folder
from portal.tokens import Tokens
from portal.web import (
    assets,
    closed,
    context,
    entry,
    errors,
    fragments,
    logs,
    looks,
    pacing,
    reports,
    routes,
    security,
    session,
    signing_again,
    signing_in,
    uploads,
)
from portal.web import payments as payments_told
from portal.web.api import api
from portal.web.framework import Portal
from portal.web.services import Services

LARGEST_FORM = 256 * 1024
IN_THE_DEMO = 100
"""How many times the usual limits: there everybody comes from one machine."""


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    identity: IdentityProvider | None = None,
    payments: PaymentProvider | None = None,
    files: FileParts | None = None,
) -> Flask:
    """Put one municipality's portal together.

    Raises UnsafeSettings for a bad combination, BadFile for a mistake in the town's folder.
    """
    if settings.municipality not in names():
        raise UnsafeSettings(f"There is no municipality {settings.municipality!r}.")
    town = load(settings.municipality)
    database = database or Database(settings.database_url, settings.vault_keys)
    newest, *older = keys_of(settings.secret_key)
    articles_of(town)  # a mistake in its folder stops the start, and no page later
    statements_of(town.name)
    app = Portal(
        "portal",
        template_folder=str(folder("templates")),
        static_folder=None,
    )
    app.config.update(
        SECRET_KEY=newest,
        SECRET_KEY_FALLBACKS=older,
        WTF_CSRF_SECRET_KEY=[*reversed(older), newest],  # the last one signs
        SESSION_COOKIE_NAME=cookie_name(settings, town.name),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # `security` looks from where a form comes, on every scheme
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
    )
    app.session_interface = session.Cookies()
    app.extensions["portal"] = Services(
        settings=settings,
        database=database,
        town=town,
        clock=clock or make_clock(settings, town.country),
        identity=identity or _identity(settings, town),
        providers=make_providers(settings, town),
        transfers=Pain001(),
        debits=Pain008Writer(),
        sheets=SHEETS,
        invoices=UblWriter(),
        documents=TypstDocuments(),
        tokens=Tokens(settings.secret_key),
        readers=Readers(READERS, INVOICES, (Pain002Reader(),)),
        digital_post=make_digital_post(settings.digital_post),
        payments=make_desk(settings.payments, database, town, payments),
        files=files or make_files(settings.files),
        looks=LookBook(database),
        chooser=tuple(demo_people.chooser(town)) if settings.demo else (),
    )
    for part in (
        logs,
        security,
        session,
        signing_again,
        context,
        fragments,
        errors,
        looks,
        entry,
        closed,
        assets,
        uploads,
        routes,
    ):
        part.init_app(app)
    protected = CSRFProtect(app)
    for opened_otherwise in (payments_told.webhook, signing_in.log_out_told, reports.report, api):
        protected.exempt(opened_otherwise)
    pacing.init_app(app, IN_THE_DEMO if settings.demo else settings.limits_times)
    if settings.proxies:
        near = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=near, x_proto=near, x_host=near
        )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder("static")),
        prefix="static/",
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=security.of_files(is_secure=not settings.demo),
    )
    return app


def cookie_name(settings: Settings, town: str) -> str:
    """Name the cookie by the town: those of one host are shared by its ports.

    Over https a browser takes it from this host alone, for all of it.
    """
    is_safe = settings.site.startswith("https://") and not settings.demo
    return f"{'__Host-' if is_safe else ''}portal-{town}"


def make_clock(settings: Settings, country: str) -> Clock:
    """Return the clock: a fixed day where the demo asks for one."""
    zone = ZoneInfo(ZONES[country])
    return FixedDayClock(settings.today, zone) if settings.today else RealClock(zone)


def make_files(settings: FileSettings | None) -> FileParts:
    """Return what takes files in: each is made anew in a process of its own."""
    if settings is None:
        return FileParts(Apart(), NoScanner(), Memory())
    where = settings.scanner
    scanner = Clamd(port=int(where)) if where.isdigit() else Clamd(path=Path(where))
    return FileParts(
        Apart(), NoScanner() if where == "none" else scanner, Folder(Path(settings.folder))
    )


def make_digital_post(folder: str) -> DigitalPost | None:
    """Return where letters go for digital boxes, or None where they do not."""
    return FolderPost(Path(folder)) if folder else None


def make_desk(
    settings: PaymentSettings | None,
    database: Database,
    town: Municipality,
    provider: PaymentProvider | None = None,
) -> Desk | None:
    """Return where people pay, or None where they pay by bank only."""
    if settings is None:
        return None
    if provider is None:
        pages = (settings.server,) if settings.server else PAGES
        provider = Mollie(settings.key, server=settings.server or SERVER, origins=pages)
    return Desk(database, provider, town, settings.site, is_test=settings.is_test)


def make_providers(settings: Settings, town: Municipality) -> dict[str, SignInProvider]:
    """Return with whom people sign in, by kind of user. Raises UnsafeSettings."""
    if settings.demo:
        return {}
    if settings.sign_in is None:
        raise UnsafeSettings(
            "Set PORTAL_OIDC_RESIDENT_ISSUER and what goes with it (deploy/sign-in.md):"
            " nobody could sign in."
        )
    from portal.adapters.oidc import OidcProvider  # noqa: PLC0415  (the demo has no use for it)

    return {
        told.kind: OidcProvider(
            told if told.claim else replace(told, claim=scheme_of(told.kind, town.identity_schemes))
        )
        for told in settings.sign_in.providers
    }


def _identity(settings: Settings, town: Municipality) -> IdentityProvider:
    """Return who can be chosen to be: in the demo fictional people, outside it nobody."""
    if not settings.demo:
        return DemoIdentityProvider(())
    return DemoIdentityProvider(
        Identity("staff" if person.role else "resident", person.ref)
        for person in demo_people.chooser(town)
    )
