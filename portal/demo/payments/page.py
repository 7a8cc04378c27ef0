"""The stand-in's payment page: says plainly that it is a demo, and lets one choose what happens."""

from html import escape

from portal import texts
from portal.demo.payments.book import FINAL, Payment

CHOICES = ("paid", "pending", "failed", "canceled", "expired")
"""What can come of a payment here, as on the provider's own page in test mode."""
_STYLE = (
    ":root{color-scheme:light dark}:focus-visible{outline:3px solid;outline-offset:2px}"
    "body{font:18px/1.5 system-ui;margin:0 auto;max-width:30rem;padding:1rem}"
    "button{font:inherit;display:block;width:100%;min-height:48px;margin:.5rem 0}"
    "p:first-of-type{border:3px solid;padding:.5rem}"
)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
}


def page(payment: Payment) -> str:
    """Return the page of a payment, in the language it was asked for."""
    lang = str(payment.asked.get("locale") or "en")[:2]

    def said(message: str, **values: object) -> str:
        return escape(texts.text(lang, message, **values))

    amount = texts.amount(lang, payment.currency, payment.amount)
    buttons = "".join(
        f'<button name="status" value="{choice}">'
        f"{escape(texts.text(lang, f'stand-in-{choice}'))}</button>"
        for choice in CHOICES
    )
    form = f'<form method="post">{buttons}</form>' if payment.status not in FINAL else ""
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{said('stand-in-title')}</title><style>{_STYLE}</style>"
        f"<main><h1>{said('stand-in-title')}</h1><p>{said('stand-in-demo')}</p>"
        f"<p>{escape(str(payment.asked['description']))}<br><strong>{escape(amount)}</strong></p>"
        f"{form}</main></html>"
    )
