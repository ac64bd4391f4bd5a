"""Secrets at rest: encrypted with a key that is derived from SECRET_KEY and used for nothing else."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from portal.errors import SourceError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_PURPOSE = b"portal: passwords of databases, 1"


def sealed(secret: str, *, key: str) -> str:
    """The secret, encrypted and signed (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _box(key).encrypt(secret.encode()).decode()


def unsealed(token: str, *, key: str) -> str:
    """The secret again; SourceError when it was sealed with another SECRET_KEY."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(key).decrypt(token.encode()).decode()
    except InvalidToken:
        raise SourceError(
            "The kept password cannot be read any more, because SECRET_KEY has changed. Enter it again under Connect."
        ) from None


def _box(key: str) -> Fernet:
    # Imported here: most requests seal nothing.
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
