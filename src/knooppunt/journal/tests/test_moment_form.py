"""Adding, changing, copying, repeating and deleting on the screen."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knooppunt.journal.actions.months import close_month
from knooppunt.journal.models import Moment
from knooppunt.journal.sensitive import is_citizen_number, sensitive_reasons
from knooppunt.journal.tests.factories import MomentFactory, contact, organisation
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import plan_of

ADD = "/werkplek/noord/logboek/nieuw/"


def filled(today, **other):
    return {
        "version": "0",
        "date": today.isoformat(),
        "duration": "1,5",
        "visibility": "hub",
        "kind": "",
        "purpose": "",
    } | other


@pytest.fixture
def client(ambassador, signed_in):
    """Signed in as the ambassador."""
    return signed_in(ambassador)


def test_a_full_moment_is_kept(client, hub, ambassador, today, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    item = PlanItem.objects.get(theme__plan=plan_of(hub))
    organisation("ROC Voorbeeld", hub)
    contact("Anna Voorbeeld", hub)
    note = SimpleUploadedFile("afspraken.txt", b"afspraken")
    data = filled(
        today, kind="visit", purpose=f"i{item.pk}", organisations=["ROC Voorbeeld", ""], contacts=["anna voorbeeld"],
        note="Kennisgemaakt", result="Een afspraak", is_highlight="on", visibility="network", uploads=[note],
    )  # fmt: skip

    answer = client.post(ADD, data)

    moment = Moment.objects.get()
    assert answer.status_code == 302
    assert (moment.minutes, moment.item, moment.author, moment.is_highlight) == (90, item, ambassador, True)
    assert [str(one) for one in moment.organisations.all()] == ["ROC Voorbeeld"]
    assert [str(one) for one in moment.contacts.all()] == ["Anna Voorbeeld"]
    assert [one.name for one in moment.attachments.all()] == ["afspraken.txt"]


def test_the_same_form_twice_is_one_moment_and_the_form_opened_again_another(client, hub, today):
    for token in ("een", "een", "twee"):
        client.post(ADD, filled(today, csrfmiddlewaretoken=token))

    assert Moment.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"duration": "25u"}, "meer dan 16 uur"),
        ({"duration": "-1"}, "niet minder dan niets"),
        ({"duration": "NaN"}, "kunnen"),
        ({"duration": ""}, "Vul"),
        ({"date": "1900-01-01"}, "te lang geleden"),
        ({"date": "2999-01-01"}, "nog niet geweest"),
        ({"date": "gisteren"}, "datum"),
        ({"note": "x" * 20_000}, "5000"),
        ({"organisations": ["Onbekende School"]}, "Zet die eerst in het netwerk"),
        ({"organisations": ["ROC Vorbeeld"]}, "Bedoel je ROC Voorbeeld"),
        ({"organisations": ["Hospice De Brug"]}, "Kies er een uit de lijst"),
        ({"contacts": ["Iemand Anders"]}, "Zet die eerst in het netwerk"),
        ({"purpose": "i999999"}, "geldig"),
        ({"visibility": "iedereen"}, "geldig"),
    ],
)
def test_wrong_input_gets_a_sentence_and_what_was_typed_stays(wrong, said, client, hub, today):
    organisation("ROC Voorbeeld", hub)
    organisation("Hospice De Brug", hub)
    organisation("Hospice De Brug", hub)

    answer = client.post(ADD, filled(today, result="BLIJFT STAAN") | wrong)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "BLIJFT STAAN" in text
    assert not Moment.objects.exists()


def test_two_organisations_of_one_name_are_told_apart_by_their_label(client, hub, today):
    one = organisation("Hospice De Brug", hub)
    one.places.create(name="Almere")
    other = organisation("Hospice De Brug", hub)
    other.places.create(name="Goes")

    client.post(ADD, filled(today, organisations=["Hospice De Brug, Goes"]))

    assert list(Moment.objects.get().organisations.all()) == [other]


def test_a_text_that_looks_like_a_patient_is_asked_about_first(client, hub, today):
    data = filled(today, note="Mevrouw Jansen, geboren 3-4-1941")

    assert "patiënt" in client.post(ADD, data).content.decode()
    assert not Moment.objects.exists()

    client.post(ADD, data | {"is_sure": "on"})
    assert Moment.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["BSN 111222333", "nummer 111.222.333 genoteerd", "geb. 12-03-1950", "Mevrouw De Vries (84 jaar) krijgt morfine"],
)
def test_data_of_patients_are_noticed(text):
    assert sensitive_reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "overleg met 12 docenten",
        "bel 0201234567",
        "111222334",
        "20261122",
        "scholing over morfine en sedatie",
        "gesprek met mevrouw De Vries",
    ],
)
def test_ordinary_notes_pass(text):
    assert sensitive_reasons(text) == []


def test_the_eleven_test():
    assert is_citizen_number("111222333")
    assert not is_citizen_number("111222334")
    assert not is_citizen_number("000000000")


def test_changing_and_the_conflict_that_shows_both(client, hub, duo, today):
    moment = MomentFactory(hub=hub, note="van eerst")
    address = f"/werkplek/logboek/{moment.pk}/wijzigen/"
    Moment.objects.update(note="van de ander", version=2)

    answer = client.post(address, filled(today, version="1", note="van mij"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "van de ander" in text
    assert "van mij" in text
    assert Moment.objects.get().note == "van de ander"

    again = client.post(address, filled(today, version="2", note="van mij"))
    assert again.status_code == 302
    assert Moment.objects.get().note == "van mij"


def test_a_moment_that_was_deleted_meanwhile_keeps_what_was_typed(client, hub, today, ambassador):
    from knooppunt.journal.actions.moments import delete_moments

    moment = MomentFactory(hub=hub)
    page = client.get(f"/werkplek/logboek/{moment.pk}/wijzigen/")
    assert page.status_code == 200
    delete_moments(moments=[moment], by=ambassador)

    assert client.post(f"/werkplek/logboek/{moment.pk}/wijzigen/", filled(today, version="1")).status_code == 404


def test_attachments_can_be_taken_away_and_only_the_hub_gets_them(
    client, hub, stranger, signed_in, today, settings, tmp_path
):
    settings.FILES_ROOT = tmp_path
    client.post(ADD, filled(today, visibility="network", uploads=[SimpleUploadedFile("a.txt", b"inhoud")]))
    moment = Moment.objects.get()
    address = f"/werkplek/logboek/{moment.pk}/bijlage/{moment.attachments.get().uuid}/"
    assert client.get(address).getvalue() == b"inhoud"

    client.post(f"/werkplek/logboek/{moment.pk}/wijzigen/", filled(today, version="1", visibility="network"))
    assert not moment.attachments.exists()

    stored = moment.history.model.objects.count()
    assert stored == 2
    assert signed_in(stranger).get(address).status_code == 404


def test_an_attachment_of_another_kind_is_refused_with_a_sentence(client, hub, today, settings, tmp_path):
    settings.FILES_ROOT = tmp_path

    answer = client.post(ADD, filled(today, uploads=[SimpleUploadedFile("a.exe", b"MZ\x00\x01\x02")]))

    assert answer.status_code == 422
    assert not Moment.objects.exists()


def test_a_moment_takes_ten_attachments_and_says_so_at_eleven(client, hub, today, settings, tmp_path):
    settings.FILES_ROOT = tmp_path

    def some(count):
        return [SimpleUploadedFile(f"{number}.txt", b"inhoud") for number in range(count)]

    refused = client.post(ADD, filled(today, note="BLIJFT STAAN", uploads=some(11)))
    assert refused.status_code == 422
    assert "ten hoogste 10 bijlagen" in refused.content.decode()
    assert "BLIJFT STAAN" in refused.content.decode()
    client.post(ADD, filled(today, uploads=some(10)))
    moment = Moment.objects.get()
    assert moment.attachments.count() == 10
    kept = [str(pk) for pk in moment.attachments.values_list("pk", flat=True)]
    more = filled(today, version="1", keep=kept, uploads=some(1))
    assert client.post(f"/werkplek/logboek/{moment.pk}/wijzigen/", more).status_code == 422
    assert moment.attachments.count() == 10


def test_a_closed_month_says_so_in_the_form(client, hub, ambassador, last_month):
    close_month(hub=hub, month=last_month, by=ambassador)

    answer = client.post(ADD, filled(last_month, note="BLIJFT STAAN"))

    assert answer.status_code == 422
    assert "is gesloten" in answer.content.decode()
    assert "BLIJFT STAAN" in answer.content.decode()


def test_a_copy_begins_with_the_other_and_saves_nothing(client, hub, today):
    moment = MomentFactory(
        hub=hub, minutes=45, note="Zelfde als toen", result="was van toen", date=today - dt.timedelta(days=5)
    )

    page = client.get(f"{ADD}?kopie={moment.pk}")

    text = page.content.decode()
    assert "Zelfde als toen" in text
    assert "0,75" in text
    assert "was van toen" not in text
    assert Moment.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "count"),
    [({}, 1), ({"rhythm": "weekly"}, 3), ({"rhythm": "fortnightly"}, 2)],
)
def test_repeating_adds_so_many(data, count, client, hub, today):
    moment = MomentFactory(hub=hub)
    first = today - dt.timedelta(days=14)

    client.post(
        f"/werkplek/logboek/{moment.pk}/herhalen/", {"first": first.isoformat(), "last": today.isoformat()} | data
    )

    assert Moment.objects.count() == 1 + count


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"first": "2999-01-01"}, "nog niet geweest"),
        ({"first": "x"}, "datum"),
        ({"first": "2024-01-01", "rhythm": "weekly"}, "laatste dag"),
        ({"first": "2024-01-01", "last": "2023-01-01", "rhythm": "weekly"}, "Draai ze om"),
        ({"first": "2019-01-01", "last": "2024-01-01", "rhythm": "weekly"}, "kortere periode"),
    ],
)
def test_a_repetition_that_cannot_be_is_refused_with_a_sentence(data, said, client, hub):
    moment = MomentFactory(hub=hub)

    answer = client.post(f"/werkplek/logboek/{moment.pk}/herhalen/", data, follow=True)

    assert said in answer.content.decode()
    assert Moment.objects.count() == 1


def test_deleting_offers_to_take_it_back(client, hub):
    moment = MomentFactory(hub=hub)

    page = client.post(f"/werkplek/logboek/{moment.pk}/weg/", follow=True)
    assert "1 moment is weggehaald" in page.content.decode()

    client.post(page.context["undo"]["action"])
    assert Moment.objects.get() == moment


def test_months_are_closed_and_reopened_on_their_page(client, hub, last_month):
    MomentFactory(hub=hub, date=last_month)
    address, month = "/werkplek/noord/logboek/maanden/", f"{last_month:%Y-%m}"

    page = client.post(f"{address}sluiten/", {"month": month}, follow=True)
    assert "afgesloten" in page.content.decode()

    client.post(f"{address}sluiten/", {"month": month, "open": "1"})
    assert "afgesloten" not in client.get(address).content.decode()
    assert client.post(f"{address}sluiten/", {"month": "x"}).status_code == 404


def test_history_tells_who_changed_what(client, hub, today):
    client.post(ADD, filled(today, note="eerst"))
    moment = Moment.objects.get()
    client.post(f"/werkplek/logboek/{moment.pk}/wijzigen/", filled(today, version="1", note="daarna"))

    events = client.get(f"/werkplek/logboek/{moment.pk}/").context["history"]

    assert [event.what for event in events] == ["gewijzigd: notitie", "opgeschreven"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_asks_the_same_number_of_questions_whatever_there_is_to_choose(
    rows, client, hub, django_assert_num_queries
):
    plan_of(hub, focus=rows, activities=rows)
    for number in range(rows):
        organisation(f"ROC {number}", hub)
        contact(f"Anna {number}", hub)

    client.get(ADD)  # the first page of a session writes that session down

    with django_assert_num_queries(9):
        client.get(ADD)
