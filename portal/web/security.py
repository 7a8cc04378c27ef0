"""Headers of every answer, forms of other sites, and which answers may be compressed."""

from collections.abc import Callable
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Response, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFError

from portal.web import form_tokens
from portal.web.services import services

REPORTS = "/reports"
"""Where browsers report what a page tried and may not."""
BY_PROGRAMS = frozenset({"public.webhook", "public.log_out_told", "public.report"})
"""Addresses that programs call: without a cookie, and so without a form's token."""
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def csp(*forms_go_to: str) -> str:
    """Return the content security policy of a page whose forms lead here, and to these hosts."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            " ".join(("form-action 'self'", *forms_go_to)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
            f"report-uri {REPORTS}",  # every browser knows it, and it needs no header of its own
        )
    )


CSP = csp()
_OF_FILES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of the static files too. The referrer stays on this site, where a form needs it: without
one a browser would not say from which site a form comes."""
_OF_PAGES = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of what a browser shows as a page. A redirect is never shown, and a part that a script
asks for stands in a page that has them."""
_HTTPS = {"Strict-Transport-Security": f"max-age={2 * 365 * 24 * 3600}"}


def init_app(app: Flask) -> None:
    """Set the headers of every answer and compress those that hold no reflected input."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=300,
    )
    form_tokens.init()
    compress = Compress()
    compress.init_app(app)
    app.before_request(_same_site)
    of_parts, of_pages = tuple(_OF_FILES.items()), tuple((_OF_FILES | _OF_PAGES).items())
    secure = tuple(_HTTPS.items())

    @app.after_request
    def _finish(response: Response) -> Response:
        is_page = response.location is None and "HX-Request" not in request.headers
        told = of_pages if is_page else of_parts
        if app.config["SESSION_COOKIE_SECURE"]:
            told += secure
        there = {name for name, _ in response.headers}
        response.headers.extend([line for line in told if line[0] not in there])
        if request.endpoint not in ("static", "theme"):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.endpoint == "public.sign_out":  # nor what the way back would show
            response.headers["Clear-Site-Data"] = '"cache"'
        return compress.after_request(response) if _may_compress() else response


def of_files(*, is_secure: bool) -> Callable[[Headers, str, str], None]:
    """Return what sets the headers of a static file, which goes out before the portal is asked."""
    told = _OF_FILES | (_HTTPS if is_secure else {})

    def put(headers: Headers, _path: str, _url: str) -> None:
        for name, value in told.items():
            headers[name] = value

    return put


def _same_site() -> None:
    """Take no form from a page of another site, whatever token it has. Raises CSRFError."""
    if request.method not in _CHANGING or request.endpoint in BY_PROGRAMS:
        return
    origin = request.headers.get("Origin", "null")
    if origin == "null":  # an old browser, or a page that hides where it comes from
        is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    else:
        own = (request.host, urlsplit(services().settings.site).netloc)
        is_ours = urlsplit(origin).netloc in own
    if not is_ours:
        raise CSRFError("another site")


def _may_compress() -> bool:
    """A page with a secret (the form token) and input of the request in it must not be compressed.

    Such pages answer a form, or a query; the size of a compressed one would give the secret away.
    """
    has_input = bool(request.query_string) and request.endpoint != "theme"
    return request.method == "GET" and not has_input
