"""Kinds, levels and lines of the network."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class AreaKind(TextChoices):
    NATION = "nation", _("Nation")
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")
    VILLAGE = "village", _("Village")
    SECTOR = "sector", _("Sector outside the map")


class Level(IntegerChoices):
    """Where a unit stands; smaller is higher. Bodies outside the network have no level to report at."""

    CENTRE = 0, _("Centre")
    PROVINCE = 1, _("Province")
    DISTRICT = 2, _("District")
    COMMUNE = 3, _("Commune")
    VILLAGE = 4, _("Village")


class OrganisationKind(TextChoices):
    FRONT = "front", _("Fatherland Front")
    POLITICAL_SOCIAL = "political_social", _("Political-social organisation")
    MEMBER = "member", _("Other member organisation")
    PARTY = "party", _("Party body")
    STATE = "state", _("State body")


class Line(TextChoices):
    """The two lines a unit stands on (ngành dọc, cùng cấp)."""

    VERTICAL = "vertical", _("Own organisation, one level up")
    CONVENING = "convening", _("Convening body of the area")


class DayKind(TextChoices):
    OFF = "off", _("Day off")
    MADE_UP = "made_up", _("Make-up working day")
