"""Settings from the environment, prefix PORTAL_. Unsafe ones stop the start outside the demo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from portal import sign_in_settings
from portal.errors import UnsafeSettings
from portal.keys import keys_of, together, with_files
from portal.sealing import BadKeys, sealer
from portal.sign_in_settings import SignInSettings, is_safe, split

SHORTEST_KEY = 32
FEWEST_DIFFERENT = 10
_MOST_PORT = 65_535
_PROXIES = ("0", "1", "2", "3")
LIMITS_TIMES = tuple(str(times) for times in range(1, 101))
_NEEDED = {
    "PORTAL_DATABASE_URL": "Set PORTAL_DATABASE_URL, such as postgresql+psycopg://user@host/name.",
    "PORTAL_MUNICIPALITY": "Set PORTAL_MUNICIPALITY to a folder of portal/municipalities.",
    "PORTAL_SECRET_KEY": f"Set PORTAL_SECRET_KEY to {SHORTEST_KEY} or more random characters.",
    "PORTAL_IDENTITY_KEY": f"Set PORTAL_IDENTITY_KEY to {SHORTEST_KEY} or more random characters.",
}
"""What a production start needs, and what to say when it is missing or weak."""


@dataclass(frozen=True)
class Settings:
    """All that can be set, read once at the start."""

    database_url: str = field(repr=False)
    municipality: str
    secret_key: str = field(repr=False)
    """Signs cookies, forms and links; several as `portal.keys` says."""
    identity_key: str = field(repr=False)
    """Keys the digests by which people are found; several as `portal.keys` says."""
    demo: bool = False
    """Sign in by choosing a fictional person; every page says that it is a demo."""
    today: date | None = None
    """The demo's own date; None means the real one."""
    payments: "PaymentSettings | None" = None
    """Where people pay; None means by bank only."""
    files: "FileSettings | None" = None
    """Where files lie that people send along; None means in memory, for tests."""
    site: str = ""
    """The portal's own address, without a slash at its end; empty: the one it was asked at."""
    digital_post: str = ""
    """The folder from which digital post fetches letters; empty: there is none."""
    sms: str = ""
    """The folder from which text messages are fetched to be sent; empty: there are none."""
    sign_in: SignInSettings | None = None
    """With whom people sign in; None in the demo alone."""
    vault_keys: str = field(default="", repr=False)
    """Seal the identity numbers that are kept, as `portal.sealing` says; empty: none is kept."""
    proxies: int = 0
    """How many servers stand in front and tell who asks; with 0 whoever connects is who asks."""
    limits_times: int = 1
    """How many times the usual limits of what one network or person may do."""


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Read the settings of a production start. Raises UnsafeSettings with all that must be set."""
    environ = with_files(environ)
    wrong = [
        sentence
        for name, sentence in _NEEDED.items()
        if not environ.get(name) or (name.endswith("_KEY") and _weak(environ[name]))
    ]
    wrong += _wrong_keys(environ)
    wrong += _wrong_files(environ)
    if not is_safe(environ.get("PORTAL_PUBLIC_URL", "")):
        wrong.append("Set PORTAL_PUBLIC_URL to the portal's own address, https://….")
    box = environ.get("PORTAL_DIGITAL_POST", "")
    if box and not Path(box).is_dir():
        wrong.append("Set PORTAL_DIGITAL_POST to a folder that is there, or leave it out.")
    wrong += _wrong_sms(environ)
    sign_in, wrong_sign_in = sign_in_settings.read(environ)
    wrong += wrong_sign_in
    if environ.get("PORTAL_PROXIES", "0") not in _PROXIES:
        wrong.append("Set PORTAL_PROXIES to the number of servers in front, 0 to 3.")
    if environ.get("PORTAL_LIMITS_TIMES", "1") not in LIMITS_TIMES:
        wrong.append("Set PORTAL_LIMITS_TIMES to a number from 1 to 100, or leave it out.")
    if environ.get("PORTAL_DEMO"):
        wrong.append("Unset PORTAL_DEMO: the demo sign-in is for `portal demo` alone.")
    if wrong:
        raise UnsafeSettings("\n".join(wrong))
    return Settings(
        database_url=environ["PORTAL_DATABASE_URL"],
        municipality=environ["PORTAL_MUNICIPALITY"],
        secret_key=_keys(environ, "PORTAL_SECRET_KEY"),
        identity_key=_keys(environ, "PORTAL_IDENTITY_KEY"),
        vault_keys=environ.get("PORTAL_VAULT_KEYS", ""),
        payments=payments_from_environment(environ),
        files=files_from_environment(environ),
        site=environ.get("PORTAL_PUBLIC_URL", "").rstrip("/"),
        digital_post=environ.get("PORTAL_DIGITAL_POST", ""),
        sms=environ.get("PORTAL_SMS", ""),
        sign_in=sign_in,
        proxies=int(environ.get("PORTAL_PROXIES", "0")),
        limits_times=int(environ.get("PORTAL_LIMITS_TIMES", "1")),
    )


def _keys(environ: Mapping[str, str], name: str) -> str:
    return together(environ.get(name, ""), environ.get(f"{name}_OLD", ""))


def _wrong_keys(environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong with keys of before, and with those that seal."""
    names = ("PORTAL_SECRET_KEY", "PORTAL_IDENTITY_KEY")
    told = {name: keys_of(_keys(environ, name)) for name in names if environ.get(name)}
    wrong = [
        f"Set {name}_OLD to keys of before, one a line, or leave it out."
        for name, keys in told.items()
        if len(set(keys)) < len(keys) or any(map(_weak, keys[1:]))
    ]
    if len(told) == len(names) and set(told[names[0]]) & set(told[names[1]]):
        wrong.append("PORTAL_SECRET_KEY and PORTAL_IDENTITY_KEY must differ.")
    try:
        sealer(environ.get("PORTAL_VAULT_KEYS", ""))
    except BadKeys:
        wrong.append("Set PORTAL_VAULT_KEYS_FILE to a file that `portal keys new` makes.")
    return wrong


@dataclass(frozen=True)
class FileSettings:
    """Where files lie that people send along, and who scans them."""

    folder: str
    scanner: str = "none"
    """`none`, or where clamd listens: the path of its socket, or its port on this machine."""


def files_from_environment(environ: Mapping[str, str]) -> FileSettings:
    """Read where files lie and who scans them. Raises UnsafeSettings."""
    wrong = _wrong_files(environ)
    if wrong:
        raise UnsafeSettings("\n".join(wrong))
    scanner = environ["PORTAL_SCANNER"].removeprefix("clamd:")
    return FileSettings(environ["PORTAL_FILES_DIR"], scanner)


def _wrong_files(environ: Mapping[str, str]) -> list[str]:
    """Return what must be set; whether files are scanned is a choice somebody has to make."""
    told, scanner = environ.get("PORTAL_FILES_DIR", ""), environ.get("PORTAL_SCANNER", "")
    wrong = []
    if not told.startswith("/"):
        wrong.append("Set PORTAL_FILES_DIR to a folder, /…, that no web server shows.")
    path, port = scanner.startswith("clamd:/"), scanner.removeprefix("clamd:")
    is_port = scanner.startswith("clamd:") and port.isascii() and port.isdigit()
    if scanner != "none" and not path and not (is_port and 0 < int(port) <= _MOST_PORT):
        wrong.append(
            "Set PORTAL_SCANNER to clamd:/path/of/its/socket, clamd:port, or none to scan nothing."
        )
    return wrong


@dataclass(frozen=True)
class MailSettings:
    """Where mail is handed over, and what it says about us."""

    host: str
    port: int
    sender: str
    site: str
    """The address of the portal that mails point to."""
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = False
    """From the first byte (`smtps`); otherwise encryption starts as soon as the server offers."""


def mail_from_environment(environ: Mapping[str, str]) -> MailSettings | None:
    """Read how mail goes out, or None when it does not. Raises UnsafeSettings."""
    environ = with_files(environ)
    told = environ.get("PORTAL_MAIL_URL")
    if not told:
        return None
    url = split(told)
    needed = ("PORTAL_MAIL_FROM", "PORTAL_PUBLIC_URL")
    wrong = [f"Set {name}: mail needs it." for name in needed if not environ.get(name)]
    if url is None or url.scheme not in ("smtp", "smtps") or not url.hostname:
        wrong.append("Set PORTAL_MAIL_URL to smtp://host:port or smtps://host:port.")
    if wrong:
        raise UnsafeSettings("\n".join(wrong))
    assert url is not None
    assert url.hostname is not None
    return MailSettings(
        host=url.hostname,
        port=url.port or (465 if url.scheme == "smtps" else 25),
        sender=environ["PORTAL_MAIL_FROM"],
        site=environ["PORTAL_PUBLIC_URL"],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        is_encrypted=url.scheme == "smtps",
    )


@dataclass(frozen=True)
class OutSettings:
    """By which ways messages leave."""

    site: str
    """The address of the portal that messages point to."""
    mail: MailSettings | None
    sms: str
    """The folder of text messages; empty: there are none."""


def out_from_environment(environ: Mapping[str, str]) -> OutSettings | None:
    """Read how messages leave, or None when none does but paper. Raises UnsafeSettings."""
    mail, sms = mail_from_environment(environ), environ.get("PORTAL_SMS", "")
    if mail is None and not sms:
        return None
    wrong, site = _wrong_sms(environ), environ.get("PORTAL_PUBLIC_URL", "")
    if not site:
        wrong.append("Set PORTAL_PUBLIC_URL: text messages need it.")
    if wrong:
        raise UnsafeSettings("\n".join(wrong))
    return OutSettings(site, mail, sms)


def _wrong_sms(environ: Mapping[str, str]) -> list[str]:
    sms = environ.get("PORTAL_SMS", "")
    is_wrong = sms and not Path(sms).is_dir()
    return ["Set PORTAL_SMS to a folder that is there, or leave it out."] if is_wrong else []


@dataclass(frozen=True)
class PaymentSettings:
    """Whose payment pages people pay on, and the address they come back to."""

    key: str = field(repr=False)
    """Of one website profile at the provider: `test_…` moves no money, `live_…` does."""
    site: str
    """The address of the portal, without a slash at its end."""
    server: str = ""
    """Where the provider is asked; its own address when empty."""

    @property
    def is_test(self) -> bool:
        """Whether no money moves."""
        return self.key.startswith("test_")


_PROVIDERS = ("mollie",)


def payments_from_environment(environ: Mapping[str, str]) -> PaymentSettings | None:
    """Read where people pay, or None when only by bank. Raises UnsafeSettings."""
    environ = with_files(environ)
    told = environ.get("PORTAL_PAYMENT_PROVIDER")
    if not told:
        return None
    key, site = environ.get("PORTAL_MOLLIE_KEY", ""), environ.get("PORTAL_PUBLIC_URL", "")
    server = environ.get("PORTAL_MOLLIE_URL", "")
    wrong = []
    if told not in _PROVIDERS:
        wrong.append(f"Set PORTAL_PAYMENT_PROVIDER to one of: {', '.join(_PROVIDERS)}.")
    if not key.startswith(("test_", "live_")):
        wrong.append("Set PORTAL_MOLLIE_KEY to a key that begins with test_ or live_.")
    if not is_safe(site):
        wrong.append("Set PORTAL_PUBLIC_URL to the portal's own address, https://….")
    if server and (not is_safe(server) or server.rstrip("/").endswith("/v2")):
        wrong.append("Set PORTAL_MOLLIE_URL to an address without /v2, or leave it out.")
    if wrong:
        raise UnsafeSettings("\n".join(wrong))
    return PaymentSettings(key, site.rstrip("/"), server.rstrip("/"))


def _weak(key: str) -> bool:
    """A short key, or one with few different characters, such as a placeholder."""
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT
