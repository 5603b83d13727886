"""A wide network in committed rows, and work done by several connections at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from giaoban.apps.org.enums import AreaKind, Level, Line
from giaoban.apps.org.models import Area, Unit, UnitLine
from giaoban.config import env
from tests.network import ALWAYS, SmallNetwork, build_network
from tests.reporting.conftest import Round, open_month

T = TypeVar("T")


def wide_network(communes: int) -> SmallNetwork:
    """The small network with so many more communes under its first district, "front-x1" and on."""
    net = build_network()
    district = net.units["front-d1"]
    above = UnitLine.objects.get(unit=district, line=Line.VERTICAL)
    for number in range(1, communes + 1):
        code = f"front-x{number}"
        area = Area(code=f"t-x{number}", kind=AreaKind.COMMUNE, valid=ALWAYS)
        area.rename(f"Xã {number:02d}", f"{number:02d}")
        area.save()
        unit = Unit(
            code=code, organisation=district.organisation, area=area, level=Level.COMMUNE, valid=ALWAYS
        )
        unit.rename(f"Mặt trận Xã {number:02d}", f"Xã {number:02d}")
        unit.save()
        UnitLine.objects.create(
            unit=unit, line=Line.VERTICAL, superior=district, path=f"{above.path}.{unit.pk}", valid=ALWAYS
        )
        net.units[code] = unit
    return net


def wide_month(communes: int) -> Round:
    net = wide_network(communes)
    return Round(net, open_month(net))


def together(*jobs: Callable[[], T]) -> list[T | Exception]:
    """Run each in a thread with a connection of its own, all from the same moment; what each gave or raised."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T | Exception:
        try:
            connection.ensure_connection()
            start.wait(30)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def process(url: str, module: str, *arguments: str, files: str = "") -> subprocess.Popen[str]:
    """`python -m module arguments` on the database at `url`."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    if files:
        environment["GIAOBAN_VAR"] = files
    command: Sequence[str] = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(
        command, cwd=env.ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
