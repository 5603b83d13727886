"""Who takes part where: sites, delegates, what they sent, corrections of their counts."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Area, Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.fields import SortKeyField

from ..enums import CommandKind, DelegateState, LineTest
from .conference import Conference


class Site(models.Model):
    """A place that takes part (điểm cầu). Counts are null until the site has counted.

    `parent` is the site above it, `ancestors` all of them, topmost first. `key` is part of its link: a new one makes
    the old link worthless. `connected_at`: first; `gone_at`: since when it is not here any more.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="sites")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="below")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="sites")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    sort_key = SortKeyField()
    folded = models.TextField(default="", editable=False, help_text="what searches compare")
    expected = models.PositiveIntegerField(default=0)
    officers = models.PositiveIntegerField(null=True, help_text="officers and members present")
    others = models.PositiveIntegerField(null=True, help_text="others present")
    line_test = models.CharField(max_length=8, choices=LineTest, default=LineTest.WAITING)
    line_note = models.CharField(max_length=300, blank=True)
    picture_good = models.BooleanField(null=True)
    sound_good = models.BooleanField(null=True)
    phone_good = models.BooleanField(null=True, help_text="the spare telephone")
    local_chair = models.CharField(max_length=200, blank=True, help_text="the post that chairs there")
    operator = models.CharField(max_length=200, blank=True, help_text="the post that runs the line there")
    line_url = models.URLField(max_length=300, blank=True, help_text="its own address of picture and sound")
    phone = models.CharField(max_length=40, blank=True, help_text="the spare telephone of the office there")
    key = models.CharField(max_length=16)
    ancestors: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)
    connected_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Site"].as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "unit"], name="conferences_one_site_a_unit"),
            models.UniqueConstraint(fields=["conference", "name"], name="conferences_one_site_a_name"),
            models.CheckConstraint(
                condition=Q(officers=None, others=None, counted_at=None)
                | Q(officers__isnull=False, others__isnull=False, counted_at__isnull=False),
                name="conferences_counted_whole",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="conferences_site_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Delegate(models.Model):
    """A delegate by post, never by name, in protocol order. `key` is part of the personal link: a new one makes the
    old link worthless. `stands_for` is the post that comes instead when the delegate is replaced.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="delegates")
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, related_name="delegates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DelegateState, default=DelegateState.INVITED)
    replaced_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=16)
    present_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Delegate"].as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"], name="conferences_delegate_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["conference", "post"], name="conferences_one_delegate_a_post"),
            models.CheckConstraint(
                condition=~Q(state=DelegateState.REPLACED) | ~Q(replaced_by=""),
                name="conferences_replaced_says_by_whom",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.replaced_by if self.state == DelegateState.REPLACED else self.post


class SiteCommand(models.Model):
    """What a site or a delegate sent over its link, once: `key` is made on the device before the first try, so the
    same command sent again after a dropped line is known and does nothing. Only ever added.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, related_name="commands")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, null=True, related_name="commands")
    key = models.UUIDField()
    kind = models.CharField(max_length=10, choices=CommandKind)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="conferences_command_of_site_once"),
            models.UniqueConstraint(fields=["delegate", "key"], name="conferences_command_of_delegate_once"),
            models.CheckConstraint(
                condition=Q(site=None, delegate__isnull=False) | Q(site__isnull=False, delegate=None),
                name="conferences_command_of_one",
            ),
        ]


class AttendanceCorrection(models.Model):
    """The secretary corrected what a site had counted, with the reason. Only ever added."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="corrections")
    officers_before = models.PositiveIntegerField(null=True)
    others_before = models.PositiveIntegerField(null=True)
    officers = models.PositiveIntegerField()
    others = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="conferences_correction_has_reason")
        ]
