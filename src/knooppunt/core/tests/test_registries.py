from datetime import UTC, datetime

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


def test_attention_and_timeline_gather_what_all_apps_know() -> None:
    item = AttentionItem("Mandaat loopt af", "Nog een week.", "/x/", "Verleng")
    early = TimelineEntry(datetime(2026, 1, 1, tzinfo=UTC), "vroeg")
    late = TimelineEntry(datetime(2026, 2, 1, tzinfo=UTC), "laat")
    registries.attention.register("test", AttentionProvider(for_user=lambda user: [item] if user == "anna" else []))
    registries.timeline.register("test-1", lambda kind, pk, user: [early])
    registries.timeline.register("test-2", lambda kind, pk, user: [late])
    try:
        assert item in registries.attention_for_user("anna")
        assert item not in registries.attention_for_user("bert")
        assert registries.timeline_of("test", 1, "anna") == [late, early]
        assert registries.timeline_of("test", 1, "anna", limit=1) == [late]
    finally:
        registries.attention.unregister("test")
        registries.timeline.unregister("test-1")
        registries.timeline.unregister("test-2")
