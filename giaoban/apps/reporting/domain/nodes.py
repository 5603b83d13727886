"""Reading a tree of plain values (from YAML or JSON) so that every fault is found and named by its path."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.utils.translation import gettext as _

from giaoban.apps.reporting.domain.problems import FormDefinitionInvalid, Problem

CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


class _UniqueKeys(yaml.CSafeLoader):
    """YAML keeps the last of two equal keys in silence; a form must not lose one so."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                twice = _("the key “%(key)s” stands twice") % {"key": key.value}
                raise yaml.MarkedYAMLError(problem=twice, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# Dates and yes/no stay as written: a form is also kept as JSON.
_UniqueKeys.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_mapping(text: str, source: str) -> dict[str, Any]:
    """The mapping in a YAML text, fit for JSON. Raises FormDefinitionInvalid with line and column."""
    try:
        found = yaml.load(text, _UniqueKeys)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = _("line %(line)d, column %(column)d") % {
            "line": mark.line + 1 if mark else 1,
            "column": mark.column + 1 if mark else 1,
        }
        reason = getattr(error, "problem", None) or str(error)
        problem = Problem(
            where,
            _("This is not YAML: %(reason)s.") % {"reason": reason},
            _("Check the indentation and the quotation marks there."),
        )
        raise FormDefinitionInvalid(source, (problem,)) from error
    if not isinstance(found, dict):
        problem = Problem("", _("The file holds no mapping."), _("Begin with “code: …”."))
        raise FormDefinitionInvalid(source, (problem,))
    return found


class Node:
    """A mapping at a path. Each reader returns something usable and notes what was wrong in `problems`."""

    def __init__(self, value: Any, path: str, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        self.value: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self.read: set[str] = set()
        if not isinstance(value, Mapping):
            self.refuse("", _("A mapping is expected here."), _("Write “key: value” lines."))

    def refuse(self, key: str, message: str, remedy: str) -> None:
        where = f"{self.path}.{key}" if self.path and key else self.path or key
        self.problems.append(Problem(where, message, remedy))

    def get(self, key: str) -> Any:
        self.read.add(key)
        return self.value.get(key)

    def end(self) -> None:
        """Call when all is read: a key nobody read is a misspelling."""
        for key in self.value:
            if key not in self.read:
                self.refuse(
                    str(key),
                    _("Unknown key."),
                    _("Remove it, or use one of: %(keys)s.") % {"keys": ", ".join(sorted(self.read))},
                )

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.refuse(key, _("A text is expected."), _("Write it between quotation marks."))
        return ""

    def code(self, key: str = "code") -> str:
        value = self.text(key)
        if value and not CODE.fullmatch(value):
            self.refuse(
                key,
                _("“%(value)s” is no code.") % {"value": value},
                _("Use small letters a–z, digits and “_”, beginning with a letter."),
            )
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.get(key)
        if value is None and default is not None:
            return default
        if value in allowed:
            return str(value)
        self.refuse(
            key,
            _("“%(value)s” is not possible here.") % {"value": value},
            _("Use one of: %(keys)s.") % {"keys": ", ".join(allowed)},
        )
        return default or allowed[0]

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, _("Yes or no is expected."), _("Write true or false."))
            return default
        return value

    def integer(self, key: str, default: int | None = None, minimum: int = 0) -> int:
        value = self.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and value >= minimum:
            return value
        self.refuse(
            key,
            _("A whole number is expected."),
            _("Write a number of at least %(minimum)d.") % {"minimum": minimum},
        )
        return default if default is not None else minimum

    def number(self, key: str) -> Decimal | None:
        value = self.get(key)
        if value is None:
            return None
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if isinstance(value, bool) or not found.is_finite():
            self.refuse(key, _("A number is expected."), _("Write it with a point, without spaces: 1234.5."))
            return None
        return found

    def words(self, key: str, allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.get(key)
        if value is None:
            return ()
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(item, str) and item for item in found):
            self.refuse(key, _("A list of texts is expected."), _("Write [one, two]; quote codes like “01”."))
            return ()
        for item in found:
            if allowed is not None and item not in allowed:
                self.refuse(
                    key,
                    _("“%(value)s” is not possible here.") % {"value": item},
                    _("Use one of: %(keys)s.") % {"keys": ", ".join(allowed)},
                )
        return tuple(found)

    def children(self, key: str) -> "list[Node]":
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(key, _("A list is expected."), _("Begin each entry with “- ”."))
            return []
        path = f"{self.path}.{key}" if self.path else key
        return [Node(item, f"{path}[{place}]", self.problems) for place, item in enumerate(value)]

    def pairs(self, key: str) -> tuple[tuple[str, Any], ...]:
        """A small mapping as pairs, in its order."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            self.refuse(key, _("A mapping is expected here."), _("Write “key: value” lines."))
            return ()
        return tuple(value.items())
