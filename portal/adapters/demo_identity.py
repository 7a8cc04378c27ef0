"""Signing in by choosing a fictional person. Exists in the demo alone."""

from collections.abc import Iterable

from portal.ports import Identity


class DemoIdentityProvider:
    """Takes the name of a demo person for an identity, and knows no others."""

    def __init__(self, people: Iterable[Identity]) -> None:
        """`people` are those one can choose to be."""
        self._people = {person.subject: person for person in people}

    def identify(self, credential: str) -> Identity | None:
        """Return who was chosen, or None for a choice the page did not offer."""
        return self._people.get(credential)
