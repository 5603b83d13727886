"""States as an app declares them, with their tones."""

from django.db.models import TextChoices


class State(TextChoices):
    DRAFT = "draft", "Đang soạn"
    SENT = "sent", "Đã gửi"
    RECEIVED = "received", "Đã tiếp nhận"
    RETURNED = "returned", "Trả lại – đề nghị bổ sung"
    LATE = "late", "Quá hạn"


TONE = {
    State.DRAFT: "neutral",
    State.SENT: "progress",
    State.RECEIVED: "done",
    State.RETURNED: "due",
    State.LATE: "late",
}
