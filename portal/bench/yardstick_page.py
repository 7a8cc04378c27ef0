"""A page of the portal built anew of GOV.UK's parts: the same words, their looks."""

import mimetypes
import re
from pathlib import Path

import brotli
from flask import Flask, Response

_CLASSES = {
    "h1": "govuk-heading-l",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "p": "govuk-body",
    "a": "govuk-link",
    "ul": "govuk-list",
    "button": "govuk-button",
    "table": "govuk-table",
}
_HEAD = (
    '<!doctype html><html lang="en" class="govuk-template"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
    '<title>Overview</title><link rel="stylesheet" href="/govuk-frontend.min.css"></head>'
    '<body class="govuk-template__body"><script>'
    "document.body.className += ' js-enabled govuk-frontend-supported';</script>"
    '<header class="govuk-header"><div'
    ' class="govuk-header__container govuk-width-container">{brand}</div></header>'
    '<div class="govuk-width-container"><main class="govuk-main-wrapper" id="main">'
)
_FOOT = (
    '</main></div><footer class="govuk-footer"><div class="govuk-width-container">{foot}</div>'
    '</footer><script type="module">import {{ initAll }} from "/govuk-frontend.min.js";'
    "initAll();</script></body></html>"
)


def rebuilt(page: str) -> str:
    """Return the page with GOV.UK's frame, and their classes on its parts in place of ours."""
    main, foot = _inner(page, "main"), _inner(page, "footer")
    brand = re.sub(r"<[^>]+>", "", _inner(page, "header"))
    return _HEAD.format(brand=brand.strip()) + _dressed(main) + _FOOT.format(foot=_dressed(foot))


def _inner(page: str, tag: str) -> str:
    found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
    return found[1] if found else ""


def _dressed(part: str) -> str:
    bare = re.sub(r'\s(?:class|hx-[\w-]+)="[^"]*"', "", part)
    return re.sub(r"<(h[123]|p|a|ul|button|table)\b", _with_class, bare)


def _with_class(tag: re.Match[str]) -> str:
    return f'<{tag[1]} class="{_CLASSES[tag[1]]}"'


def yardstick(page: str, parts: Path) -> Flask:
    """Return an application that serves the rebuilt page with its parts, compressed as ours is."""
    app, html = Flask("yardstick", static_folder=None), rebuilt(page).encode()

    @app.get("/")
    def overview() -> Response:
        return _packed(html, "text/html")

    @app.get("/<path:name>")
    def part(name: str) -> Response:
        found = parts / name
        if not found.is_file():
            return Response(status=404)
        return _packed(found.read_bytes(), mimetypes.guess_type(name)[0] or "font/woff2")

    return app


def _packed(content: bytes, kind: str) -> Response:
    if kind.startswith("font/"):
        return Response(content, mimetype=kind)
    packed = brotli.compress(content, quality=11)
    return Response(packed, mimetype=kind, headers={"Content-Encoding": "br"})
