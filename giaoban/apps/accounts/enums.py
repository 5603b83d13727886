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
