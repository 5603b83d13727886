"""`{% load kit %}`: every part of a page as a tag; numbers, money and dates as filters by language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.template import Context
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from giaoban.kit import numbers, sent_once
from giaoban.kit.text import Piece
from giaoban.kit.ui import addresses, badges, breadcrumbs, columns, forms, icons, parts
from giaoban.kit.ui import dotmap as maps

register = template.Library()
Text = str | Promise
_ONCE = SafeString(f'<input type="hidden" name="{sent_once.FIELD}" value="1">')
_MESSAGE_TONES = {"success": "done", "warning": "due", "error": "late", "info": "info", "debug": "neutral"}


def _language() -> str:
    return get_language() or "vi"


class _Nothing(Context):
    """A context in which any variable is an error."""

    def __getitem__(self, key: Any) -> Any:
        raise RuntimeError(f"{key!r} inside {{% same %}}: it may differ from reader to reader")


class _Same(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes
        self.made: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = _language()
        if language not in self.made:
            nothing = _Nothing()
            nothing.template = context.template
            self.made[language] = self.nodes.render(nothing)
        return self.made[language]


@register.tag
def same(parser: Any, _token: Any) -> _Same:
    """`{% same %}…{% endsame %}`: what is the same on every page for everybody, rendered once a language.

    Words, icons and addresses of static files, nothing included. A variable inside is an error, so that nothing of
    one reader's page can stand on another's.
    """
    nodes = parser.parse(("endsame",))
    parser.delete_first_token()
    return _Same(nodes)


@register.simple_tag(takes_context=True)
def nav_list(context: Context, entries: Any) -> SafeString:
    """The list of the main navigation, drawn once: it stands on the page twice, for wide and narrow screens."""
    engine: Any = context.template.engine  # type: ignore[union-attr]
    return SafeString(engine.get_template("kit/_nav.html").render(context.new({"entries": entries})))


@register.filter
def amount(value: Any, decimals: int | None = None) -> str:
    """`{{ n|amount }}` 1.234.567,5; `{{ n|amount:0 }}` fixes the places; nothing for None."""
    return "" if value in (None, "") else numbers.format_number(Decimal(str(value)), decimals, _language())


@register.filter
def money(value: Any) -> str:
    """`{{ m|money }}` 1.234.567 đ"""
    return "" if value in (None, "") else numbers.format_money(Decimal(str(value)), _language())


@register.filter
def day(value: date | None) -> str:
    """`{{ d|day }}` 22/11/2026; a moment becomes its local day."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return f"{local:%d/%m/%Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ dt|moment }}` 22/11/2026 10:42, local."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%d/%m/%Y %H:%M}"


@register.filter
def pieces(found: Iterable[Piece]) -> SafeString:
    """`{{ row.passage|pieces }}` of what `text.marked` gives: what was searched for in <mark>, everything escaped."""
    return SafeString("".join(f"<mark>{escape(p.text)}</mark>" if p.found else escape(p.text) for p in found))


@register.simple_tag
def pct(value: Any, decimals: int = 1) -> str:
    """`{% pct 12.5 %}` 12,5%; a value already in per cent; a dash for None."""
    return "–" if value is None else numbers.format_percent(Decimal(str(value)), decimals, _language())


@register.filter
def message_tone(level: str) -> str:
    """The tone of a Django message."""
    return _MESSAGE_TONES.get(level, "info")


@register.filter
def message_icon(level: str) -> str:
    """The icon of a Django message."""
    return badges.ICONS[message_tone(level)]


@register.simple_tag
def once() -> SafeString:
    """`{% once %}`, after the token of a form: sent twice, it is taken once (kit/sent_once.py)."""
    return _ONCE


register.simple_tag(icons.icon, name="icon")
register.simple_tag(badges.badge, name="badge")
register.simple_tag(parts.progress, name="progress")
register.simple_tag(addresses.row_address, name="row_url")


@register.simple_tag
def state(value: Any, tones: dict[str, str] | None = None) -> SafeString:
    """`{% state member tones %}`: the badge of an enum member; without `tones` by its own `tone`."""
    tone = (tones or {}).get(value) or str(getattr(value, "tone", "neutral"))
    return badges.badge(getattr(value, "label", value), tone)


@register.inclusion_tag("kit/_breadcrumb.html")
def breadcrumb(crumbs: Any) -> dict[str, Any]:
    """`{% breadcrumb crumbs %}` with what `breadcrumbs.trail` made."""
    return {"crumbs": breadcrumbs.as_crumbs(crumbs)}


@register.inclusion_tag("kit/_empty.html")
def empty(
    title: Text, text: Text = "", url: str = "", label: Text = "", icon: str = "inbox"
) -> dict[str, Any]:
    """`{% empty title text url=… label=… %}`: what is missing and what to do next."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


@register.inclusion_tag("kit/table.html", takes_context=True, name="table")
def table_tag(context: Context, table: Any) -> dict[str, Any]:
    """`{% table table %}`: filters, table, pages, exports."""
    return {"table": table, "request": context["request"]}


@register.simple_tag
def table_address(table: Any, **changes: Any) -> str:
    """The table's address with `changes`; None takes a parameter out."""
    return str(table.address(**changes))


@register.inclusion_tag("kit/_filter_field.html")
def filter_field(bound: BoundField) -> dict[str, Any]:
    """One field of a filter form."""
    tick = isinstance(bound.field.widget, CheckboxInput)
    return {"bound": bound, "tick": tick, "widget": forms.filter_widget(bound)}


@register.inclusion_tag("kit/_form.html", takes_context=True)
def form(context: Context, form: Any, submit: Text = "", cancel: str = "") -> dict[str, Any]:
    """`{% form form submit=_("Save") cancel=url %}`: the fields, their errors first, and the buttons."""
    return {"form": form, "submit": submit, "cancel": cancel}


@register.inclusion_tag("kit/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.name %}`: label, help, error, widget."""
    return forms.field_parts(bound)


@register.inclusion_tag("kit/_form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """`{% form_errors form %}`: the list of what to correct, each with a link to its field."""
    return {"form": form, "problems": forms.problems(form)}


@register.inclusion_tag("kit/_steps.html")
def steps(steps: Any, label: Text = "") -> dict[str, Any]:
    """`{% steps steps %}` with `parts.Step` objects."""
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("kit/_tabs.html")
def tabs(tabs: Any, label: Text = "") -> dict[str, Any]:
    """`{% tabs tabs %}` with `parts.Tab` objects: links, not scripts."""
    return {"tabs": list(tabs), "label": label}


@register.inclusion_tag("kit/_tile.html")
def tile(tile: Any) -> dict[str, Any]:
    """`{% tile tile %}` with a `parts.Tile`: one figure, its unit, what it is compared with."""
    return {"tile": tile}


@register.inclusion_tag("kit/_timeline.html")
def timeline(events: Any, label: Text = "") -> dict[str, Any]:
    """`{% timeline events %}` with `parts.Event` objects, newest first."""
    return {"events": list(events), "label": label}


@register.inclusion_tag("kit/_facts.html")
def facts(pairs: Any) -> dict[str, Any]:
    """`{% facts pairs %}`: (name, value) pairs as a definition list; empty values are left out."""
    return {"pairs": [(name, value) for name, value in pairs if value not in (None, "")]}


@register.inclusion_tag("kit/_dotmap.html", takes_context=True)
def dotmap(context: Context, dots: Any) -> dict[str, Any]:
    """`{% dotmap map %}` with a `dotmap.DotMap`."""
    return {"map": dots, "request": context.get("request")}


@register.inclusion_tag("kit/_conflict.html")
def conflict(conflict: Any) -> dict[str, Any]:
    """`{% conflict conflict %}` with a `parts.Conflict`: both versions, cell by cell."""
    return {"conflict": conflict}


@register.inclusion_tag("kit/_save_state.html")
def save_state() -> dict[str, Any]:
    """`{% save_state %}` inside `<gb-autosave>`: the line that says "saved 10:42" or "kept on this device"."""
    return {}


@register.filter
def shown(value: Any) -> Any:
    """A value for reading: numbers, days and moments in the reader's language, a dash for nothing."""
    return "–" if value is None or value == "" else columns.localized(value)


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that goes with a tone."""
    return badges.ICONS.get(tone, badges.ICONS["neutral"])


@register.filter
def dot_sign(tone: str) -> SafeString:
    """The shape that a tone has on the map, for the legend."""
    return maps.sign(tone)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`{{ labels|get:key }}`: the entry of a dict, or nothing."""
    return mapping.get(key, "")


@register.inclusion_tag("kit/_copy.html")
def copy_text(text: str, label: Text) -> dict[str, Any]:
    """`{% copy_text text label %}`: a text to paste into a chat group; without script it is selected by hand."""
    return {"text": text, "label": label, "lines": min(12, text.count("\n") + 2)}
