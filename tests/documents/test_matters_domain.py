"""The code of the next matter file, and what the pack says of both lists."""

from __future__ import annotations

from typing import Any

import pytest

from giaoban.apps.documents.domain.matter_forms import MatterFormError, matter_forms
from giaoban.apps.documents.domain.matters import next_code
from giaoban.apps.documents.formats.matters import load_matter_forms


class TestDomain:
    def test_the_next_code_keeps_the_symbol(self) -> None:
        assert next_code([]) == "01"
        assert next_code(["01.VP", "09.VP", "x"]) == "10.VP"
        assert next_code(["007-TH"]) == "008-TH"

    def test_the_pack_describes_both_lists(self) -> None:
        forms = load_matter_forms()
        assert (forms.retention(None), forms.retention(5), forms.retention(33)) == (
            "Vĩnh viễn",
            "05 năm",
            "33 năm",
        )
        assert [c.value for c in forms.list.columns] == ["code", "title", "retention", "keeper", "note"]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"words": {}}, "words"),
            ({"retentions": [{"years": 5, "name": "5"}]}, "permanent"),
            ({"list": {}}, "list"),
        ],
    )
    def test_what_does_not_fit_is_named(self, change: dict[str, Any], said: str) -> None:
        years = [{"years": None, "name": "x"}, {"years": 1, "name": "1"}]
        data = {"words": dict(load_matter_forms().words), "retentions": years} | change
        with pytest.raises(MatterFormError, match=said):
            matter_forms(data)
