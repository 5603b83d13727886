"""How first passwords are kept until somebody signs in with them."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FirstPasswordHasher(PBKDF2PasswordHasher):
    """For passwords that we drew ourselves, of over 74 bits: nobody finds one by trying, however fast each try is, so
    that thousands are kept in seconds. The first sign-in keeps it anew in the usual way. Never for a chosen password.
    """

    algorithm = "pbkdf2_first"
    iterations = 2000
