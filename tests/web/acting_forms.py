"""The forms of acting for someone and of being helped: who sends them, and a good answer."""

from collections.abc import Callable
from typing import Any

from tests.filemaker import jpeg

LEND: dict[str, object] = {
    "helps": "look",
    "hours": "24",
    "once": "drawn-with-the-page",
    "told": "both",
    "email": "helper@example.org",
}
REGISTER: dict[str, object] = {
    "name": "Somebody Kind",
    "number": "999990135",
    "capacity": "administrator",
    "rights": "look",
    "until": "2027-01-01",
    "evidence": "The decision of the court.",
    "paper": "12/3456",
    "once": "drawn-with-the-page",
}
SAYS: dict[str, object] = {
    "version": "1",
    "says": "no",
    "until": "",
    "reason": "The paper is of an earlier year.",
}
COME: dict[str, object] = {"code": "{code}", "name": "Somebody Kind", "capacity": "adviser"}


def acting_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    return [
        form("citizen.acting_begin", "asker", "/acting", {"acting": "{leave}"}),
        form("citizen.acting_stop", "asker", "/acting/stop", {}),
        form("citizen.acting_new", "ready", "/acting/new/principal", REGISTER),
        form("citizen.acting_withdraw", "ready", "/acting/asks/{acting-ask}/withdrawn", {}),
        form("citizen.acting_files", "ready", "/acting/asks/{acting-ask}/files", {"files": jpeg()}),
        form(
            "citizen.acting_file_back",
            "ready",
            "/acting/asks/{acting-ask}/files/{acting-file}/back",
            {},
        ),
        form("citizen.acting_end", "ready", "/acting/{third-leave}/end", {}),
        form("staff.acting_answer", "worker", "/staff/acting/{acting-ask}", SAYS),
        form("staff.acting_end", "worker", "/staff/acting/leaves/{leave}/end", {}),
        form("citizen.helper_new", "ready", "/helpers/new/all", LEND, answers=200),
        form("citizen.helper_end", "ready", "/helpers/{loan}/end", {}),
        form("citizen.correct", "ready", "/my-data/correct/name", {"words": "With an F."}),
        form("citizen.forget", "ready", "/my-data/unsent", {}),
        form("public.helping", "guest", "/helping", COME),
    ]
