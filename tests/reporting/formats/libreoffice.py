"""Runs LibreOffice without a screen: opens a workbook, types into cells as a person would, saves it as .xlsx."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

SOFFICE = shutil.which("soffice")
_LIBRARY = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">'
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Filling"/></library:library>'
)
_LIBRARIES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">'
    '<library:libraries xmlns:library="http://openoffice.org/2000/library" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" '
    'xlink:type="simple" library:link="false"/></library:libraries>'
)
_MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Filling" '
    'script:language="StarBasic">{code}</script:module>'
)
_MACRO = """
Sub Run
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
{typing}
  doc.calculateAll()
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName" : saving(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL("{target}", saving())
  doc.close(True)
End Sub
"""


def fill_and_save(data: bytes, entries: Mapping[tuple[str, str], str | int | float], folder: Path) -> bytes:
    """`entries`: (sheet, cell) → number, or text; a text that begins with "=" is a formula."""
    source, target, profile = folder / "issued.xlsx", folder / "filled.xlsx", folder / "profile"
    source.write_bytes(data)
    typing = "\n".join(_typed(sheet, ref, value) for (sheet, ref), value in entries.items())
    macro = _MACRO.format(source=source.as_uri(), target=target.as_uri(), typing=typing)
    _run(profile, "--terminate_after_init")  # the first start writes its own macro library
    basic = profile / "user" / "basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Standard" / "Filling.xba").write_text(_MODULE.format(code=escape(macro)), encoding="utf-8")
    _run(profile, "macro:///Standard.Filling.Run")
    return target.read_bytes()


def _run(profile: Path, order: str) -> None:
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", order]
    subprocess.run(command, check=True, timeout=180, capture_output=True)


def _typed(sheet: str, ref: str, value: str | int | float) -> str:
    cell = f'doc.Sheets.getByName("{sheet}").getCellRangeByName("{ref}")'
    if isinstance(value, int | float):
        return f"  {cell}.setValue({value})"
    method = "setFormula" if value.startswith("=") else "setString"
    return f'  {cell}.{method}("{value}")'
