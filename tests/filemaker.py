"""Files as people and mischief-makers send them, made here: nobody's photo lies in the tests."""

import io
import struct
import zipfile
import zlib
from functools import cache

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from portal.adapters.files.cleaning import Here
from portal.adapters.files.folder import Memory
from portal.adapters.files.scanners import Twin
from portal.ports.files import FileParts

SECRET = b"52.0 north, seen on the kitchen table"
"""What must be nowhere in a file that is kept."""
_GPS, _MAKER, _TURN = 34853, 271, 274


@cache
def jpeg(size: tuple[int, int] = (60, 40), turn: int = 1) -> bytes:
    """A photo that knows where it was taken, by what, and which side is up."""
    exif = Image.Exif()
    exif[_MAKER], exif[_TURN] = SECRET.decode(), turn
    exif.get_ifd(_GPS)[29] = SECRET.decode()
    picture = Image.new("RGB", size, "darkgreen")
    return _saved(picture, "JPEG", exif=exif, comment=SECRET)


@cache
def png(mode: str = "RGBA", colour: int | tuple[int, ...] = (200, 30, 30, 128)) -> bytes:
    """A screenshot with a hole in it, and a remark."""
    plain = _saved(Image.new(mode, (50, 50), colour), "PNG")
    remark = _chunk(b"tEXt", b"Comment\0" + SECRET)
    return plain[:33] + remark + plain[33:]


@cache
def heic() -> bytes:
    """A photo of the kind a newer phone makes."""
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[_MAKER] = SECRET.decode()
    return _saved(Image.new("RGB", (64, 64), "navy"), "HEIF", exif=exif.tobytes())


@cache
def pdf(pages: int = 2, password: str = "") -> bytes:
    """A PDF with remarks, a script, a file within, a button that does something, and a note."""
    made = Pdf.new()
    for number in range(pages):
        made.add_blank_page(page_size=(200, 300))
        made.pages[number].contents_add(b"0.8 0 0 rg 20 20 100 100 re f")
    script = Dictionary(S=Name.JavaScript, JS=SECRET.decode())
    page = made.pages[0].obj
    page["/AA"] = Dictionary(O=script)
    page["/PieceInfo"] = Dictionary(App=Dictionary(Private=SECRET.decode()))
    button = made.make_indirect(_button(made, script))
    page["/Annots"] = Array([button, _note()])
    made.Root["/AcroForm"] = Dictionary(Fields=Array([button]))
    made.Root["/OpenAction"] = script
    made.attachments["payslips.csv"] = SECRET
    with made.open_metadata() as metadata:
        metadata["dc:title"] = SECRET.decode()
    file = io.BytesIO()
    made.docinfo["/Author"] = SECRET.decode()
    if password:
        made.save(file, encryption=pikepdf.Encryption(owner="o", user=password))
    else:
        made.save(file, compress_streams=False)
    return file.getvalue()


def _button(made: Pdf, script: Dictionary) -> Dictionary:
    look = made.make_stream(b"0 0 1 rg 0 0 20 20 re f")
    look["/Type"], look["/Subtype"] = Name.XObject, Name.Form
    look["/BBox"] = Array([0, 0, 20, 20])
    rect = Array([150, 200, 170, 220])
    return Dictionary(
        T="b", FT=Name.Btn, Subtype=Name.Widget, Rect=rect, A=script, AP=Dictionary(N=look), F=4
    )


def _note() -> Dictionary:
    link = Dictionary(S=Name.URI, URI="https://evil.example/")
    return Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=link, Contents=SECRET.decode())


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 dots wide and high."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    dots = zlib.compress(b"\0" * 200_000, 9)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", dots), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def archive() -> bytes:
    """A ZIP file, with a file in it that grows large."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("photo.jpg", b"\0" * 500_000)
    return file.getvalue()


def polyglot() -> bytes:
    """A photo that goes on as a web page with a script, and as an archive."""
    return jpeg() + b"<html><script>alert(1)</script></html>" + SECRET + archive()


def vector() -> bytes:
    """A drawing with a script in it."""
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def deep_pdf() -> bytes:
    """A PDF whose tree of pages goes round in a circle."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 999999999/Kids[2 0 R 2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def quick() -> FileParts:
    """Return what takes files in without a process for each: they are our own."""
    return FileParts(Here(), Twin(), Memory())


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)  # type: ignore[arg-type]
    return file.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    crc = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)


LIES: dict[str, bytes] = {
    "nothing": b"",
    "a word": b"abc",
    "a drawing": vector(),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "an archive": archive(),
    "a program": b"MZ" + b"\0" * 500,
    "a first byte alone": b"\xff\xd8\xff",
    "a PNG's mark alone": b"\x89PNG\r\n\x1a\n",
    "a PDF's mark alone": b"%PDF-1.7",
    "a photo cut off": jpeg((400, 400))[:300],
    "a screenshot cut off": png()[:60],
    "a HEIC cut off": heic()[:120],
    "a HEIC's mark alone": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "a bomb": bomb(),
    "a PDF in a circle": deep_pdf(),
    "a PDF cut off": pdf()[:200],
    "a locked PDF": pdf(password="secret"),
    "too many pages": pdf(pages=60),
    "NUL": b"\0" * 5000,
}
"""What is no photo and no document, whatever it is called."""
