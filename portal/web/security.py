"""Headers of every answer, and which answers may be compressed."""

from flask import Flask, Response, request
from flask_compress import Compress


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
        )
    )


CSP = csp()
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: Flask) -> None:
    """Set the headers of every answer and compress those that hold no reflected input."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=300,
    )
    compress = Compress()
    compress.init_app(app)

    @app.after_request
    def _finish(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=63072000"
        if request.endpoint not in ("static", "theme"):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.endpoint == "public.sign_out":  # nor what the way back would show
            response.headers["Clear-Site-Data"] = '"cache"'
        return compress.after_request(response) if _may_compress() else response


def _may_compress() -> bool:
    """A page with a secret (the form token) and input of the request in it must not be compressed.

    Such pages answer a form, or a query; the size of a compressed one would give the secret away.
    """
    has_input = bool(request.query_string) and request.endpoint != "theme"
    return request.method == "GET" and not has_input
