"""Texts in the elements of a file of ISO 20022."""

from xml.etree.ElementTree import Element


def inner(element: Element, *paths: str) -> str:
    """Return the text of the first of these paths that has any, else nothing."""
    texts = ((element.findtext(path) or "").strip() for path in paths)
    return next((text for text in texts if text), "")


def all_inner(element: Element, path: str) -> list[str]:
    """Return every text on this path that is not empty."""
    texts = ((found.text or "").strip() for found in element.findall(path))
    return [text for text in texts if text]
