"""Every sentence the reader of workbooks says, in one place: what happened, and what to do.

An error keeps the workbook out, a warning goes in with it. `%(…)s` places are filled by `problem`.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giaoban.apps.reporting.domain.workbook import Problem, Severity
from giaoban.kit.numbers import NumberError

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_FRESH = _("Download the workbook of this report again and fill that in.")
_SHOWN = 80


class _Sentence(NamedTuple):
    severity: Severity
    message: Promise
    remedy: Promise


_SENTENCES = {
    "no_identity": _Sentence(
        _ERROR, _("This workbook was not issued by this system, or its hidden marks were deleted."), _FRESH
    ),
    "mixed_workbook": _Sentence(
        _ERROR, _("Sheets of different workbooks were put together in this file."), _FRESH
    ),
    "other_form": _Sentence(
        _ERROR,
        _("This is the workbook of another form (%(found)s); form %(expected)s is asked for."),
        _("Upload it at its own report, or fill in the workbook of form %(expected)s."),
    ),
    "older_version": _Sentence(
        _ERROR,
        _("This workbook belongs to version %(found)s of the form; the form is now at version %(expected)s."),
        _("Download the new workbook and copy your figures into its yellow cells."),
    ),
    "other_period": _Sentence(
        _ERROR,
        _("This is the workbook of another period (%(found)s); period %(expected)s is asked for."),
        _("Upload it at its own period, or fill in the workbook of period %(expected)s."),
    ),
    "wrong_unit": _Sentence(
        _ERROR,
        _("This workbook was issued to another unit (%(found)s), not to %(expected)s."),
        _("Each unit fills in its own workbook. Download the one of %(expected)s."),
    ),
    "wrong_key": _Sentence(
        _ERROR, _("The hidden key of this workbook does not belong to this report; it may be a copy."), _FRESH
    ),
    "sheet_copied": _Sentence(
        _ERROR,
        _("The sheet was copied: the same figures stand on “%(first)s” and on “%(second)s”."),
        _("Delete one of the two sheets and upload the file again."),
    ),
    "column_copied": _Sentence(
        _ERROR,
        _("A column of the table was copied: the same entries stand in %(first)s and %(second)s."),
        _("Delete one of the two columns and upload the file again."),
    ),
    "row_copied": _Sentence(
        _ERROR,
        _("The row “%(label)s” stands in the sheet twice with different entries (%(first)s and %(second)s)."),
        _("Delete the copied row and upload the file again."),
    ),
    "row_copied_same": _Sentence(
        _WARNING,
        _("The row “%(label)s” stands in the sheet twice with the same entry; it was read once."),
        _("Delete the copied row."),
    ),
    "table_missing": _Sentence(
        _ERROR,
        _("The table of figures or texts is missing: its sheet or its hidden marks were deleted."),
        _FRESH,
    ),
    "row_missing": _Sentence(
        _ERROR,
        _("The row “%(label)s” is missing from the workbook."),
        _("Download the workbook again and copy your entries into it, or enter this figure on the page."),
    ),
    "codes_deleted": _Sentence(
        _WARNING,
        _("The hidden sheet of codes was deleted; the workbook was read by its other marks."),
        _FRESH,
    ),
    "cell_moved": _Sentence(
        _WARNING,
        _("The entry of “%(label)s” was moved out of its row; it was read where it stands now."),
        _("Check that it is the right figure."),
    ),
    "unknown_code": _Sentence(
        _WARNING,
        _("The row with the code “%(code)s” does not belong to this form; it was not read."),
        _("Check that no row was pasted from another workbook."),
    ),
    "merged": _Sentence(
        _ERROR,
        _("The entry cell of “%(label)s” is merged with others (%(range)s), so its value is not certain."),
        _("Unmerge the cells and type each value in its own cell."),
    ),
    "formula_no_value": _Sentence(
        _ERROR,
        _("The formula in the cell of “%(label)s” was saved without its result."),
        _("Open the file in Excel or LibreOffice, let it calculate, and save it; or type the value."),
    ),
    "error_value": _Sentence(
        _ERROR,
        _("The cell of “%(label)s” shows the error %(value)s."),
        _("Type the value, or mend the formula."),
    ),
    "boolean": _Sentence(
        _ERROR,
        _("The cell of “%(label)s” holds a yes/no value, not what the row asks for."),
        _("Type the value."),
    ),
    "date_in_number": _Sentence(
        _ERROR,
        _("The cell of “%(label)s” holds a date (%(value)s); a number is asked for."),
        _("Type the number again; write fractions as decimals, not as 1/2."),
    ),
    "number_percent": _Sentence(
        _ERROR,
        _("The cell of “%(label)s” holds a percentage (%(value)s); a number is asked for."),
        _("Type the number itself, without the percent sign."),
    ),
    "number_whole": _Sentence(
        _ERROR,
        _("“%(value)s” in “%(label)s” is not a whole number."),
        _("Type a whole number. If a thousand was meant, type it without dot or comma."),
    ),
    "rounded": _Sentence(
        _WARNING,
        _("“%(value)s” in “%(label)s” was rounded to %(places)s decimal places."),
        _("Check the figure."),
    ),
    "negative": _Sentence(
        _ERROR,
        _("“%(value)s” in “%(label)s” is negative; a count cannot be."),
        _("Type 0 or a positive number."),
    ),
    "too_small": _Sentence(
        _ERROR,
        _("“%(value)s” in “%(label)s” is below the lowest value allowed, %(bound)s."),
        _("Check the figure and its unit of measure."),
    ),
    "too_large": _Sentence(
        _ERROR,
        _("“%(value)s” in “%(label)s” is above the highest value allowed, %(bound)s."),
        _("Check the figure and its unit of measure."),
    ),
    "date_malformed": _Sentence(
        _ERROR,
        _("“%(value)s” in “%(label)s” is not a date."),
        _("Type day/month/year, for example 31/12/2021."),
    ),
    "choice_unknown": _Sentence(
        _ERROR, _("“%(value)s” in “%(label)s” is not one of the choices."), _("Choose one of: %(choices)s.")
    ),
    "text_too_long": _Sentence(
        _ERROR,
        _("The text of “%(label)s” has %(length)s characters; at most %(limit)s are allowed."),
        _("Shorten the text, or attach it as a file on the page of the report."),
    ),
    "reason_missing": _Sentence(
        _ERROR,
        _("The adjustment of “%(label)s” has no reason."),
        _("Type the reason in the cell beside the adjustment."),
    ),
    "estimate_unclear": _Sentence(
        _WARNING,
        _("“%(value)s” in the column “Estimate” of “%(label)s” is unclear; the figure counts as final."),
        _("Type x for an estimate, or leave the cell empty."),
    ),
    "compulsory_empty": _Sentence(
        _WARNING, _("The compulsory entry “%(label)s” is empty."), _("Fill it in before the report is sent.")
    ),
    "locked_changed": _Sentence(
        _WARNING,
        _("A locked cell of “%(label)s” was changed; the change was not read."),
        _("A wrong figure from below is mended by returning the report of the unit below."),
    ),
    "below_changed": _Sentence(
        _WARNING,
        _("The figure from below of “%(label)s” was %(found)s at the time of issue; now it is %(now)s."),
        _("The new figure counts. Check the adjustment and the total."),
    ),
}


def problem(
    code: str, /, *, sheet: str = "", ref: str = "", value: str = "", label: str = "", **params: object
) -> Problem:
    """The sentence of `code` about one place, in the active language."""
    severity, message, remedy = _SENTENCES[code]
    filled = {"value": shown(value), "label": shown(label), **params}
    return Problem(
        severity, code, str(message) % filled, str(remedy) % filled, sheet=sheet, ref=ref, value=shown(value)
    )


def number_problem(refused: NumberError, *, sheet: str, ref: str, value: str) -> Problem:
    """What the parser of numbers says, at its place."""
    return Problem(
        _ERROR, refused.code, str(refused), refused.remedy, sheet=sheet, ref=ref, value=shown(value)
    )


def codes() -> frozenset[str]:
    """Every code the reader may give, apart from those of the file itself and of the parser of numbers."""
    return frozenset(_SENTENCES)


def shown(text: str) -> str:
    """`text` fit for a sentence: one line, printable, not long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
