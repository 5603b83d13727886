"""A form definition from YAML (or the same tree kept as JSON), checked whole.

`parse_form(text, source)` for a file, `definition_of(mapping, source)` for a stored version. Both raise one
FormDefinitionInvalid that lists every fault with its path and remedy.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from django.utils.translation import gettext as _

from giaoban.apps.indicators.domain.sentences import PatternError, parse_pattern
from giaoban.apps.indicators.enums import AreaAggregation, TimeAggregation, ValueType
from giaoban.apps.org.enums import Level
from giaoban.apps.reporting.domain.form_definition import (
    Addressee,
    Category,
    Deadline,
    FormDefinition,
    Giver,
    GiverRole,
    IndicatorDef,
    Line,
    Receiver,
    ReceiverRole,
    SectionDef,
    TextDef,
    TextKind,
    Window,
)
from giaoban.apps.reporting.domain.nodes import Node, read_mapping
from giaoban.apps.reporting.domain.problems import FormDefinitionInvalid, Problem
from giaoban.apps.reporting.domain.rule_reading import read_rules
from giaoban.kit.periods import Frequency

LEVELS = tuple(level.name.lower() for level in Level)
_AVERAGED = (AreaAggregation.WEIGHTED_AVERAGE,)
_UNSUMMABLE = (ValueType.CHOICE, ValueType.DATE)
_UNSUMMED = (AreaAggregation.COUNT, AreaAggregation.NONE, AreaAggregation.LATEST)


def parse_form(text: str, source: str) -> FormDefinition:
    """The form in a YAML text; `source` names it in errors."""
    return definition_of(read_mapping(text, source), source)


def definition_of(mapping: Mapping[str, Any], source: str) -> FormDefinition:
    """The form in a tree of plain values, as `read_mapping` gives it."""
    problems: list[Problem] = []
    node = Node(mapping, "", problems)
    draft = FormDefinition(
        code=node.code(),
        version=node.integer("version", minimum=1),
        title=node.text("title"),
        short_title=node.text("short_title"),
        frequency=Frequency(node.choice("frequency", tuple(Frequency))),
        window=cast(Window, node.choice("window", get_args(Window), "decree_09_2019")),
        deadline=_deadline(node),
        line=cast(Line, node.choice("line", get_args(Line), "vertical")),
        who=tuple(_giver(child) for child in node.children("who")),
        receivers=tuple(_receiver(child) for child in node.children("receivers")),
        addressees=tuple(_addressee(child) for child in node.children("addressees")),
        sections=tuple(_section(child) for child in node.children("sections")),
    )
    rules = node.children("rules")
    node.end()
    _check_whole(draft, node)
    if not problems:
        draft = FormDefinition(**{**_fields(draft), "rules": read_rules(rules, draft)})
        _check_sentences(draft, problems)
    if problems:
        raise FormDefinitionInvalid(source, tuple(problems))
    return draft


def _fields(draft: FormDefinition) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in FormDefinition.__dataclass_fields__}


def _deadline(node: Node) -> Deadline:
    if node.get("deadline") is None:
        node.refuse(
            "deadline",
            _("No deadline is given."),
            _("Write “deadline: {working_days: 3}”, counted from the cut-off."),
        )
        return Deadline(1)
    child = Node(node.get("deadline"), "deadline", node.problems)
    by_level = child.pairs("by_level")
    found = Deadline(child.integer("working_days", minimum=1), tuple((str(k), v) for k, v in by_level))
    for level, days in by_level:
        if level not in LEVELS or not isinstance(days, int) or days < 1:
            child.refuse(
                f"by_level.{level}",
                _("A level with its number of working days is expected."),
                _("Use one of: %(keys)s.") % {"keys": ", ".join(LEVELS)},
            )
    child.end()
    return found


def _giver(node: Node) -> Giver:
    found = Giver(
        organisations=node.words("organisations"),
        levels=node.words("levels", LEVELS),
        role=cast(GiverRole, node.choice("role", get_args(GiverRole))),
        within=node.words("within"),
    )
    if not found.organisations or not found.levels:
        node.refuse("", _("It is not said who gives."), _("Name at least one organisation and one level."))
    node.end()
    return found


def _receiver(node: Node) -> Receiver:
    found = Receiver(
        line=cast(Line, node.choice("line", get_args(Line))),
        role=cast(ReceiverRole, node.choice("role", get_args(ReceiverRole))),
    )
    node.end()
    return found


def _addressee(node: Node) -> Addressee:
    found = Addressee(
        line=cast(Line, node.choice("line", get_args(Line))),
        text=node.text("text"),
        organisations=node.words("organisations"),
        levels=node.words("levels", LEVELS),
    )
    node.end()
    return found


def _section(node: Node) -> SectionDef:
    found = SectionDef(
        code=node.code(),
        title=node.text("title"),
        outline=tuple((layout, str(place)) for layout, place in node.pairs("outline")),
        organisations=node.words("organisations"),
        indicators=tuple(_indicator(child) for child in node.children("indicators")),
        texts=tuple(_text(child) for child in node.children("texts")),
    )
    node.end()
    return found


def _text(node: Node) -> TextDef:
    found = TextDef(
        code=node.code(),
        name=node.text("name"),
        kind=cast(TextKind, node.choice("kind", get_args(TextKind))),
        compulsory=node.flag("compulsory"),
        max_length=node.integer("max_length", 10_000, minimum=1),
        help=node.text("help", ""),
        organisations=node.words("organisations"),
    )
    node.end()
    return found


def _indicator(node: Node) -> IndicatorDef:
    name = node.text("name")
    value_type = ValueType(node.choice("type", tuple(ValueType.values), "integer"))
    unsummable = value_type in _UNSUMMABLE
    default = "weighted_average" if value_type is ValueType.RATIO else "none" if unsummable else "sum"
    area = node.choice("over_areas", tuple(AreaAggregation.values), default)
    over_time = node.choice("over_time", tuple(TimeAggregation.values), "latest" if unsummable else "sum")
    found = IndicatorDef(
        code=node.code(),
        name=name,
        short_name=node.text("short_name", name),
        value_type=value_type,
        unit_of_measure=node.text("unit", "đồng" if value_type is ValueType.MONEY else ""),
        decimals=node.integer("decimals", 1 if value_type in (ValueType.DECIMAL, ValueType.RATIO) else 0),
        area_aggregation=AreaAggregation(area),
        time_aggregation=TimeAggregation(over_time),
        disaggregation=tuple(_category(child) for child in node.children("by")),
        total_slot=node.flag("total"),
        compulsory=node.flag("compulsory"),
        zero_is_significant=node.flag("zero_is_significant"),
        has_plan=node.flag("plan"),
        minimum=node.number("minimum"),
        maximum=node.number("maximum"),
        choices=node.words("choices"),
        numerator=node.text("numerator", ""),
        denominator=node.text("denominator", ""),
        sentence=node.text("sentence", ""),
        levels=node.words("levels", LEVELS),
        shared_allowed=node.flag("shared"),
        help=node.text("help", ""),
    )
    node.end()
    _check_indicator(found, node)
    return found


def _category(node: Node) -> Category:
    found = Category(node.code(), node.text("name"))
    node.end()
    return found


def _check_indicator(item: IndicatorDef, node: Node) -> None:
    ratio = item.value_type is ValueType.RATIO
    if ratio != bool(item.numerator and item.denominator) or (ratio and item.disaggregation):
        node.refuse(
            "numerator",
            _("A ratio, and only a ratio, names its numerator and denominator, and is not split."),
            _("Give both names and no “by”, or choose another type."),
        )
    if ratio != (item.area_aggregation in _AVERAGED):
        node.refuse(
            "over_areas",
            _("A weighted average needs a numerator and a denominator, and a ratio is always one."),
            _("Use type ratio with over_areas weighted_average, or another aggregation."),
        )
    if (item.value_type is ValueType.CHOICE) != bool(item.choices):
        node.refuse(
            "choices", _("A choice, and only a choice, lists its answers."), _("Write choices: [a, b].")
        )
    if item.value_type in _UNSUMMABLE and item.area_aggregation not in _UNSUMMED:
        node.refuse(
            "over_areas",
            _("Answers and days cannot be added up."),
            _("Use one of: %(keys)s.") % {"keys": ", ".join(_UNSUMMED)},
        )
    if item.value_type in (ValueType.INTEGER, ValueType.MONEY) and item.decimals:
        node.refuse("decimals", _("A whole number has no decimals."), _("Remove it, or use type decimal."))
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        node.refuse("minimum", _("The lowest value is above the highest."), _("Exchange the two."))
    if item.total_slot and not item.disaggregation:
        node.refuse("total", _("A total of its own needs something it is split by."), _("Add “by”."))
    _refuse_twins(node, "by", (category.code for category in item.disaggregation))


def _check_whole(form: FormDefinition, node: Node) -> None:
    if not form.who:
        node.refuse("who", _("It is not said who gives."), _("Name at least one organisation and one level."))
    if not form.sections:
        node.refuse(
            "sections", _("The form has no section."), _("Add a section with an indicator or a text.")
        )
    givers = {organisation for giver in form.who for organisation in giver.organisations}
    for place, section in enumerate(form.sections):
        named = [*section.organisations, *(o for text in section.texts for o in text.organisations)]
        for organisation in dict.fromkeys(named):
            if organisation not in givers:
                node.refuse(
                    f"sections[{place}].organisations",
                    _("“%(code)s” gives nothing on this form.") % {"code": organisation},
                    _("Name it under “who”, or remove it here."),
                )
    _refuse_twins(node, "sections", (section.code for section in form.sections))
    _refuse_twins(node, "indicators", (item.code for section in form.sections for item in section.indicators))
    _refuse_twins(node, "texts", (text.code for section in form.sections for text in section.texts))


def _refuse_twins(node: Node, key: str, codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1 and code:
            node.refuse(
                key,
                _("The code “%(code)s” stands %(times)d times.") % {"code": code, "times": times},
                _("Give each its own code."),
            )


def _check_sentences(form: FormDefinition, problems: list[Problem]) -> None:
    known = {*form.cell_by_code, *form.indicator_by_code}
    for place, section in enumerate(form.sections):
        for number, item in enumerate(section.indicators):
            where = f"sections[{place}].indicators[{number}].sentence"
            try:
                named = {figure.code for figure in parse_pattern(item.sentence).figures()}
            except PatternError as error:
                problems.append(Problem(where, str(error), _("Write figures as {code} or {code~over}.")))
                continue
            for code in sorted(named - known):
                problems.append(
                    Problem(
                        where,
                        _("The form has no figure “%(code)s”.") % {"code": code},
                        _("Name an indicator, or one of its cells as indicator.category."),
                    )
                )
