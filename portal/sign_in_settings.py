"""With whom people sign in: one provider for each kind of user, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from portal.ports.signing_in import Agreement

KINDS = ("resident", "business", "staff")
SENSITIVE = ("account", "adopting", "lending", "mandate", "signing")
"""Acts for which someone signs in once more: a bank account, a change of the rules, lending what
one has, acting for someone, a second signature."""
NO_LEVELS = "none"
_CLAIMS = {"staff": "sub"}
"""Where the claim that says who it is has a name of its own; else it is that of the scheme."""


@dataclass(frozen=True)
class SignInSettings:
    """All there is to say about signing in."""

    providers: tuple[Agreement, ...]
    sensitive: frozenset[str] = frozenset(SENSITIVE)
    """Of SENSITIVE, the acts for which someone signs in once more."""


def read(environ: Mapping[str, str]) -> tuple[SignInSettings | None, list[str]]:
    """Return the settings, None without any, and a sentence for each that must be mended."""
    wrong: list[str] = []
    told = [kind for kind in KINDS if environ.get(f"PORTAL_OIDC_{kind.upper()}_ISSUER")]
    providers = tuple(_provider(environ, kind, wrong) for kind in told)
    asked = _words(environ.get("PORTAL_SIGN_IN_AGAIN", ",".join(SENSITIVE)))
    sensitive = frozenset() if asked == ("none",) else frozenset(asked)
    if not sensitive <= set(SENSITIVE):
        wrong.append(f"Set PORTAL_SIGN_IN_AGAIN to some of {', '.join(SENSITIVE)}, or to none.")
    return (SignInSettings(providers, sensitive) if providers else None), wrong


def _provider(environ: Mapping[str, str], kind: str, wrong: list[str]) -> Agreement:
    prefix = f"PORTAL_OIDC_{kind.upper()}_"
    own = {key.removeprefix(prefix): value for key, value in environ.items() if prefix in key}
    if not is_safe(own["ISSUER"]):
        wrong.append(f"Set {prefix}ISSUER to an address, https://….")
    if not own.get("CLIENT_ID"):
        wrong.append(f"Set {prefix}CLIENT_ID to the name the provider gave the portal.")
    secret = _secret(own, prefix, wrong)
    levels = _levels(own, prefix, wrong)
    strong = own.get("STRONG") or (levels[-1] if levels else "")
    if levels and strong not in levels:
        wrong.append(f"Set {prefix}STRONG to one of {prefix}LEVELS.")
        strong = levels[-1]
    authorities = own.get("CA_FILE", "")
    if authorities and not Path(authorities).is_file():
        wrong.append(f"Set {prefix}CA_FILE to a file of certificates, or leave it out.")
    return Agreement(
        kind=kind,
        issuer=own["ISSUER"],
        client_id=own.get("CLIENT_ID", ""),
        client_secret=secret,
        claim=own.get("CLAIM") or _CLAIMS.get(kind, ""),
        name_claim=own.get("NAME_CLAIM") or "name",
        scope=own.get("SCOPE") or "openid profile",
        levels=levels,
        strong=strong,
        hosts=_words(own.get("HOSTS", "")),
        authorities=authorities,
    )


def _secret(own: Mapping[str, str], prefix: str, wrong: list[str]) -> str:
    path = own.get("CLIENT_SECRET_FILE", "")
    if path and not Path(path).is_file():
        wrong.append(f"Set {prefix}CLIENT_SECRET_FILE to a file that can be read.")
        return ""
    secret = Path(path).read_text("utf-8").strip() if path else own.get("CLIENT_SECRET", "")
    if not secret:
        wrong.append(f"Set {prefix}CLIENT_SECRET_FILE to a file with the client secret.")
    return secret


def _levels(own: Mapping[str, str], prefix: str, wrong: list[str]) -> tuple[str, ...]:
    """Return the levels; that none are looked at is a choice somebody has to make."""
    levels = _words(own.get("LEVELS", ""))
    if not levels:
        wrong.append(
            f"Set {prefix}LEVELS to the levels of assurance (acr) that let someone in, the lowest"
            f" first, with a comma between them; or to {NO_LEVELS}."
        )
    return () if levels == (NO_LEVELS,) else levels


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def is_safe(address: str) -> bool:
    """Whether an address is encrypted, or of this machine alone."""
    url = split(address)
    if url is None:
        return False
    is_here = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost")
    return bool(url.hostname) and not url.query and (url.scheme == "https" or is_here)


def split(address: str) -> SplitResult | None:
    """Return the parts of an address; None where it is none, or its port can be none."""
    try:
        url = urlsplit(address)
        url.port  # noqa: B018  (it is read when it is asked for)
    except ValueError:
        return None
    return url
