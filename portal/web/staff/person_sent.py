"""What was sent to a person, as they see it themselves."""

from flask import render_template

from portal.people import deliveries, directory
from portal.people.actors import Permission
from portal.web.message_words import went
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@staff.get("/people/<ref>/sent")
@needs(Permission.PERSON_READ)
def person_sent(ref: str) -> str:
    """List the newest messages that left."""
    parts = services()
    with parts.database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        assert person.id is not None
        found = [went(*one) for one in deliveries.sent_to(session, person.id)]
    return render_template("staff/person_sent.html", person=person, sent=found)
