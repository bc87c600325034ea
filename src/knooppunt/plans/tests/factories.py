"""Plans for tests."""

import factory
from django.utils import timezone

from knooppunt.network.tests.factories import HubFactory
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, SubResult, Theme


class NationalThemeFactory(factory.django.DjangoModelFactory):
    """A theme by which plans are compared."""

    slug = factory.Sequence(lambda n: f"thema-{n}")
    title = factory.Sequence(lambda n: f"Landelijk thema {n}")
    short_title = factory.Sequence(lambda n: f"Thema {n}")

    class Meta:
        model = NationalTheme


class PlanFactory(factory.django.DjangoModelFactory):
    """The plan of a new hub for this year."""

    hub = factory.SubFactory(HubFactory)
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    title = factory.LazyAttribute(lambda plan: f"Actieplan {plan.year}")

    class Meta:
        model = ActionPlan


class TemplateFactory(PlanFactory):
    """A national template for this year."""

    hub = None
    is_template = True
    title = factory.LazyAttribute(lambda plan: f"Landelijk sjabloon {plan.year}")


class ThemeFactory(factory.django.DjangoModelFactory):
    """A theme of a new plan."""

    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence(lambda n: f"Thema {n}")
    goal = "Een doel"
    order = factory.Sequence(lambda n: n % 30_000)

    class Meta:
        model = Theme


class ItemFactory(factory.django.DjangoModelFactory):
    """An activity in a new theme."""

    theme = factory.SubFactory(ThemeFactory)
    kind = PlanItem.Kind.ACTIVITY
    text = factory.Sequence(lambda n: f"Activiteit nummer {n}")
    order = factory.Sequence(lambda n: n % 30_000)

    class Meta:
        model = PlanItem


class SubResultFactory(factory.django.DjangoModelFactory):
    """A sub-result of a new activity."""

    item = factory.SubFactory(ItemFactory)
    text = factory.Sequence(lambda n: f"Deelresultaat {n}")

    class Meta:
        model = SubResult


def plan_of(hub, *, focus=0, activities=1, **values):
    """A plan with one theme and so many rows."""
    theme = ThemeFactory(plan=PlanFactory(hub=hub, **values))
    ItemFactory.create_batch(focus, theme=theme, kind=PlanItem.Kind.FOCUS)
    ItemFactory.create_batch(activities, theme=theme)
    return theme.plan
