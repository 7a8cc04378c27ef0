"""What is wrong in a municipality's folder stops the start with a sentence that says what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.errors import BadFile
from portal.municipality import load
from portal.municipality.reading import read
from portal.simulate.usual import usual_people

OSS = load("oss")
NUMBER = 'write a whole number without quotation marks, or an amount such as "25.00"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a whole folder."""
    return Path(shutil.copytree(OSS.folder, tmp_path / "oss"))


def set_value(file: str, name: str, value: str) -> Callable[[Path], None]:
    """Put another value in the first entry of a name."""

    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        head = f"[[settings.{name}]]" if f"[[settings.{name}]]" in text else f"[[{name}]]"
        at = text.index("value = ", text.index(head))
        path.write_text(f"{text[:at]}value = {value}{text[text.index(chr(10), at) :]}", "utf-8")

    return change


def amendment(folder: Path, name: str, value: str) -> Path:
    """Lay a later value of a name among the amendments."""
    (folder / "amendments").mkdir()
    file = folder / "amendments" / "later.toml"
    row = f'[[settings.{name}]]\nfrom = 2026-12-01\nvalue = {value}\nmark = "law"\nsource = "x"\n'
    file.write_text(row, "utf-8")
    return file


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def spoilt(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            set_value("policy.toml", "capacity_percent", '"x"'),
            f"policy.toml: capacity_percent from 2024-01-01: {NUMBER}",
        ),
        (
            set_value("policy.toml", "capacity_percent", "true"),
            f"policy.toml: capacity_percent from 2024-01-01: {NUMBER}",
        ),
        (
            set_value("policy.toml", "automatic_grants", '"plan"'),
            "policy.toml: automatic_grants from 2024-01-01: write a list of names",
        ),
        (
            set_value("terms.toml", "word_days", '"three"'),
            f"terms.toml: word_days from 2024-01-01: {NUMBER}",
        ),
        (
            set_value("terms.toml", "hearing_when", "3"),
            "terms.toml: hearing_when from 2024-01-01: write one name in quotation marks",
        ),
        (
            set_value("terms.toml", "claim_order", '["eldest"]'),
            "terms.toml: claim_order from 2024-01-01: knows only fine_last, oldest, taxed",
        ),
        (
            spoilt("policy.toml", '"NormThresholdCapacity"', '"NormTresholdCapacity"'),
            "policy.toml: account from 2024-01-01: knows only NormThresholdCapacity",
        ),
        (
            spoilt("policy.toml", '"means_test"', '"meanstest"'),
            "policy.toml: decisions from 2024-01-01: knows only frame, means_test",
        ),
        (
            spoilt("policy.toml", "own_facts = [", "own_facts = 3 # ["),
            "policy.toml: policy: 'own_facts' is missing, or of another kind",
        ),
        (
            spoilt("policy.toml", "label = ", "labels = "),
            "policy.toml: articles.",
        ),
        (
            set_value("terms.toml", "outcomes_public", '"no"'),
            "terms.toml: outcomes_public from 2024-01-01: write true or false",
        ),
        (
            set_value("terms.toml", "word_days", "1.5"),
            "terms.toml: word_days: this kind of value is not known",
        ),
        (without("terms.toml"), "terms.toml: is missing; put it there"),
        (without("policy.toml"), "policy.toml: is missing; put it there"),
        (without("journeys.toml"), "journeys.toml: is missing; put it there"),
        (spoilt("policy.toml", "version = ", "versie = "), "policy.toml: policy: 'version' is"),
        (spoilt("terms.toml", "value = 3\n", "value = \n"), "terms.toml: mend it, it is no TOML"),
    ],
)
def test_each_mistake_is_told_before_anything_is_summed(
    folder: Path, change: Callable[[Path], None], told: str
) -> None:
    change(folder)
    with pytest.raises(BadFile) as stopped:
        read(folder)
    (said,) = stopped.value.mistakes
    assert said.startswith(told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interest_rate_property_tax", '"5.00"'),
        ("repayable_benefit_table", "[[0, 0, 0], [150000, 4, 2]]"),
    ],
)
def test_what_nobody_found_yet_is_entered_in_the_file_or_as_a_change(
    tmp_path: Path, name: str, value: str
) -> None:
    folder = Path(shutil.copytree(load("norddjurs").folder, tmp_path / "norddjurs"))
    file = amendment(folder, name, value)
    changed = read(folder).policy.settings[name][-1].written
    file.unlink()
    set_value("policy.toml", name, value)(folder)
    assert read(folder).policy.settings[name][-1].written == changed != []


def test_a_change_that_does_not_fit_is_told_with_its_file(folder: Path) -> None:
    amendment(folder, "capacity_percent", '"x"')
    with pytest.raises(BadFile, match=r"^later\.toml: capacity_percent: must be a whole number$"):
        read(folder)


def test_people_to_try_a_policy_on_are_needed_for_that_alone(folder: Path) -> None:
    (folder / "caseload.toml").unlink()
    town = read(folder)
    with pytest.raises(BadFile, match=r"^caseload\.toml: is missing; put it there"):
        usual_people(town)
