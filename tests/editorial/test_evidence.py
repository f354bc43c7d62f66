"""The evidence file: what is in it, for whom, and that it proves itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authors.models import Interest
from editorial import (
    assignments,
    claims,
    evidence,
    holds,
    legal,
    log,
    margin,
    previews,
    revisions,
    talk,
)
from editorial.anchors import Anchor
from editorial.models import (
    Action,
    Asked,
    Attachment,
    Claim,
    ClaimOrigin,
    Condition,
    CounselNote,
    ErrorReport,
    Finding,
    Found,
    FullRead,
    HeadlineCheck,
    IdentityCheck,
    Inquiry,
    InquiryStep,
    InterestWaiver,
    LegalOutcome,
    Look,
    Override,
    Private,
    Proven,
    Purpose,
    Remark,
    Status,
    Suspected,
    Task,
    TierCall,
    Verdict,
)
from editorial.notices import Wording
from editorial.proof import proof_of
from editorial.workflow import Details, perform
from newsroom import frozen
from tests.factories import (
    make_agreement,
    make_consent,
    make_contributor,
    make_picture,
    make_submission,
    sign_as_author,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(stores, omar):
    submission = make_submission(
        Status.ACCEPTED, headline="<i>Guns</i> are quiet", body="One two three."
    )
    submission.picture = make_picture()
    submission.responsible = omar
    submission.save()
    number = submission.latest.number
    revisions.save(submission, {"body": "One two four."}, by=omar, base=number)
    return submission


def unpacked(piece, by) -> dict[str, bytes]:
    with evidence.bundle(piece, by=by) as bundle, zipfile.ZipFile(bundle) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def data(piece, by) -> dict[str, object]:
    return json.loads(unpacked(piece, by)["evidence.json"])


def test_it_holds_every_revision_and_what_changed_between_them(piece, omar):
    files = unpacked(piece, omar)

    newest = piece.latest.number
    assert b"One two three." in files[f"revisions/{newest - 1:03}.md"]
    redline = files[f"redlines/{newest - 1:03}-{newest:03}.html"].decode()
    assert "<del>three</del>" in redline
    assert "<ins>four</ins>" in redline


def test_it_says_who_did_what_and_ends_with_its_own_making(piece, omar):
    IdentityCheck.objects.create(
        author=piece.authors[0], line="call", how="Rang her on Monday.", by=omar
    )
    call = TierCall.objects.create(
        submission=piece, tier=2, reason="A court case", by=omar
    )
    log.write(piece, Action.TIER, by=omar, rows=[call])
    sign_as_author(piece)
    perform(piece, Action.CLEAR, by=omar, details=Details(hour=timezone.now()))

    said = data(piece, omar)

    acts = [act["did"] for act in said["record"]["acts"]]
    assert acts[-2:] == ["Cleared", "Evidence file made"]
    assert said["record"]["head"] == piece.acts.order_by("-number").first().digest
    assert said["record"]["problems"] == []
    assert said["identity"][0]["how"] == "Rang her on Monday."
    assert said["signatures"][0]["fingerprint"] == said["column"]["fingerprint"]
    assert said["column"]["responsible"] == "Omar"
    assert "Tier 2: two must read in full" in {
        each["did"] for each in said["approvals"]
    }


def test_what_was_found_of_a_claim_stands_in_it_with_the_saved_source(
    piece, omar, checker
):
    line = claims.mark(piece, "One two four.", by=omar)
    said = claims.Checked(
        words=line.sentence,
        found=Found.VERIFIED,
        proven_by=Proven.LINK,
        where="https://example.org/register",
        note="Counted twice & again.",
        copy=io.BytesIO(b"As it was."),
        copy_name="register.txt",
    )
    claims.record(Claim.objects.get(pk=line.pk), said, by=checker)

    files = unpacked(piece, omar)

    found = json.loads(files["evidence.json"])["claims"]
    page = files["evidence.html"].decode()
    assert [(each["sentence"], each["state"]) for each in found] == [
        ("One two four.", "verified")
    ]
    assert "A page or document: https://example.org/register" in page
    assert "Counted twice &amp; again." in page
    assert str(checker) in page
    assert files["files/01 register.txt"] == b"As it was."


def test_every_file_in_it_has_the_digest_it_is_listed_with(piece, omar):
    files = unpacked(piece, omar)
    listed = dict(
        reversed(line.split("  ", 1))
        for line in files.pop("SHA256SUMS").decode().splitlines()
    )

    assert listed == {n: hashlib.sha256(b).hexdigest() for n, b in files.items()}
    assert f"pictures/{piece.picture.uuid}" in files


def test_a_lost_row_of_the_record_is_told_on_its_first_page(piece, omar):
    frozen.thaw()
    piece.acts.filter(number=2).delete()

    page = unpacked(piece, omar)["evidence.html"].decode()

    assert "The record is not whole." in page
    assert "Act 2 is missing." in page


def test_hostile_words_stay_words_and_a_hostile_file_name_stays_in_its_folder(
    piece, omar, stores
):
    Attachment.objects.create(
        submission=piece,
        purpose=Purpose.ORIGINAL,
        name="../../etc/passwd\\..\\x.docx",
        content_type="x",
        size=1,
        digest="0" * 64,
        file="gone",
    )

    files = unpacked(piece, omar)

    assert b"<i>Guns" not in files["evidence.html"]
    assert b"&lt;i&gt;Guns" in files["evidence.html"]
    assert not [name for name in files if ".." in name]
    assert "files/01 x.docx is missing.txt" in files


def test_the_desks_own_notes_are_never_in_it(piece, omar):
    talk.note(piece, "What the desk says among itself", by=omar)

    files = unpacked(piece, omar)

    said = b"".join(text for name, text in files.items() if name != "evidence.json")
    assert b"among itself" not in said
    assert b"among itself" not in files["evidence.json"]


def test_advice_never_leaves_the_house_with_it_whoever_makes_it(
    piece, omar, edith, counsel
):
    """Omar answers for the piece and may read the lawyer's notes; a file of his may
    still end before a court."""
    words = "Clear, though she would lose over paragraph two"
    mark = proof_of(piece).fingerprint
    legal.decide(piece, mark, LegalOutcome.CLEAR, words, by=counsel)
    legal.advise(piece, "It is privileged.", by=counsel)
    looks = Look.objects.filter(what=Private.COUNSEL).count()

    made = [unpacked(piece, each) for each in (omar, edith, counsel)]

    for files in made:
        whole = b"".join(files.values())
        assert b"privileged" not in whole
        assert b"paragraph two" not in whole
        page = files["evidence.html"].decode()
        assert "<b>May run as it is</b>, revision" in page
        read = json.loads(files["evidence.json"])["legal"]["reads"]
        assert [(each["outcome"], each["by"]) for each in read] == [
            ("May run as it is", "Lea")
        ]
    acts = json.loads(made[0]["evidence.json"])["record"]["acts"]
    kept = {act["action"]: act["kept_at_the_desk"] for act in acts}
    assert kept["legal"] == hashlib.sha256(words.encode()).hexdigest()
    assert Look.objects.filter(what=Private.COUNSEL).count() == looks


def test_its_page_names_its_parts_and_asks_for_no_file_but_its_own(piece, omar):
    files = unpacked(piece, omar)

    page = files["evidence.html"].decode()
    led = re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', page)
    named = re.findall(r'<h2 id="(\w+)-name">([^<]+)</h2>', page)
    assert led == named
    assert len(led) > 9
    for name, said in files.items():
        if name.endswith(".html"):
            asked = re.findall(r'(?:src|href)="(?!#)([^"]+)"', said.decode())
            assert [each for each in asked if unquote(each) not in files] == []


@pytest.mark.parametrize("who", ["checker", "copy_editor", "ines"])
def test_it_is_for_those_who_answer_for_the_paper(request, piece, who):
    with pytest.raises(PermissionDenied):
        evidence.bundle(piece, by=request.getfixturevalue(who))


def test_one_click_makes_it_and_a_link_does_not(client, piece, omar):
    client.force_login(omar)
    address = reverse("admin:desk_evidence", args=[piece.pk])

    followed = client.get(address)
    made = client.post(address)

    assert followed.status_code == 405
    assert made["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in made["Cache-Control"]
    assert zipfile.is_zipfile(io.BytesIO(made.getvalue()))
    assert Look.objects.filter(what=Private.EVIDENCE, by=omar).count() == 1


def test_what_the_desk_says_among_itself_is_in_no_file_of_it(
    stores, omar, edith, checker, counsel, publisher
):
    submission = make_submission(Status.SUBMITTED)
    letter = Details(wording=Wording("Yes", "We take it."))
    perform(submission, Action.ACCEPT, by=omar, note="SECRET why", details=letter)
    holds.take(submission, by=omar)
    holds.hand_over(submission, by=omar, to=edith, note="SECRET hand-over")
    talk.note(submission, f"SECRET note @{checker.name}", by=omar)
    words = margin.Words(submission.latest, Anchor("Some words"))
    margin.say(submission, words, f"SECRET comment @{checker.name}", by=omar)
    due = timezone.now() + dt.timedelta(hours=2)
    assignments.ask(
        submission, Task.CHECK, of=checker, by=omar, due_at=due, note="SECRET work"
    )
    CounselNote.objects.create(submission=submission, by=counsel, text="SECRET advice")
    written = submission.letters.filter(body__contains="SECRET")
    assert written.filter(kind="desk-handed-over").exists()

    files = unpacked(submission, publisher)

    assert [name for name, text in files.items() if b"SECRET" in text] == []
    acts = json.loads(files["evidence.json"])["record"]["acts"]
    kept = {act["action"]: act["kept_at_the_desk"] for act in acts}
    assert kept["hand over"] == hashlib.sha256(b"SECRET hand-over").hexdigest()
    assert [act["previous"] for act in acts[1:]] == [act["digest"] for act in acts[:-1]]
    assert b"its note stays at the desk" in files["evidence.html"]


def agree_and_object(piece, omar, number: int) -> None:
    """One more of everything that somebody agreed to, asked, found or answered."""
    now, newest, person = timezone.now(), piece.latest, piece.contributor
    mark = f"{number:064x}"
    author = make_contributor(f"Joan {number}").author
    make_consent(piece, author)
    terms = make_agreement(piece, author, fee=150 + number)
    terms.accepted_by, terms.accepted_at = author.user, now
    terms.save()
    about = {"submission": piece, "by": omar, "revision": newest}
    Override.objects.create(
        author=author, fingerprint=mark, reason=f"On a ship, {number}", **about
    )
    FullRead.objects.create(fingerprint=mark, **about)
    HeadlineCheck.objects.create(titles=mark, answers={"note": "Fair"}, **about)
    interest = Interest.objects.create(author=author, name=f"Port {number}")
    InterestWaiver.objects.create(
        submission=piece, interest=interest, reason=f"Not named, {number}", by=omar
    )
    Condition.objects.create(
        submission=piece,
        round=number,
        position=0,
        text=f"Name the ship, {number}",
        answer=f"The Heron, {number}",
    )
    Remark.objects.create(
        submission=piece,
        revision=newest,
        by=person,
        verdict=Verdict.OBJECT,
        field="body",
        change=mark,
        text=f"I never said so, {number}",
        answer=f"Put back, {number}",
        answered_by=omar,
        answered_at=now,
    )
    ErrorReport.objects.create(
        submission=piece,
        by=person,
        what=f"It was a Monday, {number}",
        answer=f"Corrected, {number}",
        answered_by=omar,
        answered_at=now,
    )
    claim = Claim.objects.create(
        submission=piece,
        number=90 + number,
        origin=ClaimOrigin.DESK,
        sentence="One two four.",
    )
    for found, note in ((Found.CUT, "First no"), (Found.OPINION, "Then opinion")):
        Finding.objects.create(
            claim=claim,
            revision=newest,
            sentence="One two four.",
            found=found,
            note=f"{note}, {number}",
            by=omar,
        )
    inquiry = Inquiry.objects.create(
        submission=piece,
        why=f"Even rhythm, {number}",
        by=omar,
        outcome=Suspected.ANSWERED,
        outcome_words=f"Her notes fit, {number}",
        ended_by=omar,
        ended_at=now,
    )
    InquiryStep.objects.create(
        inquiry=inquiry, asked=Asked.NOTES, what_came=f"Four pages, {number}", by=omar
    )


def test_all_that_was_agreed_asked_and_answered_stands_in_it_at_the_same_cost(
    piece, omar, django_assert_max_num_queries
):
    agree_and_object(piece, omar, 1)
    evidence.bundle(piece, by=omar).close()  # what a process asks once is asked
    with CaptureQueriesContext(connection) as of_one:
        evidence.bundle(piece, by=omar).close()
    agree_and_object(piece, omar, 2)
    agree_and_object(piece, omar, 3)

    with django_assert_max_num_queries(len(of_one)):
        files = unpacked(piece, omar)

    page = files["evidence.html"].decode()
    said = json.loads(files["evidence.json"])
    approvals = said["approvals"]
    for number in (1, 2, 3):
        done = {each["did"] for each in approvals if each["by"] == f"Joan {number}"}
        assert "Agreed to stand in the byline" in done
        for words in (
            f"past the missing signature of Joan {number}",
            f"Accepted the terms, version 1: {150 + number}.00 USD",
            *(f"On a ship, {number}", f"Not named, {number}"),
            *(f"Name the ship, {number}", f"The Heron, {number}"),
            *(f"I never said so, {number}", f"Put back, {number}"),
            *(f"It was a Monday, {number}", f"Corrected, {number}"),
            *(f"First no, {number}", f"Then opinion, {number}"),
            *(f"Even rhythm, {number}", f"Four pages, {number}"),
            f"Her notes fit, {number}",
        ):
            assert words in page
            assert words in files["evidence.json"].decode()
    hours = [each["at"] for each in approvals]
    assert hours == sorted(hours)
    assert [each["found"] for each in said["findings"]][:2] == [
        "Cut it",
        "Opinion, not a fact",
    ]


def test_no_letter_in_it_opens_a_door(piece, omar, publisher):
    sign_as_author(piece)
    made = previews.make(piece, "Her sister", by=omar, email="sister@example.org")

    files = unpacked(piece, publisher)

    key = made.address.rstrip("/").rsplit("/", 1)[-1].encode()
    assert b"[a key that is left out]" in files["evidence.json"]
    assert not [name for name, data in files.items() if key in data]
