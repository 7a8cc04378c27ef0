"""PDF files: written anew page by page, without remarks about them, scripts, files within, actions.

What is kept is what a page shows. Forms keep how they were filled in; their buttons do nothing.
"""

import io

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from portal.adapters.files.images import THUMBNAIL, thumbnail
from portal.ports.files import Cleaned, FileNotTaken, Limits

_OF_A_PAGE = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources")
"""What a page needs to be seen; all else goes, and with it every action."""
_SHOWN = ("/Widget", "/FreeText", "/Ink", "/Stamp", "/Highlight", "/Line", "/Square", "/Circle")
"""Annotations that show something by an appearance of their own."""
_UNSEEN = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Ref"),
    *("/A", "/AA", "/JS", "/OpenAction"),
)
"""What nobody sees: remarks, files and pages elsewhere; and what could do something."""
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""By which a stream takes its content from another file."""
_OF_AN_ANNOTATION = ("/Rect", "/AP", "/AS", "/F")
"""What it needs to be seen; it becomes a stamp, which is a picture on the page and no more."""


def clean_pdf(content: bytes, limits: Limits) -> Cleaned:
    """Return a PDF made anew. Raises FileNotTaken."""
    try:
        with Pdf.open(io.BytesIO(content)) as found:
            pages = len(found.pages)
            _must_fit(pages, limits)
            made = _written(found)
    except pikepdf.PasswordError:
        raise FileNotTaken("evidence-locked") from None
    except FileNotTaken:
        raise
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        raise FileNotTaken("evidence-broken") from None
    return Cleaned("pdf", made, pages, _first_page(made))


def _must_fit(pages: int, limits: Limits) -> None:
    if not pages:
        raise FileNotTaken("evidence-broken")
    if pages > limits.most_pages:
        raise FileNotTaken("evidence-too-many-pages")


def _written(found: Pdf) -> bytes:
    """Write the pages into a new file; of the old one only what pages show comes along."""
    with Pdf.new() as made:
        for page in found.pages:
            _strip_page(page.obj)
        made.pages.extend(found.pages)
        for thing in made.objects:
            _strip_object(thing)
        file = io.BytesIO()
        made.save(
            file,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return file.getvalue()


def _strip_page(page: Object) -> None:
    shown = [_bare(one) for one in _annotations(page) if _is_shown(one)]
    for key in list(page.keys()):
        if key not in (*_OF_A_PAGE, "/Parent"):
            del page[key]
    if shown:
        page["/Annots"] = Array(shown)


def _annotations(page: Object) -> list[Object]:
    found = page.get("/Annots")
    if not isinstance(found, Array):
        return []
    return [one for one in found.as_list() if isinstance(one, Dictionary)]


def _is_shown(annotation: Object) -> bool:
    return str(annotation.get("/Subtype", "")) in _SHOWN and "/AP" in annotation


def _bare(annotation: Object) -> Object:
    kept = {key: annotation[key] for key in _OF_AN_ANNOTATION if key in annotation}
    return Dictionary(kept | {"/Type": Name.Annot, "/Subtype": Name.Stamp})


def _strip_object(thing: Object) -> None:
    """Take remarks, actions and files off anything that can carry them, such as a picture."""
    if not isinstance(thing, (Dictionary, Stream)):
        return
    unseen = (*_UNSEEN, *_ELSEWHERE) if isinstance(thing, Stream) else _UNSEEN
    is_file = "/EF" in thing or thing.get("/Type") == Name("/Filespec")
    for key in list(thing.keys()) if is_file else unseen:
        if key in thing:
            del thing[key]


def _first_page(content: bytes) -> bytes:
    """Draw the first page small; a page that cannot be drawn has no picture."""
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            width, height = page.get_size()
            scale = min(THUMBNAIL[0] * 2 / max(width, 1), THUMBNAIL[1] * 2 / max(height, 1), 4)
            picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        finally:
            document.close()
    except (pypdfium2.PdfiumError, ValueError, RuntimeError):
        return b""
    return thumbnail(picture)
