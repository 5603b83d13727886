"""People, users and appointments."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import DateRangeField
from django.db import models

from giaoban.apps.org.models import DatedQuerySet, Unit, never_two

from .enums import Post


class Person(models.Model):
    """A human being. What is personal lies encrypted in `sealed`; destroying `key` erases it for good."""

    key = models.BinaryField(null=True, editable=False)
    sealed = models.BinaryField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True)


class UserManager(BaseUserManager["User"]):
    """Finds users by name as allauth asks; creating one is a use case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """Someone who may sign in. `label` is the post shown on screens, never a person's name."""

    username = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=160)
    person = models.OneToOneField(Person, on_delete=models.SET_NULL, null=True, related_name="user")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.label or self.username

    def get_full_name(self) -> str:
        return self.label


class AppointmentQuerySet(DatedQuerySet):
    """Appointments by day."""

    def of(self, user: User, day: date) -> Any:
        return self.filter(user=user, valid__contains=day)


class Appointment(models.Model):
    """A user holds a post in a unit on the days of `valid`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=15, choices=Post)
    valid = DateRangeField()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [never_two("accounts_one_appointment", "user", "unit", "post")]
