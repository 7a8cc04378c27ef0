"""The forms of acting for someone and of being helped: who sends them, and a good answer."""

from collections.abc import Callable
from typing import Any

LEND: dict[str, object] = {
    "what": "all",
    "helps": "look",
    "hours": "24",
    "once": "drawn-with-the-page",
    "told": "both",
    "email": "helper@example.org",
}
COME: dict[str, object] = {"code": "{code}", "name": "Somebody Kind", "capacity": "adviser"}


def acting_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    return [
        form("citizen.acting_begin", "asker", "/acting", {"acting": "{leave}"}),
        form("citizen.acting_stop", "asker", "/acting/stop", {}),
        form("citizen.helper_new", "ready", "/helpers/new", LEND, answers=200),
        form("citizen.helper_end", "ready", "/helpers/{loan}/end", {}),
        form("public.helping", "guest", "/helping", COME),
    ]
