"""What a municipality's folder tells of the people its trials make up; no number is drawn here."""

from typing import Any

from portal.municipality import Municipality
from portal.municipality.reading import table


def usual_people(town: Municipality) -> int:
    """Return how many people its file makes up."""
    people: int = told(town)["people"]
    return people


def told(town: Municipality) -> dict[str, Any]:
    """Return the file: how many people, and how each thing about them is spread."""
    return table(town.folder / "caseload.toml")
