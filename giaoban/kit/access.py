"""Who asks, and may they? One policy answers the action, the query and the template.

An `Actor` is made at the edge (session, token, job) and passed down; nothing below reads the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.kit import usecase
from giaoban.kit.errors import Forbidden, NotFound

ActorKind = Literal["user", "system", "public", "token"]
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Hat:
    """One appointment that is in force: the post held in a unit. `predecessors` are merged units it acts for."""

    unit_id: int
    post: str
    predecessor_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. `hats` are the appointments in force; `worn` is the unit acted for on this screen."""

    kind: ActorKind
    user_id: int | None = None
    hats: tuple[Hat, ...] = ()
    worn: int | None = None
    label: str = ""
    _unit_ids: frozenset[int] = field(init=False, repr=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        ids = {h.unit_id for h in self.hats} | {p for h in self.hats for p in h.predecessor_ids}
        object.__setattr__(self, "_unit_ids", frozenset(ids))

    @classmethod
    def system(cls, label: str) -> Self:
        """The program itself: jobs, migrations, loaders. Named in the audit by `label`."""
        return cls(kind="system", label=label)

    @classmethod
    def public(cls) -> Self:
        """Anybody, not signed in."""
        return cls(kind="public")

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def unit_ids(self) -> frozenset[int]:
        """Units the actor holds any post in, with the merged units these stand for."""
        return self._unit_ids

    def units_as(self, posts: Iterable[str]) -> frozenset[int]:
        """Units in which the actor holds one of `posts` (empty `posts`: any post)."""
        wanted = frozenset(posts)
        return frozenset(
            u for h in self.hats if not wanted or h.post in wanted for u in (h.unit_id, *h.predecessor_ids)
        )

    def holds(self, unit_id: int | None, posts: Iterable[str] = ()) -> bool:
        """Does the actor hold one of `posts` in this unit?"""
        return unit_id is not None and unit_id in self.units_as(posts)


@dataclass(frozen=True, slots=True)
class Policy(Generic[M]):
    """One permission.

    `rows(actor, queryset)` narrows to what the actor may do this to; `may(actor, obj)` is the same answer
    for one object without a query. A policy without `rows` gives no rows: it is for single objects only.
    """

    name: str
    may: Callable[[Actor, Any], bool]
    rows: Callable[[Actor, models.QuerySet[M]], models.QuerySet[M]] | None = None

    def allows(self, actor: Actor, obj: Any) -> bool:
        return actor.is_system or self.may(actor, obj)

    def scope(self, actor: Actor, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
        if actor.is_system:
            return queryset
        if self.rows is None:
            return queryset.none()
        return self.rows(actor, queryset)


def authorize(actor: Actor, policy: Policy[Any], obj: Any, *, seen_by: Policy[Any] | None = None) -> None:
    """Check and note the check for the use-case door.

    Raises NotFound when `seen_by` says that the actor may not even see `obj`, else Forbidden.
    """
    usecase.note_authorized(policy.name)
    if policy.allows(actor, obj):
        return
    if seen_by is not None and not seen_by.allows(actor, obj):
        raise NotFound
    raise Forbidden(
        _("Your post does not allow this step. Ask the leader or the administrator of your unit.")
    )


class ScopedQuerySet(models.QuerySet[M]):
    """A QuerySet that narrows itself by a policy: every read that a person sees goes through here."""

    def visible_to(self, actor: Actor, policy: Policy[M]) -> Self:
        return policy.scope(actor, self)  # type: ignore[return-value]
