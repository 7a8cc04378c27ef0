"""A municipality is a folder of data: who it is, its claim kinds, its policy, its theme."""

from portal.municipality.parts import Basis, ClaimKind
from portal.municipality.reading import load, must_be_whole, names, not_begun, other_policy, read
from portal.municipality.town import Municipality

__all__ = [
    "Basis",
    "ClaimKind",
    "Municipality",
    "load",
    "must_be_whole",
    "names",
    "not_begun",
    "other_policy",
    "read",
]
