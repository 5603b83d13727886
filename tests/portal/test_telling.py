"""A conference drafts its news: the centre's view and a site's, in whole sentences, from what was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.briefings.actions.issue_briefing import issue_briefing
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.hold_conference import close_conference, open_conference
from giaoban.apps.conferences.actions.order_papers import ask_paper, hand_in_paper
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.actions.put_task import put_task
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.plan import NewAgreedTask, NewItem, NewSite
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind
from giaoban.apps.conferences.models import Conference
from giaoban.apps.portal.actions.draft_from_conference import draft_from_conference
from giaoban.apps.portal.domain.telling import (
    TellingError,
    ToldConference,
    ToldSite,
    ToldTask,
    telling_words,
    told,
)
from giaoban.apps.portal.formats.telling import load_words
from giaoban.apps.portal.models import NewsItem
from giaoban.apps.portal.queries.telling import conferences_to_tell
from giaoban.kit.errors import Conflict, Forbidden, NotFound
from tests.network import SmallNetwork
from tests.reporting.conftest import Round, open_month

STARTS = datetime(2021, 7, 13, 1, tzinfo=UTC)
TOLD = ToldConference(
    title="Hội nghị trực tuyến sơ kết", issuer="Ban Dân vận Trung ương", day="13/7/2021", hour=8,
    place="Điểm cầu trung tâm tại Hà Nội", form="online", chair="Trưởng Ban Dân vận Trung ương", sites=64,
    present=1870, units=[], heard=["Báo cáo sơ kết 6 tháng đầu năm"],
    papers=[("Mặt trận tỉnh Lâm Đồng", "Kinh nghiệm vận động"), ("Hội Nông dân tỉnh X", "Đưa nông sản lên sàn.")],
    period="6 tháng đầu năm 2021", results=["Cả nước có 726 cửa hàng", "Tiêu thụ trên 100.000 tấn nông sản."],
    difficulties=["Nắm tình hình còn chậm"], conclusions=["Việc chính làm trước"],
    tasks=[ToldTask("Quán triệt nghị quyết.", "Mặt trận Trung ương", "30/9/2021"),
           ToldTask("Kết nối nông sản", "Hội Nông dân", "14/12/2021", "with")],
    synthetic=True,
)  # fmt: skip
SITE = ToldSite("Lâm Đồng", "Mặt trận tỉnh Lâm Đồng", 28, "Chủ tịch Mặt trận tỉnh")


def test_the_centres_item() -> None:
    text = told(TOLD, load_words())
    assert text.title == "Ban Dân vận Trung ương tổ chức hội nghị trực tuyến sơ kết"
    assert text.lead == (
        "Sáng 13/7/2021, tại điểm cầu trung tâm tại Hà Nội, Ban Dân vận Trung ương tổ chức hội nghị trực tuyến sơ kết. "
        "Đồng chí Trưởng Ban Dân vận Trung ương chủ trì hội nghị."
    )
    for words in (
        "tại 64 điểm cầu với 1.870 đại biểu", "Hội nghị đã nghe báo cáo sơ kết 6 tháng đầu năm.",
        "- Hội Nông dân tỉnh X: đưa nông sản lên sàn.", "Theo báo cáo 6 tháng đầu năm 2021 trình hội nghị:",
        "Cả nước có 726 cửa hàng.", "- Nắm tình hình còn chậm.", "- Việc chính làm trước.",
        "Hội nghị thống nhất 2 nhiệm vụ trọng tâm:",
        "- Quán triệt nghị quyết (chủ trì: Mặt trận Trung ương; thời hạn: 30/9/2021).", "dữ liệu mô phỏng",
    ):  # fmt: skip
        assert words in text.body, words
    assert "[" not in text.body
    assert ".." not in text.body


def test_a_sites_item_tells_its_own_hall_paper_and_tasks() -> None:
    text = told(replace(TOLD, site=SITE), load_words())
    assert text.title == "Mặt trận tỉnh Lâm Đồng dự hội nghị trực tuyến sơ kết"
    assert text.lead.startswith("Sáng 13/7/2021, tại điểm cầu Lâm Đồng, Mặt trận tỉnh Lâm Đồng dự hội nghị")
    assert (
        "Tại điểm cầu Lâm Đồng có 28 đại biểu dự; đồng chí Chủ tịch Mặt trận tỉnh chủ trì điểm cầu."
        in text.body
    )
    assert "Mặt trận tỉnh Lâm Đồng tham luận với nội dung “Kinh nghiệm vận động”." in text.body
    assert "Phối hợp với Hội Nông dân: kết nối nông sản (thời hạn: 14/12/2021)." in text.body
    assert "Đưa nông sản lên sàn" not in text.body
    assert "Khó khăn" not in text.body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"results": None}, "báo cáo chưa ban hành"),
        ({"conclusions": None}, "chưa được xác nhận"),
        ({"site": replace(SITE, present=None)}, "[số đại biểu dự]"),
    ],
)
def test_what_was_not_recorded_stands_in_brackets(changes: dict[str, Any], words: str) -> None:
    body = told(replace(TOLD, **changes), load_words()).body
    assert words in body
    assert "[" in body


@pytest.mark.parametrize(
    ("hour", "word"), [(0, "Sáng"), (10, "Sáng"), (11, "Trưa"), (13, "Chiều"), (19, "Tối")]
)
def test_parts_of_the_day(hour: int, word: str) -> None:
    assert told(replace(TOLD, hour=hour), load_words()).lead.startswith(f"{word} 13/7/2021")


def test_one_hall_names_who_was_there() -> None:
    found = replace(
        TOLD, form="hall", sites=0, place="Hà Nội", units=["Hội Nông dân", "Công đoàn"], present=40
    )
    text = told(found, load_words())
    assert "Dự hội nghị có 40 đại biểu của Hội Nông dân; Công đoàn." in text.body
    assert "tại Hà Nội, Ban" in text.lead
    assert "trực tuyến." not in text.lead


def test_words_that_do_not_fit_are_named() -> None:
    with pytest.raises(TellingError, match="missing"):
        telling_words({})


def held(net: SmallNetwork, **changes: Any) -> Conference:
    """mm-tw convenes front-tw and front-p1, who gives a paper; one conclusion, one task, confirmed."""
    centre, units = net.actor("mm-tw"), net.units
    row = plan_conference(
        actor=centre, unit=units["mm-tw"], title="Hội nghị sơ kết", kind=ConferenceKind.HALF_YEAR,
        form=ConferenceForm.ONLINE, starts_at=STARTS, place="Hà Nội", chair_post="Trưởng Ban", now=STARTS,
        agenda=[NewItem("Báo cáo sơ kết", "report", 20)], **changes,
    )  # fmt: skip
    sites = [NewSite(units[c].name, units[c].pk, None, 5) for c in ("front-tw", "front-p1")]
    add_sites(actor=centre, conference=row, sites=sites, now=STARTS)
    paper = ask_paper(actor=centre, conference=row, unit=units["front-p1"], title="Cách làm hay", now=STARTS)
    hand_in_paper(actor=net.actor("front-p1"), paper=paper, title="Cách làm hay", now=STARTS)
    open_conference(actor=centre, conference=row, now=STARTS)
    for site in row.sites.all():
        report_attendance(actor=centre, site=site, officers=7, others=2, now=STARTS)
    write_conclusion(actor=centre, conference=row, text="Theo đến cùng kiến nghị")
    put_task(
        actor=centre, conference=row,
        task=NewAgreedTask("Giám sát hỗ trợ", units["front-p1"].pk, date(2021, 11, 30), "A", "B"),
    )  # fmt: skip
    return row


def confirmed(net: SmallNetwork, row: Conference) -> Conference:
    close_conference(actor=net.actor("mm-tw"), conference=row, now=STARTS)
    return confirm_conclusions(actor=net.actor("mm-tw", Post.LEADER), conference=row, now=STARTS)


def test_both_views_from_what_was_recorded(net: SmallNetwork) -> None:
    """With the figures of the briefing that was issued for the period."""
    month = Round(net, open_month(net))
    month.all_the_way("front-tw", households_helped="12")
    briefing = compose_briefing(
        actor=net.actor("mm-tw"), unit=net.units["mm-tw"], root=net.units["mm-tw"], collection=month.collection,
        layout="party", now=STARTS,
    )  # fmt: skip
    row = held(net, period=month.collection.period, draft=briefing.content)
    with pytest.raises(Conflict):
        draft_from_conference(actor=net.actor("mm-tw"), conference=row, unit=net.units["mm-tw"], now=STARTS)
    row = confirmed(net, row)
    early = draft_from_conference(
        actor=net.actor("mm-tw"), conference=row, unit=net.units["mm-tw"], now=STARTS
    )
    assert "báo cáo chưa ban hành" in early.body  # figures of a draft may still move
    leader = net.actor("mm-tw", Post.LEADER)
    issue_briefing(
        actor=leader, briefing=briefing, number=5, symbol="05-BC/BDVTW", dated=date(2021, 7, 13), now=STARTS
    )
    centre = draft_from_conference(
        actor=net.actor("mm-tw"), conference=row, unit=net.units["mm-tw"], now=STARTS
    )
    for words in ("tại 2 điểm cầu với 18 đại biểu", "“Cách làm hay”", "- Theo đến cùng kiến nghị.",
                  f"(chủ trì: {net.units['front-p1'].name}; thời hạn: 30/11/2021)", " 12 "):  # fmt: skip
        assert words in centre.body, words
    site = draft_from_conference(
        actor=net.actor("front-p1"), conference=row, unit=net.units["front-p1"], now=STARTS
    )
    assert "có 9 đại biểu dự" in site.body
    assert "Chủ trì: giám sát hỗ trợ (thời hạn: 30/11/2021)." in site.body
    assert site.conference_id == centre.conference_id == row.pk


def test_only_who_took_part_and_who_writes(net: SmallNetwork) -> None:
    row = confirmed(net, held(net))
    with pytest.raises(NotFound):
        draft_from_conference(
            actor=net.actor("front-p2"), conference=row, unit=net.units["front-p2"], now=STARTS
        )
    auditor = net.actor("front-p1", Post.AUDITOR)
    with pytest.raises(Forbidden):
        draft_from_conference(actor=auditor, conference=row, unit=net.units["front-p1"], now=STARTS)
    assert [c.pk for c in conferences_to_tell(net.actor("front-p1"), net.units["front-p1"])] == [row.pk]
    assert not conferences_to_tell(net.actor("front-p2"), net.units["front-p2"])


def test_from_the_desk(net: SmallNetwork) -> None:
    row = confirmed(net, held(net))
    browser = Client()
    browser.force_login(net.user("front-p1"), backend="giaoban.config.sessions.Backend")
    assert "Hội nghị sơ kết" in browser.get("/dang-tin/hoi-nghi/").content.decode()
    answer = browser.post(f"/dang-tin/hoi-nghi/{row.pk}/")
    item = NewsItem.objects.get()
    assert answer["Location"] == f"/dang-tin/{item.pk}/"
    assert "already" in browser.get(f"/dang-tin/hoi-nghi/{row.pk}/").content.decode()
