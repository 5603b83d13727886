"""Forms made by a program: so many sections of so many indicators."""

from __future__ import annotations

import yaml

ORGANISATIONS = ["MTTQ", "CD", "ND", "TN", "PN", "CCB"]


def form_source(code: str, sections: int, each: int) -> str:
    """A form as YAML: all indicators compulsory counts, a rule a section, the rule against last year, one text."""
    listed = [_section(s, each) for s in range(sections)]
    rules = [
        {
            "code": f"rule_{s}", "check": f"i{s}_0 <= i{s}_1", "severity": "error",
            "message": "{left} > {right}",
        }
        for s in range(sections)
    ]  # fmt: skip
    far = {
        "code": "far", "far_from": "last_year", "factor": 5, "floor": 50, "severity": "warning",
        "message_high": "{name} {left} {ratio} {right}", "message_low": "{name} {left} {ratio} {right}",
        "message_zero": "{name} {right}",
    }  # fmt: skip
    texts = {
        "code": "texts", "title": "Nội dung", "outline": {"party": "T", "state": "T"},
        "texts": [{"code": "highlights", "name": "Kết quả", "kind": "result", "compulsory": True, "max_length": 2000}],
    }  # fmt: skip
    tree = {
        "code": code, "version": 1, "title": f"Biểu đo {code}", "short_title": code, "frequency": "month",
        "window": "decree_09_2019", "line": "vertical", "deadline": {"working_days": 2},
        "who": [
            {"organisations": ["MTTQ"], "levels": ["centre"], "role": "only_consolidates"},
            {"organisations": ORGANISATIONS[1:], "levels": ["centre"], "role": "consolidates_and_gives"},
            {"organisations": ORGANISATIONS, "levels": ["province"], "role": "consolidates_and_gives"},
            {"organisations": ORGANISATIONS, "levels": ["commune"], "role": "gives"},
        ],
        "receivers": [{"line": "vertical", "role": "receives"}, {"line": "convening", "role": "reads"}],
        "addressees": [{"line": "vertical", "text": "{recipient}"}],
        "sections": [*listed, texts],
        "rules": [*rules, far],
    }  # fmt: skip
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def _section(number: int, each: int) -> dict[str, object]:
    indicators = [
        {
            "code": f"i{number}_{i}", "name": f"Chỉ tiêu {number}.{i}", "unit": "lượt", "compulsory": True,
            "minimum": 0, "sentence": f"Có {{i{number}_{i}~}} lượt.",
        }
        for i in range(each)
    ]  # fmt: skip
    place = f"P{number}"
    return {
        "code": f"s{number}", "title": f"Phần {number}", "outline": {"party": place, "state": place},
        "indicators": indicators,
    }  # fmt: skip
