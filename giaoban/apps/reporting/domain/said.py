"""What a section's figures say in sentences: the same words in a unit's own report and in a briefing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from giaoban.apps.indicators.domain.sentences import RoundingWords, Run, opened, parse_pattern, say
from giaoban.apps.indicators.enums import ValueType

from .form_definition import FormDefinition, IndicatorDef, SectionDef, figure_decimals

_NOT_SAID = (ValueType.CHOICE, ValueType.DATE)
_NAMES = "{names}"


def section_said(
    definition: FormDefinition,
    section: SectionDef,
    values: Mapping[str, Decimal | None],
    words: RoundingWords,
    *,
    none_of: str,
    lang: str = "vi",
) -> tuple[Run, ...]:
    """The section's sentences in runs, one blank between two; () when it has nothing to say.

    `values` are the form's `figures`. A sentence whose figures are all zero is left out; where the form calls such
    a zero significant, its name joins one sentence at the end, `none_of` with its {names}. Each name's run carries
    the code and the zero, so that it leads to its source like any other figure.
    """
    decimals = figure_decimals(definition)
    sentences: list[tuple[Run, ...]] = []
    none: list[Run] = []
    for indicator in section.indicators:
        if not indicator.sentence or indicator.value_type in _NOT_SAID:
            continue
        said = say(parse_pattern(indicator.sentence), values, words, decimals=decimals, lang=lang)
        if all_zero(said):
            none += [run for run in said if _tells(definition, run)]
        elif said:
            sentences.append(opened(said))
    if none:
        sentences.append(tuple(_none_said(definition, none, none_of)))
    return tuple(_parted(sentences))


def all_zero(runs: tuple[Run, ...]) -> bool:
    """There are figures, and every one is zero."""
    given = [run.value for run in runs if run.value is not None]
    return bool(given) and not any(given)


def _tells(definition: FormDefinition, run: Run) -> bool:
    return run.code is not None and _indicator(definition, run.code).zero_is_significant


def _indicator(definition: FormDefinition, code: str) -> IndicatorDef:
    """Of a figure's code: an indicator's own, or one of its cells'."""
    return definition.indicator_by_code[code.partition(".")[0]]


def _none_said(definition: FormDefinition, none: list[Run], none_of: str) -> Iterator[Run]:
    before, _names, after = none_of.partition(_NAMES)
    yield Run(before)
    for place, run in enumerate(none):
        if place:
            yield Run("; ")
        name = _indicator(definition, run.code or "").short_name
        yield Run(name[:1].lower() + name[1:], run.code, run.value)
    yield Run(after)


def _parted(sentences: list[tuple[Run, ...]]) -> Iterator[Run]:
    for place, runs in enumerate(sentences):
        if place:
            yield Run(" ")
        yield from runs
