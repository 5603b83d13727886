"""Many units are named in few words, and the same line of several units stands once."""

from __future__ import annotations

from giaoban.apps.briefings.domain.material import Named, Said
from giaoban.apps.briefings.domain.naming import is_list, merged, named

ORGANISATIONS = ("MTTQ", "Công đoàn", "Nông dân")
WORDS = {"group": "{group}: {members}", "group_all": "{group} (cả {count} tổ chức)"}


def say(word: str, **places: object) -> str:
    return WORDS[word].format(**places)


def unit(organisation: str, area: str) -> Named:
    return Named(f"{organisation} {area}", organisation, area)


def said(body: str, organisation: str, report: int = 1) -> Said:
    return Said("shortcomings", unit(organisation, "Lâm Đồng"), report, body)


def test_few_units_are_named_in_full() -> None:
    assert named([unit("MTTQ", "Huế"), unit("Nông dân", "Huế")], 3, say) == "MTTQ Huế; Nông dân Huế"


def test_areas_stand_first_where_they_are_fewer() -> None:
    units = [unit(o, "Bạc Liêu") for o in ORGANISATIONS] + [unit(o, "Kon Tum") for o in ORGANISATIONS[1:]]
    assert named(units, 3, say) == "Bạc Liêu (cả 3 tổ chức); Kon Tum: Công đoàn, Nông dân"


def test_organisations_stand_first_where_they_are_fewer() -> None:
    units = [unit("MTTQ", area) for area in ("Huế", "Sơn La", "Cà Mau")] + [unit("Nông dân", "Huế")]
    assert named(units, 3, say) == "MTTQ: Huế, Sơn La, Cà Mau; Nông dân: Huế"


def test_a_unit_of_the_centre_has_its_own_name_among_many() -> None:
    centre = Named("Trung ương Hội Cựu chiến binh Việt Nam", "Cựu chiến binh", "Việt Nam", central=True)
    units = [unit("MTTQ", area) for area in ("Huế", "Sơn La", "Cà Mau")] + [centre]
    assert named(units, 3, say) == "Trung ương Hội Cựu chiến binh Việt Nam; MTTQ: Huế, Sơn La, Cà Mau"


def test_a_line_of_several_units_stands_once_and_first() -> None:
    items = merged([
        said("- Chỉ một nơi nêu\n- Báo cáo chậm", "MTTQ"), said("1. Báo cáo chậm", "Nông dân", 2),
    ])  # fmt: skip
    assert [item.body for item in items] == ["Báo cáo chậm", "Chỉ một nơi nêu"]
    assert [u.organisation for u in items[0].units] == ["MTTQ", "Nông dân"]
    assert [s.report_id for s in items[0].said] == [1, 2]


def test_only_a_text_of_marked_lines_is_a_list() -> None:
    assert is_list(said("- Một\n- Hai", "MTTQ"))
    assert not is_list(said("- Một", "MTTQ"))
    assert not is_list(said("Mở đầu\n- Hai", "MTTQ"))
