"""What the resident asked, in a few words."""

from flask_babel import gettext

from portal.web.context import amount, day
from portal.web.staff.offer import Offer


def asked(offer: Offer) -> str:
    """Return what was asked: "€ 50.00 a month", "in 24 months, € 41.67 a month"."""
    if offer.until:
        return gettext("staff-what-until", day=day(offer.until))
    if offer.ask == "remission":
        return gettext("staff-what-all", amount=amount(offer.debt))
    if offer.monthly is None:
        return gettext("staff-what-rules" if offer.is_plan else "staff-what-time")
    if offer.months:
        return gettext("staff-what-months", count=offer.months, amount=amount(offer.monthly))
    return gettext("amount-a-month", amount=amount(offer.monthly))
