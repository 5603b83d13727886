"""Posts that appointments name."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Post(TextChoices):
    OFFICER = "officer", _("Officer")
    LEADER = "leader", _("Leader")
    CLERK = "clerk", _("Clerk")
    TREASURER = "treasurer", _("Treasurer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


WORKING_POSTS = (Post.OFFICER, Post.LEADER, Post.CLERK)


class Holding(TextChoices):
    """How a post is held on a day."""

    HELD = "held", _("In force")
    TO_COME = "to_come", _("Not begun yet")
    OVER = "over", _("Over")
    LOCKED = "locked", _("Account locked")


HOLDING_TONE = {
    Holding.HELD: "done",
    Holding.TO_COME: "info",
    Holding.OVER: "neutral",
    Holding.LOCKED: "late",
}
