import pytest

from authors.models import Author
from editorial import drafts
from editorial.contribute.check import CHANGED
from editorial.declarations import AGREEMENT
from editorial.models import (
    Act,
    Action,
    Declaration,
    Draft,
    Letter,
    Revision,
    Status,
    Submission,
)
from editorial.workflow import Details, perform
from tests.factories import (
    make_article,
    make_editor,
    make_format,
    make_picture,
    make_section,
    make_submission,
)
from tests.meanwhile import meanwhile
from tests.typed import typed_column, typed_revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client, ines):
    client.force_login(ines)
    section = make_section(answer_within_days=2)
    short = make_format(name="Postcard", words_least=3, words_most=5)
    return drafts.begin(ines, typed_column(section, format=str(short.pk)))


def look(client, piece):
    return client.get(f"/contribute/{piece.pk}/check/")


def send(client, piece, version=0):
    return client.post(f"/contribute/{piece.pk}/check/", {"version": version})


def test_the_last_look_shows_what_will_be_sent(client, draft):
    page = look(client, draft).content.decode()

    assert "A last look, then it goes to the desk" in page
    assert "<p>The ceasefire holds.</p>" in page
    assert "Prak Sereyvuth is a freelance journalist based in Phnom Penh." in page
    assert "The views and opinions expressed are his own." in page


def test_the_last_look_says_by_how_much_a_column_is_over(client, draft):
    page = look(client, draft).content.decode()

    assert "9 words. 4 more than the 5 we ask for" in page
    assert "<dd>Postcard</dd>" in page


def test_a_reply_is_kept_with_the_column_it_answers(client, ines, draft):
    column = make_article("What the river costs")
    reply = make_format(answers_a_column=True)
    typed = typed_column(
        draft.section, format=str(reply.pk), answers=column.get_absolute_url()
    )
    drafts.save(draft, typed, version=0)

    page = look(client, draft).content.decode()
    send(client, draft, version=1)

    draft.refresh_from_db()
    assert "What the river costs" in page
    assert (draft.format, draft.answers) == (reply, column)


def test_looking_writes_nothing(client, draft):
    look(client, draft)

    assert not Revision.objects.exists()
    assert Submission.objects.get().status == Status.DRAFT


def test_sending_brings_the_piece_to_the_desk_with_a_receipt(client, ines, draft):
    answer = send(client, draft)

    draft.refresh_from_db()
    assert answer.url == f"/contribute/{draft.pk}/"
    assert draft.status == Status.SUBMITTED
    assert draft.latest.headline == "The guns are quiet"
    assert draft.latest.words == 9
    assert Author.objects.get().user == ines
    assert Letter.objects.get().to == "ines@example.org"
    given = Declaration.objects.get(key="agreement")
    assert given.wording == AGREEMENT.wording


def test_a_double_click_sends_once(client, draft):
    first = send(client, draft)

    second = send(client, draft)

    assert first.url == second.url == f"/contribute/{draft.pk}/"
    assert Revision.objects.count() == 1
    assert Letter.objects.count() == 1
    assert Act.objects.filter(action=Action.SUBMIT).count() == 1


def test_a_text_saved_in_another_window_is_shown_before_it_is_sent(client, draft):
    drafts.save(draft, draft.draft.typed | {"body": "Another text."}, version=0)

    answer = send(client, draft, version=0)

    assert answer.status_code == 409
    assert CHANGED in answer.content.decode()
    assert "<p>Another text.</p>" in answer.content.decode()
    assert Submission.objects.get().status == Status.DRAFT


def test_what_is_not_whole_is_not_sent(client, draft):
    drafts.save(draft, draft.draft.typed | {"why_now": ""}, version=0)

    answer = send(client, draft, version=1)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/contribute/{draft.pk}/write/#id_why_now"' in page
    assert Submission.objects.get().status == Status.DRAFT


def test_a_picture_without_its_card_is_not_sent(client, ines, draft):
    draft.picture = make_picture(uploaded_by=ines, credit="AI")
    draft.save()

    answer = send(client, draft)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“AI” is not a credit." in page
    assert f'href="/contribute/{draft.pk}/picture/"' in page
    assert Submission.objects.get().status == Status.DRAFT


def test_a_visitor_signs_in_first_and_comes_back(client):
    visitor = drafts.begin(None, typed_column(), visitor="theirs")
    session = client.session
    session["visitor"] = "theirs"
    session.save()

    answer = look(client, visitor)

    assert answer.url == f"/account/login/?next=/contribute/{visitor.pk}/check/"


def test_a_revision_is_sent_back_with_its_answers(client, ines):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    details = Details(conditions=("Name the village.",))
    perform(piece, Action.REQUEST_CHANGES, by=make_editor(), details=details)
    drafts.save(piece, typed_revision(piece, body="With the village."), version=0)
    client.force_login(ines)
    page = look(client, piece).content.decode()

    send(client, piece, version=1)

    piece.refresh_from_db()
    assert "Send it back to the desk" in page
    assert piece.status == Status.SUBMITTED
    assert piece.latest.body == "With the village."
    assert piece.conditions.get().answer == "Done."


def test_a_piece_at_the_desk_has_no_last_look(client, ines):
    piece = make_submission(Status.SUBMITTED, contributor=ines)
    client.force_login(ines)

    assert look(client, piece).url == f"/contribute/{piece.pk}/"


def test_script_and_markup_in_a_draft_are_words(client, draft):
    nasty = "<script>alert(1)</script> [x](javascript:alert(1))"
    typed = draft.draft.typed | {"body": nasty, "headline": nasty, "about_name": nasty}
    drafts.save(draft, typed, version=0)

    page = look(client, draft).content.decode()

    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_the_draft_stays_as_it_was_typed(client, draft):
    send(client, draft)

    assert Draft.objects.get().typed["headline"] == "The guns are quiet"


def test_a_text_saved_while_it_is_being_sent_is_shown_first(client, draft):
    typed = draft.draft.typed | {"body": "A last thought."}

    with meanwhile(lambda: drafts.save(draft, typed, version=0)):
        answer = send(client, draft, version=0)

    assert answer.status_code == 409
    assert CHANGED in answer.content.decode()
    assert "<p>A last thought.</p>" in answer.content.decode()
    assert Submission.objects.get().status == Status.DRAFT
    assert not Revision.objects.exists()
