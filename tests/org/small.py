"""A small country: six provinces that were, five that are, as the data set would give them."""

from __future__ import annotations

from functools import cache

from giaoban.apps.org.actions.load_network import Loaded, load_network
from giaoban.apps.org.domain.network_plan import NetworkPlan
from giaoban.kit.access import Actor
from giaoban.packs.vietnam.network.plan import network_plan
from giaoban.packs.vietnam.network.source import Became, Place, Source

SYSTEM = Actor.system("tests")


def _places(*rows: tuple[str, str, str]) -> tuple[Place, ...]:
    """(key, official code, name); the key's last part is its own, the rest its parent's."""
    return tuple(
        Place(key, code, name, 12.0 + n / 10, 108.0 + n / 10, key.rpartition("_")[0])
        for n, (key, code, name) in enumerate(rows)
    )


_PROVINCES_BECAME = {"hn": "Hn", "hue": "Hue", "dn": "Dn", "bt": "Ld", "ld": "Ld", "cm": "Cm"}


def small_source() -> Source:
    return Source(
        label="small 1",
        old_provinces=_places(
            ("hn", "01", "Thành phố Hà Nội"),
            ("hue", "46", "Thành phố Huế"),
            ("dn", "48", "Thành phố Đà Nẵng"),
            ("bt", "60", "Tỉnh Bình Thuận"),
            ("ld", "68", "Tỉnh Lâm Đồng"),
            ("cm", "96", "Tỉnh Cà Mau"),
        ),
        old_districts=_places(
            ("hn_bd", "001", "Quận Ba Đình"),
            ("dn_hs", "498", "Huyện Hoàng Sa"),
            ("bt_pt", "593", "Thành phố Phan Thiết"),
            ("ld_dl", "672", "Thành phố Đà Lạt"),
            ("ld_dr", "674", "Huyện Đam Rông"),
        ),
        old_communes=_places(
            ("hn_bd_px", "00001", "Phường Phúc Xá"),
            ("hn_bd_tb", "00004", "Phường Trúc Bạch"),
            ("bt_pt_mn", "22918", "Phường Mũi Né"),
            ("ld_dl_p2", "24781", "Phường 2"),
            ("ld_dl_p10", "24796", "Phường 10"),
            ("ld_dr_dt", "24853", "Xã Đạ Tông"),
            ("ld_dr_dl", "24856", "Xã Đạ Long"),
            ("ld_dr_rs", "24875", "Xã Rô Men"),
            ("ld_dr_ln", "24877", "Xã Liêng Srônh"),
            ("ld_dr_pl", "24886", "Xã Phi Liêng"),
            ("ld_dr_dk", "24889", "Xã Đạ Rsal"),
        ),
        new_provinces=_places(
            ("Hn", "01", "Thành phố Hà Nội"),
            ("Hue", "46", "Thành phố Huế"),
            ("Dn", "48", "Thành phố Đà Nẵng"),
            ("Ld", "68", "Tỉnh Lâm Đồng"),
            ("Cm", "96", "Tỉnh Cà Mau"),
        ),
        new_communes=_places(
            ("Hn_bd", "00004", "Phường Ba Đình"),
            ("Dn_hs", "20333", "Đặc khu Hoàng Sa"),
            ("Ld_mn", "22918", "Phường Mũi Né"),
            ("Ld_lv", "24778", "Phường Lâm Viên"),
            ("Ld_xh", "24781", "Phường Xuân Hương"),
            ("Ld_dr", "24853", "Xã Đam Rông 4"),
        ),
        provinces_became=tuple(Became(old, (new,)) for old, new in _PROVINCES_BECAME.items()),
        communes_became=(
            Became("hn_bd_px", ("Hn_bd",)),
            Became("hn_bd_tb", ("Hn_bd",)),
            Became("dn_hs", ("Dn_hs",)),
            Became("bt_pt_mn", ("Ld_mn",)),
            Became("ld_dl_p2", ("Ld_xh", "Ld_lv")),
            Became("ld_dl_p10", ("Ld_lv",)),
            *(Became(f"ld_dr_{part}", ("Ld_dr",)) for part in ("dt", "dl", "rs", "ln", "pl", "dk")),
        ),
    )  # fmt: skip


@cache
def small_plan(maps: str = "all", extent: str = "all") -> NetworkPlan:
    return network_plan(maps, extent, source=small_source())


def load_small(maps: str = "all", extent: str = "all") -> Loaded:
    return load_network(actor=SYSTEM, plan=small_plan(maps, extent))
