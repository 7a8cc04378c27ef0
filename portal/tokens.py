"""Signed, timed tokens: one salt a purpose, so that a token for one thing opens no other."""

from itsdangerous import BadData, URLSafeTimedSerializer


def sign(content: object, *, key: str, purpose: str) -> str:
    """Return a token that carries `content`, readable but not forgeable."""
    return URLSafeTimedSerializer(key, salt=purpose).dumps(content)


def read(token: str, *, key: str, purpose: str, seconds: int) -> object | None:
    """Return what the token carries, or None when it is forged, for another purpose or too old."""
    try:
        content: object = URLSafeTimedSerializer(key, salt=purpose).loads(token, max_age=seconds)
    except BadData:
        return None
    return content
