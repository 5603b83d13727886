"""The home, the leader's page, and the start of the demonstration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.queries.progress import chase_text
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit import clock
from giaoban.kit.errors import Forbidden, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.parts import Tile

from ..domain.demonstration import is_this_machine
from ..enums import DUE_TONE, Due
from ..queries import asked, leading
from ..queries.playing import playing
from ..queries.sitting import sitting
from ..queries.walk import demonstration, place, steps
from .tables import AskFilter, AskTable


@login_not_required
def home(request: Request) -> HttpResponse:
    """What is asked of me, by when. Not signed in: sign in, or choose a post in the demonstration."""
    if not request.user.is_authenticated:
        return start(request) if offers_roles(request) else redirect_to_login(request.get_full_path())
    actor, units = request.actor, asked.units_of_hat(request.actor)
    board = asked.board(actor, units, clock.now())
    context = {
        "title": _("What is asked of me"), "lead": _lead(board), "sitting": sitting(actor, units),
        "groups": _listed(board.groups), "colleagues": _listed(board.colleagues), "board": board,
        "tiles": [Tile(due.label, board.at(due), tone=DUE_TONE[due] if board.at(due) else "") for due in Due],
        "hats": asked.hats(actor),
        "leads": bool(actor.worn and actor.holds(actor.worn, (Post.LEADER,))),
    }  # fmt: skip
    return render(request, "cockpit/home.html", context)


def asks(request: Request) -> HttpResponse:
    """Everything that is asked, as a table."""
    found = AskFilter(request.GET, queryset=asked.asks_alike(request.actor, clock.now()))
    table = AskTable(found.qs, request, filters=found, title=_("Everything that is asked"))
    crumbs = trail((_("What is asked of me"), reverse("cockpit:home")), _("Everything that is asked"))
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs})


def leader(request: Request) -> HttpResponse:
    """The leader's one page, for the worn unit."""
    actor, now = request.actor, clock.now()
    if not actor.worn or not actor.holds(actor.worn, (Post.LEADER, Post.OFFICER)):
        raise Forbidden(_("This page is for the leaders and officers of a unit."))
    page = leading.leader_page(actor, asked.units_of_hat(actor), now)
    unit = Unit.objects.get(pk=actor.worn)
    chased = [(late, _chase(late)) for late in page.unreported]
    context = {"title": _("The leader's page"), "lead": unit.name, "page": page, "unit": unit, "now": now}
    context["sitting"] = sitting(actor, asked.units_of_hat(actor))
    crumbs = trail((_("What is asked of me"), reverse("cockpit:home")), _("The leader's page"))
    return render(request, "cockpit/leader.html", {**context, "crumbs": crumbs, "chased": chased})


def start(request: HttpRequest) -> HttpResponse:
    """The demonstration's first page: choose a post, no password."""
    posts = {role.username for role in demonstration().roles if role.username}
    there = set(User.objects.filter(username__in=posts).values_list("username", flat=True))
    context = {
        "title": _("Choose a post"), "demonstration": demonstration(), "there": there, "waits": there != posts,
        "playing": playing(),
    }  # fmt: skip
    return render(request, "cockpit/start.html", context)


@login_not_required
@require_POST
def take_role(request: Request, code: str) -> HttpResponse:
    """Sign in as the demonstration's user of that post; from this machine, in demonstration mode only."""
    if not offers_roles(request):
        raise NotFound(_("Choosing a post exists in the demonstration on this machine only."))
    role = demonstration().role(code)
    user = User.objects.filter(username=role.username, is_active=True).first() if role else None
    if user is None:
        raise NotFound(
            _("This post is not there yet. Wait until the demonstration has been filled, then try again.")
        )
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("cockpit:leader" if code == "lanh-dao" else "cockpit:home")


def walk(request: Request) -> HttpResponse:
    """The bar of the walk, for the page named by `?here=`; while the play goes on, how far it is."""
    shown = steps(request.actor, request.GET.get("here", "")[:300])
    now = next(((n, step) for n, step in enumerate(shown, 1) if step.state == "current"), None)
    context = {"steps": shown, "label": demonstration().walk_title, "now": now, "playing": playing()}
    return render(request, "cockpit/_walk.html", context)


def offers_roles(request: HttpRequest) -> bool:
    """In demonstration mode, and asked directly by this machine: a proxy in between means somebody else."""
    forwarded = any(h in request.META for h in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"))
    return bool(settings.DEMO) and not forwarded and is_this_machine(request.META.get("REMOTE_ADDR", ""))


def _lead(board: asked.Board) -> str:
    if not board.count:
        return ""
    said = ngettext("%(count)s thing to do", "%(count)s things to do", board.count)
    said %= {"count": localized(board.count)}
    late = board.at(Due.OVERDUE)
    if late:
        said += "; " + _("%(count)s overdue") % {"count": localized(late)}
    return f"{said}."


def _listed(groups: Iterable[asked.DueGroup]) -> list[tuple[asked.DueGroup, str, list[dict[str, Any]]]]:
    return [(group, DUE_TONE[group.due], _lines(group)) for group in groups]


def _lines(group: asked.DueGroup) -> list[dict[str, Any]]:
    """The lines of one group: single asks, and one line for many alike."""
    lines: list[dict[str, Any]] = []
    for pile in group.piles:
        if pile.is_piled:
            url = _worked_through(pile) or f"{reverse('cockpit:asks')}?kind={pile.kind}"
            lines.append({"count": pile.count, "title": pile.label, "url": url, "due": pile.asks[0].due})
        else:
            lines += [
                {"title": a.title, "kind": pile.label, "url": a.url, "due": a.due, "unit": a.unit}
                for a in pile.asks
            ]
    return lines


def _worked_through(pile: asked.Pile) -> str:
    """Where many asks of this kind are worked through together, "" when there is no such page."""
    if pile.kind == AskKind.RECEIVE_REPORT:
        collection = asked.collection_of(pile.asks[0])
        return place("reporting:inbox", collection) if collection else ""
    return place("reporting:doubts") if pile.kind == AskKind.RESOLVE_DOUBT else ""


def _chase(found: leading.Unreported) -> str:
    """The words of the reminder, "" when everybody has handed in."""
    if not found.missing:
        return ""
    count = found.progress.missing
    words = ngettext(
        "%(title)s: %(count)s unit has not handed in its report yet (due %(deadline)s):\n%(units)s\n"
        "Please hand it in: %(link)s",
        "%(title)s: %(count)s units have not handed in their report yet (due %(deadline)s):\n%(units)s\n"
        "Please hand it in: %(link)s",
        count,
    )
    link = f"{settings.PUBLIC_URL}{place('reporting:progress', found.collection.pk) or '/'}"
    deadline = f"{timezone.localtime(found.deadline):%H:%M %d/%m/%Y}"
    return chase_text(found.missing, found.collection, deadline, link, words, count=count)
