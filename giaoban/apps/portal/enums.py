"""States of news, who writes and who publishes, and the tones of badges."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from giaoban.apps.accounts.enums import WORKING_POSTS, Post


class ItemState(TextChoices):
    """A withdrawn item keeps its address, which then says so."""

    DRAFT = "draft", pgettext_lazy("news", "Draft")
    PUBLISHED = "published", pgettext_lazy("news", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("news", "Withdrawn")


TONE = {ItemState.DRAFT: "progress", ItemState.PUBLISHED: "done", ItemState.WITHDRAWN: "late"}
WRITERS = WORKING_POSTS
"""Posts that write drafts."""
PUBLISHERS = (Post.LEADER, Post.CLERK)
"""Posts that publish, correct what is published, and withdraw."""
KEEPERS = (Post.LEADER, Post.ADMINISTRATOR)
"""Posts that open the public page and say what stands on it."""
