"""Sessions and their users: Django's own; what every request begins with is read by kept queries."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from giaoban.apps.accounts.models import User
from giaoban.kit.prepared import ByKey, Kept

_USERS = ByKey(User.objects.all)
_LIVE = Kept(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """What `SESSION_ENGINE` names."""

    def _get_session_from_db(self) -> Session | None:
        found = _LIVE.first(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


class Backend(ModelBackend):
    """What `AUTHENTICATION_BACKENDS` names."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = _USERS.get(user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
