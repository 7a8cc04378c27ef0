"""Photos and screenshots: drawn anew from their dots, so that no place, time or maker is left."""

import io
import warnings

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.ports.files import Cleaned, FileNotTaken, Limits

MOST_DOTS = 80_000_000
"""Of a picture: more than phones make, less than fills the memory."""
LONGEST = 3000
"""Dots of the longer side of what is kept: enough to read a letter photographed whole."""
THUMBNAIL = (96, 128)
_QUALITY, _THUMBNAIL_QUALITY = 82, 45
_FORMATS = {"jpeg": ("JPEG",), "png": ("PNG",), "heic": ("HEIF",)}

pillow_heif.register_heif_opener()


def clean_image(kind: str, content: bytes, limits: Limits) -> Cleaned:
    """Return a photo made anew; HEIC becomes JPEG. Raises FileNotTaken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = _drawn(kind, content)
    except FileNotTaken:
        raise
    except Image.DecompressionBombError:
        raise FileNotTaken("evidence-too-many-dots") from None
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, UnidentifiedImageError):
        raise FileNotTaken("evidence-broken") from None
    if kind == "png":
        made = _written(picture, "PNG", optimize=False)
    if kind != "png" or len(made) > limits.most_bytes:
        kind = "jpeg"
        made = _written(picture.convert("RGB"), "JPEG", quality=_QUALITY, optimize=True)
    return Cleaned(kind, made, 1, thumbnail(picture))


def _drawn(kind: str, content: bytes) -> Image.Image:
    """Read the dots of the first picture, upright, on white, no larger than is of use."""
    with Image.open(io.BytesIO(content), formats=_FORMATS[kind]) as found:
        if found.width * found.height > MOST_DOTS:
            raise FileNotTaken("evidence-too-many-dots")
        found.draft("RGB", (LONGEST, LONGEST))
        found.load()
        upright = ImageOps.exif_transpose(found)
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _on_white(upright)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the dots alone, in colour or grey: without transparency, profile or remarks."""
    has_holes = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA")
    if has_holes:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.point(lambda grey: grey * (1 / 256)).convert("L")
    dots = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    bare = Image.new(dots.mode, dots.size)
    bare.paste(dots)
    return bare


def _written(picture: Image.Image, form: str, **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def thumbnail(picture: Image.Image) -> bytes:
    """Return a small JPEG of a picture."""
    small = picture.convert("RGB")
    small.thumbnail(THUMBNAIL)
    return _written(small, "JPEG", quality=_THUMBNAIL_QUALITY, optimize=True)
