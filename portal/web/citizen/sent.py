"""What was sent to this person: how each message left, whether it arrived, and a copy."""

from flask import render_template

from portal.people import deliveries
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.message_words import went
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/letters/sent")
@needs(Permission.OWN_MANAGE)
def sent() -> str:
    """List the newest messages that left."""
    with services().database.reading() as session:
        found = [went(*one) for one in deliveries.sent_to(session, actor().id)]
    return render_template("citizen/sent.html", sent=found)
