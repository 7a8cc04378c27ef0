"""What is committed knows nothing of the machine it was made on or of where packages come from."""

import re

from tests.structure.tree import name, repository, text

# Put together from parts, so that this file does not find itself.
PATHS = re.compile(r"(?:^|[^a-zA-Z0-9_.-])/(?:" + "work|" + "farm" + r")/", re.MULTILINE)
HOSTS = re.compile(
    "|".join(
        ["pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.(org|com)", "deb" + r"\.debian\.org"]
    )
)


def test_no_path_of_this_machine_is_committed() -> None:
    found = [name(path) for path in repository() if PATHS.search(text(path))]
    assert [path for path in found if not path.startswith("static/vendor/")] == []


def test_no_package_registry_is_named() -> None:
    assert [name(path) for path in repository() if HOSTS.search(text(path))] == []
