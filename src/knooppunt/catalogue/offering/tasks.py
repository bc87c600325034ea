"""What comes round by itself for proposals and freshness. Each may be run twice without harm."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.offering.actions import freshness, links
from knooppunt.catalogue.offering.actions.providers import delete_unconfirmed_registrations
from knooppunt.catalogue.offering.actions.submissions import delete_unconfirmed
from knooppunt.core.jobs import SLOW, job
from knooppunt.core.schedules import daily, every


@job("catalogue.check_links", lane=SLOW)
def check_links() -> str:
    """Look at the web addresses whose turn it is."""
    new = links.know_addresses()
    found = links.look_at_links()
    return ", ".join([f"{new} new", *(f"{count} {outcome}" for outcome, count in sorted(found.items()))])


@job("catalogue.ask_still_right", lane=SLOW)
def ask_still_right() -> str:
    """Ask owners whether their entries are still right, and see to what nobody answered."""
    counts = {**freshness.start_rounds(), **freshness.follow_rounds()}
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing"


@job("catalogue.clear_unconfirmed")
def clear_unconfirmed() -> str:
    """Proposals and registrations that nobody confirmed within a week go, with their addresses."""
    return f"{delete_unconfirmed()} proposals, {delete_unconfirmed_registrations()} registrations"


every("catalogue.check_links", timedelta(hours=1), check_links, title=_("Look whether links still work"))
daily("catalogue.ask_still_right", time(6, 20), ask_still_right, title=_("Ask owners whether entries are still right"))
daily("catalogue.clear_unconfirmed", time(3, 20), clear_unconfirmed, title=_("Delete proposals that nobody confirmed"))
