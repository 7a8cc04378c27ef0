"""What is kept of a file: what one sees of it, and nothing else."""

import io

import pypdfium2
import pytest
from PIL import Image

from portal.adapters.files.cleaning import Apart, Here
from portal.adapters.files.kinds import kind_of
from portal.ports.files import FileNotTaken, Limits
from tests import filemaker
from tests.filemaker import LIES, SECRET

LIMITS = Limits(most_bytes=2_000_000, most_pages=20)
GOOD = {
    "jpeg": filemaker.jpeg(),
    "png": filemaker.png(),
    "heic": filemaker.heic(),
    "pdf": filemaker.pdf(),
}


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_known_by_what_is_in_it(kind: str) -> None:
    assert kind_of(GOOD[kind]) == kind


@pytest.mark.parametrize(
    ("sent", "kept"), [*zip(GOOD, ("jpeg", "png", "jpeg", "pdf"), strict=True)]
)
def test_what_is_kept_knows_nothing_of_who_where_and_when(sent: str, kept: str) -> None:
    assert SECRET[:12] in GOOD[sent] or sent == "heic"
    made = Here().clean(GOOD[sent], LIMITS)
    assert made.kind == kept == kind_of(made.content)
    for trace in (SECRET, SECRET.decode().encode("utf-16-be"), b"Exif", b"JavaScript", b"evil.ex"):
        assert trace not in made.content
        assert trace not in made.thumbnail
    assert picture(made.thumbnail).format == "JPEG"


@pytest.mark.parametrize("kind", GOOD)
def test_the_same_file_gives_the_same(kind: str) -> None:
    assert Here().clean(GOOD[kind], LIMITS) == Here().clean(GOOD[kind], LIMITS)


def test_a_photo_stands_upright() -> None:
    made = Here().clean(filemaker.jpeg((60, 40), turn=6), LIMITS)
    assert picture(made.content).size == (40, 60)


@pytest.mark.slow
def test_a_large_photo_is_made_small_enough_to_keep() -> None:
    made = Here().clean(filemaker.jpeg((4000, 3000)), LIMITS)
    assert picture(made.content).size == (3000, 2250)
    assert max(picture(made.thumbnail).size) <= 128
    assert len(made.thumbnail) < 2_000


def test_what_one_can_see_through_stands_on_white() -> None:
    seen = picture(Here().clean(filemaker.png("RGBA", (0, 0, 0, 0)), LIMITS).content)
    assert seen.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_of_grey_stay_grey() -> None:
    seen = picture(Here().clean(filemaker.png("I;16", 32_768), LIMITS).content)
    assert seen.convert("L").getpixel((5, 5)) == 128


def test_a_pdf_still_shows_its_pages_and_how_a_form_was_filled_in() -> None:
    made = Here().clean(filemaker.pdf(), LIMITS)
    document = pypdfium2.PdfDocument(made.content)
    seen = document[0].render().to_pil()
    assert (len(document), made.pages) == (2, 2)
    assert seen.getpixel((50, 250)) == (204, 0, 0)
    assert seen.getpixel((160, 90)) == (0, 0, 255)
    document.close()


@pytest.mark.parametrize("what", LIES)
def test_what_is_no_photo_or_document_is_told_and_not_kept(what: str) -> None:
    with pytest.raises(FileNotTaken) as told:
        Here().clean(LIES[what], LIMITS)
    assert told.value.message.startswith("evidence-")


def test_each_is_told_what_is_wrong_with_theirs() -> None:
    said = {}
    for what in ("nothing", "a drawing", "a locked PDF", "too many pages", "a bomb"):
        with pytest.raises(FileNotTaken) as told:
            Here().clean(LIES[what], LIMITS)
        said[what] = told.value.message
    assert said == {
        "nothing": "evidence-empty",
        "a drawing": "evidence-other-kind",
        "a locked PDF": "evidence-locked",
        "too many pages": "evidence-too-many-pages",
        "a bomb": "evidence-too-many-dots",
    }
    with pytest.raises(FileNotTaken) as large:
        Here().clean(filemaker.jpeg() + b"\0" * 2_000_000, LIMITS)
    assert large.value.message == "evidence-too-large"


def test_a_photo_that_is_also_a_page_and_an_archive_is_only_a_photo_afterwards() -> None:
    made = Here().clean(filemaker.polyglot(), LIMITS)
    assert made == Here().clean(filemaker.jpeg(), LIMITS)


def test_in_a_process_of_its_own_it_is_the_same() -> None:
    for kind in ("heic", "pdf"):
        assert Apart().clean(GOOD[kind], LIMITS) == Here().clean(GOOD[kind], LIMITS)
    with pytest.raises(FileNotTaken) as told:
        Apart().clean(LIES["a HEIC cut off"], LIMITS)
    assert told.value.message == "evidence-broken"


def test_a_process_that_dies_or_never_ends_takes_nobody_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portal.adapters.files.cleaning.CHILD", "import os; os.abort()")
    with pytest.raises(FileNotTaken):
        Apart().clean(GOOD["jpeg"], LIMITS)
    monkeypatch.setattr("portal.adapters.files.cleaning.CHILD", "import time; time.sleep(9)")
    monkeypatch.setattr("portal.adapters.files.cleaning.SECONDS", 0.2)
    with pytest.raises(FileNotTaken):
        Apart().clean(GOOD["jpeg"], LIMITS)
