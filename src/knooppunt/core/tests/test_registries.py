from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from knooppunt.core import registries
from knooppunt.core.registries import AttentionItem, AttentionProvider, Registry, TimelineEntry


def test_things_come_in_order_and_then_by_name() -> None:
    registry: Registry[str] = Registry("things")
    registry.register("b", "B")
    registry.register("c", "C", order=1)
    registry.register("a", "A")

    assert (list(registry), registry.names(), len(registry)) == (["C", "A", "B"], ["c", "a", "b"], 3)
    assert (registry.get("a"), registry.get("z")) == ("A", None)


def test_the_same_thing_twice_is_harmless_and_another_one_is_a_mistake() -> None:
    registry: Registry[str] = Registry("things")
    registry.register("a", "A")
    registry.register("a", "A")

    with pytest.raises(LookupError, match="things: the name 'a' is already taken"):
        registry.register("a", "B")

    assert list(registry) == ["A"]


def test_attention_and_timeline_gather_what_all_apps_know(monkeypatch: pytest.MonkeyPatch) -> None:
    attention: Registry[AttentionProvider] = Registry("attention items")
    timeline: Registry[Callable[[str, int, Any], list[TimelineEntry]]] = Registry("timeline")
    monkeypatch.setattr(registries, "attention", attention)
    monkeypatch.setattr(registries, "timeline", timeline)
    item = AttentionItem("Mandaat loopt af", "Nog een week.", "/x/", "Verleng")
    early = TimelineEntry(datetime(2026, 1, 1, tzinfo=UTC), "vroeg")
    late = TimelineEntry(datetime(2026, 2, 1, tzinfo=UTC), "laat")
    attention.register("users", AttentionProvider(for_user=lambda user: [item] if user == "anna" else []))
    attention.register("hubs", AttentionProvider(for_hub=lambda hub: [item, item]))
    timeline.register("one", lambda kind, pk, user: [early])
    timeline.register("two", lambda kind, pk, user: [late])

    assert registries.attention_for_user("anna") == [item]
    assert registries.attention_for_user("bert") == []
    assert registries.attention_for_hub("nhf") == [item, item]
    assert registries.timeline_of("test", 1, "anna") == [late, early]
    assert registries.timeline_of("test", 1, "anna", limit=1) == [late]
