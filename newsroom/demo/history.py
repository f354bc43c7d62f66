"""One column's way through the desk, lived through under the moved clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from operator import itemgetter

from django.utils import timezone

from articles.models import CorrectionKind, Picture
from authors import changes
from authors.models import User
from editorial import (
    assignments,
    claims,
    clock,
    corrections,
    drafts,
    files,
    furniture,
    headlines,
    holds,
    identity,
    inquiries,
    invitations,
    keeping,
    legal,
    notices,
    origins,
    outbox,
    previews,
    profiles,
    promises,
    remarks,
    reports,
    revisions,
    rules,
    schedule,
    signing,
    sources,
    talk,
    terms,
    tiers,
    workflow,
)
from editorial.declarations import AI, AI_LADDER, HELP, INTERESTS, Answer
from editorial.forms import WriteForm
from editorial.models import (
    Action,
    ClaimOrigin,
    Format,
    IdentityLine,
    Invitation,
    LegalOutcome,
    LetterTemplate,
    Payment,
    Proven,
    Purpose,
    SourceKind,
    Status,
    Submission,
    Task,
    Tier,
)
from editorial.proof import proof_of
from newsroom.demo import content
from newsroom.demo.cast import Cast
from newsroom.demo.clock import moved_to
from newsroom.demo.content import Column, Found, Mended

# The desk spells as the British do; authors send what they are used to. The
# difference is what the demo's redlines show.
AS_SENT = {
    "centre": "center",
    "colour": "color",
    "grey": "gray",
    "harbour": "harbor",
    "labour": "labor",
    "metre": "meter",
    "neighbour": "neighbor",
    "plough": "plow",
    "programme": "program",
    "towards": "toward",
    "whilst": "while",
}
SOFTWARE = {
    "translation": "A translator, from my first language. I went over every line.",
    "research": "A search assistant, to find the reports. I read them myself.",
    "restructuring": "A writing assistant moved the paragraphs about.",
    "drafting": "A writing assistant wrote the first version.",
}
# When things are said, as parts of the time between sending and now (or the hour):
# from the one to the other, after the act and before the next.
SAID = {
    "sent": (0.18, 0.58),
    "promise": (0.59, 0.64),
    "decision": (0.66, 0.69),
    "edit": (0.75, 0.77),
    "proof": (0.79, 0.82),
    "signed": (0.88, 0.92),
    "end": (0.95, 0.99),
}
DECIDED = 0.65
PUBLISHER = "jonas-hartvig"  # decides where nobody holds the piece, and pays
COUNSEL = "nary-vong"
READERS = ("malis-keo", PUBLISHER)
CHECKER = "sokha-em"
LEFT_OPEN = 2  # claims of a piece that is still edited
HEARD = "Heard on the author’s recording, from the first minute to the last."
LOOKED_UP = "Read against the page the author names, on the day of the check."
COUNSEL_SAYS = "Opinion on facts that are sourced. Nobody is accused of a crime."
LOOKED_INTO = {
    IdentityLine.CALL: "Rang the number they gave; ten minutes, with the picture on.",
    IdentityLine.EMPLOYER: "Asked at the switchboard: they work there, as they say.",
    IdentityLine.PORTRAIT: "Searched for it elsewhere: only their own page has it.",
    IdentityLine.BYLINES: "Opened two earlier columns; both stand where they said.",
    IdentityLine.PAYEE: "The payee is the name over the column.",
    IdentityLine.FOOTPRINT: "A conference list of 2019 names them.",
}


class History:
    """Plays one column from the first word typed to where it stands now."""

    def __init__(self, column: Column, cast: Cast, now: dt.datetime) -> None:
        self.column, self.cast = column, cast
        self.began = now - dt.timedelta(hours=column.submitted_hours_ago)
        self.hour = _hour(column, now)
        self.end = min(now, self.hour or now)
        self.peg_until = (
            now + dt.timedelta(hours=column.peg_in_hours)
            if column.peg_in_hours is not None
            else None
        )
        self.author = cast.users[column.authors[0]]
        self.desk = cast.users[column.holder or PUBLISHER]
        self.now = now
        self.plan: list[tuple[dt.datetime, Callable[[], object]]] = []

    def play(self) -> Submission:
        if self.column.status == Status.DRAFT:
            return self._begin()
        piece = self._send()
        if self.column.holder:
            self._at(0.12, partial(holds.take, piece, by=self.desk))
        self._talk(piece)
        if self.column.inquiry:
            self._at(0.6, partial(self._wonder, piece))
        ways: dict[str, Callable[[Submission], None]] = {
            Status.REVISING: self._ask_for_changes,
            Status.DECLINED: self._decline,
            Status.SUBMITTED: self._wait,
            Status.RELEASED: self._let_go,
            Status.WITHDRAWN: self._withdraw,
            Status.SPIKED: self._spike,
            Status.ACCEPTED: self._accept,
            Status.CLEARED: self._clear,
        }
        if self.column.status in ways:
            ways[self.column.status](piece)
        self._live()
        return piece

    # From the author

    def _begin(self) -> Submission:
        with moved_to(self.began - dt.timedelta(hours=1)):
            piece = drafts.begin(self.author, self.typed())
            if self.column.original:
                self._bring(piece)
            for slug in self.column.invites:
                self._invite(piece, slug)
            outbox.deliver_due()
        return piece

    def _bring(self, piece: Submission) -> None:
        """The Word file that the text came from, kept as it is."""
        with content.word_file(self.column.original).open("rb") as file:
            files.keep(
                piece,
                file,
                name=self.column.original,
                purpose=Purpose.ORIGINAL,
                by=self.author,
            )
        origins.note_missing(piece)

    def _invite(self, piece: Submission, slug: str) -> Invitation:
        known, user = self.cast.authors[slug], self.cast.users[slug]
        return invitations.invite(
            piece, name=known.name, email=user.email, by=self.author
        )

    def _send(self) -> Submission:
        if self.column.is_pitch:
            self._open_to_pitches()
        piece = self._begin()
        with moved_to(self.began):
            for slug in self.column.authors[1:]:
                self._join(piece, slug)
            if self._picture and not self._is_accepted:
                furniture.set_picture(piece, self._picture, by=self.author)
            form = WriteForm(self.typed(), submission=piece)
            if not form.is_valid():
                raise ValueError(f"{self.column.slug}: {form.errors.as_text()}")
            # The form asks for a day; the desk knows the hour of the news.
            whole = dataclasses.replace(form.piece(), peg_until=self.peg_until)
            for each in self.column.sources:
                origin = sources.Origin(SourceKind(each.kind), each.where)
                sources.add(piece, each.sentence, origin, by=self.author)
            drafts.send(piece, whole, by=self.author)
            outbox.deliver_due()
        return piece

    def _open_to_pitches(self) -> None:
        """From this one on, the section wants the idea before the column."""
        section = self.cast.sections[self.column.section]
        section.takes_pitches = True
        section.save(update_fields=["takes_pitches"])

    def _join(self, piece: Submission, slug: str) -> None:
        """A co-author is asked, and answers for themselves."""
        known, user = self.cast.authors[slug], self.cast.users[slug]
        asked = self._invite(piece, slug)
        says = invitations.Profile(
            known.name, known.role, known.place, known.pronoun, known.bio_line
        )
        answers = [
            *(Answer(question, "no") for question in INTERESTS),
            *(Answer(question, "Nobody") for question in HELP),
            Answer(AI, AI_LADDER["none"]),
        ]
        invitations.accept(asked, says, answers, by=user)

    def typed(self) -> dict[str, object]:
        column, profile = self.column, self.cast.authors[self.column.authors[0]]
        typed: dict[str, object] = {
            "section": str(self.cast.sections[column.section].pk),
            "format": str(Format.objects.get(slug=column.format).pk),
            "answers": self._answered(),
            "headline": column.headline,
            "standfirst": column.standfirst,
            "body": as_sent(column.body),
            "peg": column.peg,
            "why_now": column.why_now,
            "why_you": column.why_you,
            "exclusivity": "exclusive",
            "ai": column.ai_use,
            "ai_detail": " ".join(SOFTWARE.get(each, "") for each in column.ai_use),
            "notes": "yes",
            "agreement": "" if column.status == Status.DRAFT else "on",
        }
        for name in ("name", "role", "place", "pronoun", "bio_line"):
            typed[f"about_{name}"] = getattr(profile, name)
        for question in INTERESTS:
            told = column.interests.get(question.key, "")
            typed[f"interest_{question.key}"] = "yes" if told else "no"
            typed[f"interest_{question.key}_detail"] = told
        for question in HELP:
            typed[f"help_{question.key}"] = "Nobody"
        return typed

    def _answered(self) -> str:
        """The address of the column that this one answers."""
        if not self.column.answers:
            return ""
        article = self.cast.pieces[self.column.answers].article
        return article.get_absolute_url() if article else ""

    # Between author and desk

    def _talk(self, piece: Submission) -> None:
        for after, (begin, end) in SAID.items():
            messages = [each for each in self.column.messages if each.after == after]
            notes = [each for each in self.column.notes if each.after == after]
            for place, each in enumerate([*messages, *notes]):
                is_note = place >= len(messages)
                say: Callable[..., object] = talk.note if is_note else self._message
                by = self.cast.users[each.by]
                moment = begin + (end - begin) * place / (len(messages) + len(notes))
                self._at(moment, partial(say, piece, each.text, by=by))

    def _message(self, piece: Submission, text: str, *, by: User) -> None:
        if rules.is_author(by, piece):
            talk.write_to_desk(piece, text, by=by)
        else:
            talk.write_to_author(piece, text, by=by)

    # By the desk

    def _ask_for_changes(self, piece: Submission) -> None:
        asked = workflow.Details(conditions=tuple(self.column.conditions))
        self._move(piece, Action.REQUEST_CHANGES, details=asked)

    def _wait(self, piece: Submission) -> None:
        """What waits too long is on pause: or the clock would have let it go."""
        days = clock.calendar_of(piece.section).days_promised
        if self.column.submitted_hours_ago > 24 * days:
            reason = "The tribunal publishes its ruling this week. We decide then."
            self._at(0.3, partial(promises.pause, piece, reason, by=self.desk))

    def _let_go(self, piece: Submission) -> None:
        """Nobody answered it: the newsroom's clock did."""
        self._at(0.9, partial(workflow.perform, piece, Action.RELEASE, by=None))

    def _decline(self, piece: Submission) -> None:
        code = self.column.decline_code
        template = LetterTemplate.objects.get(kind="decline", reason=code)
        letter = notices.from_template(template, piece, by=self.desk)
        self._move(
            piece,
            Action.DECLINE,
            note=self.column.decline_reason,
            details=workflow.Details(wording=letter, reason=code),
        )
        if self.column.hold:
            counsel = self.cast.users[COUNSEL]
            hold = partial(keeping.hold, piece, self.column.hold, by=counsel)
            self._at(0.8, hold)

    def _withdraw(self, piece: Submission) -> None:
        self._move(
            piece, Action.WITHDRAW, by=self.author, note=self.column.withdraw_reason
        )

    def _spike(self, piece: Submission) -> None:
        self._move(piece, Action.ACCEPT)
        self._move(piece, Action.SPIKE, moment=0.9, note=self.column.spike_reason)

    def _accept(self, piece: Submission) -> None:
        offers = self._offers(piece)
        self._move(piece, Action.ACCEPT, details=workflow.Details(offers=offers))
        if self._picture:
            put = partial(furniture.set_picture, piece, self._picture, by=self.desk)
            self._at(0.7, put)
        self._at(0.74, partial(self._edit, piece))
        self._at(0.76, partial(self._check_claims, piece))
        self._at(0.77, partial(self._say_why, piece))
        self._at(0.78, partial(signing.send_proof, piece, by=self.desk))
        if self.column.objection:
            self._at(0.82, partial(self._object, piece))
        if self.column.objection_answer:
            self._at(0.825, partial(self._answer, piece))
        if self._is_signed:
            self._consent(piece)
        if self.column.reopened:
            self._at(0.95, partial(self._reopen, piece))
        if self.column.slip:
            self._at(0.95, partial(self._mend, piece))
        if self.column.legal_question:
            self._at(0.955, partial(self._ask_counsel, piece))
        self._look_ahead(piece)

    def _say_why(self, piece: Submission) -> None:
        """In the desk’s own words, for the box under the column."""
        if piece.section is None or not self.column.why_we_ran:
            return
        furniture.set_details(
            piece,
            section=piece.section,
            format=piece.format,
            peg=piece.peg,
            peg_until=piece.peg_until,
            why_we_ran=self.column.why_we_ran,
            by=self.desk,
        )

    def _look_ahead(self, piece: Submission) -> None:
        """When the desk means to run it, and who reads it before readers do."""
        if self.column.planned_in_hours is not None:
            self._at(0.96, partial(self._plan, piece))
        if self.column.preview_for:
            show = partial(previews.make, piece, self.column.preview_for, by=self.desk)
            self._at(0.99, show)

    def _plan(self, piece: Submission) -> None:
        """The desk’s own plan: at a full hour, and nothing is promised by it."""
        wanted = self.now + dt.timedelta(hours=self.column.planned_in_hours or 0)
        hour = _as_set(wanted, self.now, 12).replace(minute=0, second=0, microsecond=0)
        schedule.move(piece, hour, by=self.desk)

    def _wonder(self, piece: Submission) -> None:
        if said := self.column.inquiry:
            by = self.cast.users[said.by]
            inquiries.begin(piece, said.why, score=said.score, by=by)

    def _consent(self, piece: Submission) -> None:
        self._at(0.795, partial(self._look_into, piece))
        self._at(0.8, partial(self._answer_for_titles, piece))
        for place, slug in enumerate(self.column.authors):
            by = self.cast.users[slug]
            consent = self._print_past if self.column.override else self._sign
            self._at(0.81 + 0.01 * place, partial(self._agree, piece, by))
            self._at(0.83 + 0.02 * place, partial(consent, piece, by))

    def _check_claims(self, piece: Submission) -> None:
        """The fact-checker looks into each claim and each quotation; while the column
        is edited, the last of them wait."""
        piece.refresh_from_db()
        open_ones = [each for each in claims.ledger(piece) if each.asks]
        if not self._is_signed:
            open_ones = open_ones[:-LEFT_OPEN]
        for each in open_ones:
            claim = claims.listed(piece, each)
            claims.record(claim, self._found(each), by=self.cast.users[CHECKER])

    def _found(self, line: claims.Line) -> claims.Checked:
        where = line.given[0] if line.given else ""
        is_page = where.startswith("http")
        is_quote = line.origin == ClaimOrigin.QUOTE
        proven = Proven.LINK if is_page else Proven.CONFIRMED
        return claims.Checked(
            words=line.sentence,
            found=claims.Found.VERIFIED,
            proven_by=Proven.RECORDING if is_quote and not where else proven,
            where=where or HEARD,
            note=LOOKED_UP if is_page else "",
            speaker=line.speaker,
        )

    def _look_into(self, piece: Submission) -> None:
        """Who they are, how risky it is, and who must have read it."""
        piece.refresh_from_db()
        for card in identity.cards(piece):
            for each in card.open if card.is_asked else ():
                done, how = identity.Outcome.DONE, LOOKED_INTO[each.line]
                identity.record(piece, card.author, each.line, done, how, by=self.desk)
        self._settle_tier(piece)
        if tiers.needed(piece) is Tier.ONE:
            return
        fingerprint = proof_of(piece).fingerprint
        counsel = self.cast.users[COUNSEL]
        legal.decide(piece, fingerprint, LegalOutcome.CLEAR, COUNSEL_SAYS, by=counsel)

    def _ask_counsel(self, piece: Submission) -> None:
        """How risky it is has been said, a senior editor has read it; the lawyer is
        asked, and has not answered yet."""
        self._settle_tier(piece)
        assignments.ask(
            piece,
            Task.LEGAL,
            of=self.cast.users[COUNSEL],
            by=self.desk,
            due_at=self.now + dt.timedelta(hours=4),
            note=self.column.legal_question,
        )

    def _settle_tier(self, piece: Submission) -> None:
        """A person confirms what was proposed; two read it where it asks for that."""
        piece.refresh_from_db()
        now = tiers.standing(piece)
        if now.is_open:
            seen, tier = now.proposal.mark, now.proposal.tier
            tiers.confirm(piece, tier, by=self.desk, seen=seen)
        if tiers.needed(piece) is Tier.ONE:
            return
        fingerprint = proof_of(piece).fingerprint
        for reader in READERS:
            tiers.read(piece, fingerprint, by=self.cast.users[reader])

    def _offers(self, piece: Submission) -> dict[int, terms.Offer]:
        """The same to each author; where nothing is said, what the paper offers."""
        if self.column.offer is None:
            return {}
        fee, kill_fee = self.column.offer.fee, self.column.offer.kill_fee
        offer = terms.Offer(fee, kill_fee, terms.standard().currency)
        return {author.pk: offer for author in piece.authors}

    def _edit(self, piece: Submission) -> None:
        piece.refresh_from_db()
        words = {
            name: getattr(self.column, name)
            for name in (
                *("headline", "standfirst", "social_title", "search_title"),
                *("disclosure", "body"),
            )
        }
        if self.column.slip:  # the desk's own, which it mends once it is signed
            slip = self.column.slip
            words["body"] = words["body"].replace(slip.now, slip.was, 1)
        base = piece.latest.number if piece.latest else 0
        revisions.save(piece, words, by=self.desk, base=base, reason="House style")

    def _agree(self, piece: Submission, by: User) -> None:
        if offered := terms.own(piece, by):
            terms.accept(offered, by=by)

    def _sign(self, piece: Submission, by: User) -> None:
        piece.refresh_from_db()
        fingerprint, allows = proof_of(piece).fingerprint, self.column.slip is not None
        signing.sign(piece, fingerprint, by=by, allows_fixes=allows)

    def _print_past(self, piece: Submission, by: User) -> None:
        """The author cannot be reached: an editor answers for it by name."""
        piece.refresh_from_db()
        author = next(each for each in piece.authors if each.user == by)
        fingerprint, reason = proof_of(piece).fingerprint, self.column.override
        signing.override(piece, author, fingerprint, reason, by=self.desk)

    def _answer_for_titles(self, piece: Submission) -> None:
        """The six checks of the headline, as they stand over the column."""
        piece.refresh_from_db()
        base = piece.latest.number if piece.latest else 0
        yes = dict.fromkeys(headlines.QUESTIONS, headlines.YES)
        headlines.answer(piece, yes, by=self.desk, base=base)

    def _mend(self, piece: Submission) -> None:
        """A slip of the desk's; the signature allows that, and goes on."""
        piece.refresh_from_db()
        if piece.latest:
            words, base = {"body": self.column.body}, piece.latest.number
            signing.save(piece, words, by=self.desk, base=base, reason="A slip")

    def _object(self, piece: Submission) -> None:
        """“This headline misstates me”: the desk owes an answer."""
        remarks.misstates(
            piece,
            "headline",
            self.column.headline,
            self.column.objection,
            by=self.author,
        )
        remarks.done(piece, by=self.author)

    def _answer(self, piece: Submission) -> None:
        for point in piece.remarks.open_points():
            remarks.answer(piece, point.pk, self.column.objection_answer, by=self.desk)

    def _reopen(self, piece: Submission) -> None:
        """One word changed after the signature, which reopens it."""
        piece.refresh_from_db()
        if piece.latest is None or self.column.reopened is None:
            return
        word = self.column.reopened
        body = piece.latest.body.replace(word.was, word.now, 1)
        revisions.save(
            piece,
            {"body": body},
            by=self.desk,
            base=piece.latest.number,
            reason=f"“{word.now}”, not “{word.was}”",
        )
        signing.send_proof(piece, by=self.desk)

    def _clear(self, piece: Submission) -> None:
        self._accept(piece)
        at = workflow.Details(hour=self.hour)
        self._move(piece, Action.CLEAR, moment=0.93, details=at)
        if self.column.offer and self.column.offer.is_paid:
            self._after(0.1, partial(self._approve, piece))
            self._after(0.2, partial(self._pay, piece))
        for place, each in enumerate(self.column.errors):
            self._after(0.3 + 0.2 * place, partial(self._report, piece, each))
        if self.column.mended:
            mended_at = self._in_a_morning(self._since_out(0.4))
            self.plan.append(
                (mended_at, partial(self._correct, piece, self.column.mended))
            )

    # Once readers have it

    def _approve(self, piece: Submission) -> None:
        for payment in Payment.objects.filter(agreement__submission=piece):
            terms.approve(
                payment,
                payee_note="The usual account, read back by telephone.",
                due_on=payment.due_on,
                by=self.desk,
            )

    def _pay(self, piece: Submission) -> None:
        for payment in Payment.objects.filter(agreement__submission=piece):
            today, by = timezone.localdate(), self.cast.users[PUBLISHER]
            terms.mark_paid(payment, paid_on=today, by=by)

    def _correct(self, piece: Submission, said: Mended) -> None:
        """One person proposes it, another gives it to readers."""
        body = self.column.body.replace(said.find, said.put) if said.find else ""
        wanted = corrections.Proposal(
            kind=CorrectionKind(said.kind),
            base=1,
            why=said.why,
            was=said.was,
            right=said.right,
            only_note=not said.find,
            words={"body": body} if body else {},
        )
        users = self.cast.users
        proposal = corrections.propose(piece, wanted, by=users[said.by])
        corrections.approve(proposal, by=users[said.approved_by])

    def _report(self, piece: Submission, said: Found) -> None:
        found = reports.report(
            piece, quote=said.quote, what=said.what, where=said.where, by=self.author
        )
        if said.answer:
            reports.answer(found, said.answer, by=self.desk)

    def _move(
        self,
        piece: Submission,
        action: Action,
        *,
        moment: float = DECIDED,
        by: User | None = None,
        note: str = "",
        details: workflow.Details | None = None,
    ) -> None:
        by = by or self.desk
        move = partial(workflow.perform, piece, action, by=by, note=note)
        self._at(moment, partial(move, details=details))

    def _at(self, moment: float, act: Callable[[], object]) -> None:
        """Plan it for that part of the time between sending and now (or the hour)."""
        self.plan.append((self._instant(moment), act))

    def _instant(self, moment: float) -> dt.datetime:
        """What leads to the decision is drawn together, so that it falls in time."""
        decided = self.began + (self.end - self.began) * DECIDED
        if self.column.status not in {Status.SUBMITTED, Status.RELEASED}:
            section = self.cast.sections[self.column.section]
            due = clock.answer_by(self.began, section)
            decided = min(decided, self.began + (due - self.began) * 0.9)
        if moment <= DECIDED:
            return self.began + (decided - self.began) * (moment / DECIDED)
        late = (moment - DECIDED) / (1 - DECIDED)
        return decided + (self.end - decided) * late

    def _after(self, moment: float, act: Callable[[], object]) -> None:
        """Plan it for that part of the time between the hour and now."""
        self.plan.append((self._since_out(moment), act))

    def _since_out(self, moment: float) -> dt.datetime:
        return self.end + (self.now - self.end) * moment

    def _in_a_morning(self, instant: dt.datetime) -> dt.datetime:
        """When the desk opens on that day, if readers have the column by then."""
        opens = timezone.localtime(instant).replace(hour=9, minute=5)
        return opens if self.end < opens <= self.now else instant

    def _live(self) -> None:
        for instant, act in sorted(self.plan, key=itemgetter(0)):
            with moved_to(instant):
                act()
                outbox.deliver_due()

    @property
    def _is_signed(self) -> bool:
        """At some time; a word changed since reopens it."""
        return (
            self.column.signed
            or self.column.reopened is not None
            or self.column.status == Status.CLEARED
        )

    @property
    def _is_accepted(self) -> bool:
        return self.column.status in {Status.ACCEPTED, Status.CLEARED}

    @property
    def _picture(self) -> Picture | None:
        return self.cast.pictures.get(self.column.picture)


def play(column: Column, cast: Cast) -> Submission:
    piece = History(column, cast, timezone.now()).play()
    piece.refresh_from_db()
    cast.pieces[column.slug] = piece
    return piece


def change_profiles(cast: Cast) -> None:
    """What authors say of themselves now that did not stand over their columns."""
    for change in content.table("people", "changed"):
        author = cast.authors[change["slug"]]
        with moved_to(timezone.now() - dt.timedelta(hours=change["hours_ago"])):
            author.refresh_from_db()
            before = changes.as_it_stands(author)
            author.bio_line = change["bio_line"]
            author.save(update_fields=["bio_line"])
            profiles.note(author, before, by=cast.users[change["slug"]])
            outbox.deliver_due()


def as_sent(body: str) -> str:
    """The text before the desk's spelling went over it."""
    words = re.compile("|".join(AS_SENT))
    return words.sub(lambda found: AS_SENT[found[0]], body)


# When the paper puts its columns out: at breakfast, on the way to work, at noon, at the
# end of the working day.
OUT_AT = (dt.time(6), dt.time(7, 30), dt.time(12), dt.time(17, 30))


def _hour(column: Column, now: dt.datetime) -> dt.datetime | None:
    """When readers get it, at an hour that a desk would choose."""
    if column.published_hours_ago is not None:
        wanted = now - dt.timedelta(hours=column.published_hours_ago)
        return _nearest(wanted, lambda hour: hour <= now)
    if column.publishes_in_hours is not None:
        wanted = _as_set(now + dt.timedelta(hours=column.publishes_in_hours), now)
        return _nearest(wanted, lambda hour: hour > now)
    return None


def _nearest(
    wanted: dt.datetime, is_right: Callable[[dt.datetime], bool]
) -> dt.datetime:
    """The hour of ``OUT_AT`` that is nearest, of those that are right."""
    day = timezone.localtime(wanted).date()
    hours = (
        timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=off), hour))
        for off in (-1, 0, 1)
        for hour in OUT_AT
    )
    return min(filter(is_right, hours), key=lambda hour: abs(hour - wanted))


def _as_set(wanted: dt.datetime, now: dt.datetime, hour: int = 6) -> dt.datetime:
    """From tomorrow on at one hour of the day; the paper comes out at six."""
    then = timezone.localtime(wanted).replace(hour=hour, minute=0)
    return then if then.date() > timezone.localdate(now) else wanted
