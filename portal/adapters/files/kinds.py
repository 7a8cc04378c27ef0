"""What a file is, by its first bytes; neither its name nor what the browser says of it counts."""

_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""The brands of HEIF files of the kind phones make."""
_PDF_WITHIN = 1024
"""A PDF's mark may stand this far from its beginning."""


def kind_of(content: bytes) -> str:
    """Return `jpeg`, `png`, `heic` or `pdf`, or nothing for any other file."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[4:8] == b"ftyp" and _is_heif(content):
        return "heic"
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return "pdf"
    return ""


def _is_heif(content: bytes) -> bool:
    """Whether one of the brands in the first box is one of a still picture."""
    length = min(int.from_bytes(content[:4], "big"), 256)
    brands = (content[8:12], *(content[at : at + 4] for at in range(16, length, 4)))
    return any(brand in _BRANDS for brand in brands)
