"""What has to be set before people can sign in; the demo's way in is not there in production."""

from pathlib import Path

import pytest

from portal.app import create_app
from portal.config import from_environment, out_from_environment
from portal.errors import UnsafeSettings
from tests.signing.conftest import Browser, portal_of

GOOD = {
    "PORTAL_DATABASE_URL": "sqlite://",
    "PORTAL_MUNICIPALITY": "oss",
    "PORTAL_SECRET_KEY": "signs cookies in tests, 0123456789",
    "PORTAL_IDENTITY_KEY": "digests numbers in tests, 9876543210",
    "PORTAL_PUBLIC_URL": "https://portal.example.org",
    "PORTAL_FILES_DIR": "/tmp",
    "PORTAL_SCANNER": "none",
    "PORTAL_OIDC_RESIDENT_ISSUER": "https://broker.example.org",
    "PORTAL_OIDC_RESIDENT_CLIENT_ID": "the-portal",
    "PORTAL_OIDC_RESIDENT_CLIENT_SECRET": "hush",
    "PORTAL_OIDC_RESIDENT_LEVELS": "low, substantial,high",
    "PORTAL_OIDC_RESIDENT_STRONG": "substantial",
}


def test_a_provider_is_told_in_the_environment_and_its_secret_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush-hush\n")
    more = {"PORTAL_OIDC_RESIDENT_CLIENT_SECRET_FILE": str(secret)}
    told = from_environment(GOOD | more).sign_in
    assert told is not None
    (resident,) = told.providers
    assert resident.client_secret == "hush-hush"
    assert resident.strong_levels == ("substantial", "high")
    assert "hush" not in repr(told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_OIDC_RESIDENT_ISSUER", "http://broker.example.org"),
        ("PORTAL_OIDC_RESIDENT_ISSUER", "https://broker.example.org:port"),
        ("PORTAL_OIDC_RESIDENT_CLIENT_ID", ""),
        ("PORTAL_OIDC_RESIDENT_CLIENT_SECRET", ""),
        ("PORTAL_OIDC_RESIDENT_CLIENT_SECRET_FILE", "/not/there"),
        ("PORTAL_OIDC_RESIDENT_LEVELS", ""),
        ("PORTAL_OIDC_RESIDENT_STRONG", "gold"),
        ("PORTAL_OIDC_RESIDENT_CA_FILE", "/not/there"),
        ("PORTAL_SIGN_IN_AGAIN", "account,everything"),
        ("PORTAL_DEMO", "1"),
        ("PORTAL_PUBLIC_URL", "https://[portal"),
    ],
)
def test_what_is_wrong_is_named_and_its_value_is_not(name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=name) as told:
        from_environment(GOOD | {name: value})
    assert "hush" not in str(told.value)


@pytest.mark.parametrize("address", ["smtp://hush@mail:relay", "smtp://[mail", "http://mail"])
def test_an_address_of_mail_that_is_none_is_named_and_not_told(address: str) -> None:
    mail = {"PORTAL_MAIL_URL": address, "PORTAL_MAIL_FROM": "town@example.org"}
    with pytest.raises(UnsafeSettings, match="PORTAL_MAIL_URL") as told:
        out_from_environment(GOOD | mail)
    assert "hush" not in str(told.value)


def test_production_does_not_start_without_a_provider() -> None:
    without = {name: value for name, value in GOOD.items() if "OIDC" not in name}
    with pytest.raises(UnsafeSettings, match="PORTAL_OIDC_RESIDENT_ISSUER"):
        create_app(from_environment(without))


def test_nobody_comes_into_production_by_the_demo_s_way(embedded) -> None:  # noqa: ANN001
    app = portal_of("https://broker.example.org", embedded)
    visitor = Browser(app)
    page = visitor.client.post("/sign-in", data={"person": "demo-couple"})
    assert "demo-couple" not in page.text
    assert app.extensions["portal"].identity.identify("demo-couple") is None
    assert not visitor.is_in
