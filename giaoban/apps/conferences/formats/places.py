"""Where the personal links of sites and delegates lead."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from giaoban.apps.documents.formats.check_code import is_reachable

from ..domain.links import Link
from ..models import Delegate, Site


def link_of_site(site: Site) -> Link:
    """The link as it holds now."""
    return Link("site", site.pk, site.key)


def link_of_delegate(row: Delegate) -> Link:
    """The link as it holds now."""
    return Link("delegate", row.pk, row.key)


def place_address(link: Link, base: str = "") -> str:
    """The whole address: under the site's public one; where that is only this machine's, under `base`, by which the
    reader came.
    """
    root = str(settings.PUBLIC_URL)
    if base and not is_reachable(root):
        root = base
    return root.rstrip("/") + place_path(link)


def place_path(link: Link) -> str:
    """The address without the site it lies on."""
    try:
        return reverse("conferences:place", args=[link.token])
    except NoReverseMatch:
        return f"/hop/{link.token}/"
