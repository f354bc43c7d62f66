"""The addresses of the desk, under the admin's own; the site guards every one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase

from editorial.desk import (
    byline,
    calendar,
    decided,
    declared,
    errors,
    files,
    headline,
    hold,
    holding,
    hours,
    inquiry,
    interests,
    invited,
    kept,
    keys,
    moves,
    names,
    origin,
    passing,
    picture,
    points,
    post,
    previews,
    profiles,
    reading,
    record,
    revisions,
    rooms,
    same,
    sources,
    style,
    subscribe,
    terms,
    texts,
)

Page = tuple[str, Callable[..., HttpResponseBase], str]

_PIECE = "desk/<int:pk>/"

_OURS: tuple[Page, ...] = (
    ("desk/filters/", kept.kept, "desk_filters"),
    ("desk/filters/<int:kept>/", kept.change, "desk_filter"),
    ("desk/keys/", keys.keys, "desk_keys"),
    ("desk/pass/", passing.several, "desk_pass_several"),
    ("errors/", errors.errors, "desk_errors"),
    ("errors/<int:report>/", errors.answer, "desk_error"),
    ("letters/<int:pk>/", post.letter, "desk_letter"),
    ("profiles/", profiles.profiles, "desk_profiles"),
    ("profiles/<int:change>/", profiles.seen, "desk_profile"),
    ("desk/calendar/", calendar.calendar, "desk_calendar"),
    ("desk/calendar/subscribe/", subscribe.subscribe, "desk_subscribe"),
    (_PIECE, texts.text, "desk_piece"),
    (f"{_PIECE}read/", reading.read, "desk_read"),
    (f"{_PIECE}pass/", passing.one, "desk_pass"),
    (f"{_PIECE}names/", names.names, "desk_names"),
    (f"{_PIECE}text/", texts.save_text, "desk_save_text"),
    (f"{_PIECE}headline/", texts.headline, "desk_headline"),
    (f"{_PIECE}headline/checks/", headline.checks, "desk_checks"),
    (f"{_PIECE}interests/enter/", interests.enter, "desk_enter_interest"),
    (f"{_PIECE}interests/tell/", interests.tell, "desk_tell_interest"),
    (f"{_PIECE}interests/waive/", interests.waive, "desk_waive_interest"),
    (f"{_PIECE}picture/", picture.picture, "desk_picture"),
    (f"{_PIECE}picture/<int:picture_pk>/", picture.card, "desk_card"),
    (f"{_PIECE}byline/", byline.byline, "desk_byline"),
    (f"{_PIECE}invited/", invited.invited, "desk_invited"),
    (f"{_PIECE}terms/", terms.terms, "desk_terms"),
    (f"{_PIECE}details/", byline.details, "desk_details"),
    (f"{_PIECE}declarations/", declared.declarations_page, "desk_declarations"),
    (f"{_PIECE}sources/", sources.sources, "desk_sources"),
    (f"{_PIECE}inquiry/", inquiry.inquiry, "desk_inquiry"),
    (f"{_PIECE}style/", style.style_page, "desk_style"),
    (f"{_PIECE}origin/", origin.origin, "desk_origin"),
    (f"{_PIECE}same/", same.same, "desk_same"),
    (f"{_PIECE}letters/", record.letters, "desk_letters"),
    (f"{_PIECE}revisions/", revisions.revision_list, "desk_revisions"),
    (
        f"{_PIECE}revisions/<int:number>/restore/",
        revisions.restore,
        "desk_restore",
    ),
    (f"{_PIECE}history/", record.history, "desk_history"),
    (f"{_PIECE}files/<uuid:uuid>/", files.download, "desk_file"),
    (f"{_PIECE}decision/", decided.decision, "desk_decision"),
    (f"{_PIECE}take/", holding.take, "desk_take"),
    (f"{_PIECE}hand-back/", holding.hand_back, "desk_hand_back"),
    (f"{_PIECE}hand-over/", holding.hand_over, "desk_hand_over"),
    (f"{_PIECE}hold/", hold.hold, "desk_hold"),
    (f"{_PIECE}message/", rooms.message, "desk_message"),
    (f"{_PIECE}note/", rooms.note, "desk_note"),
    (f"{_PIECE}proof/", rooms.proof, "desk_proof"),
    (f"{_PIECE}points/<int:point>/", points.answer, "desk_answer"),
    (f"{_PIECE}override/", points.override, "desk_override"),
    (f"{_PIECE}pause/", hours.pause, "desk_pause"),
    (f"{_PIECE}resume/", hours.resume, "desk_resume"),
    (f"{_PIECE}day/", hours.day, "desk_day"),
    (f"{_PIECE}plan/", calendar.plan, "desk_plan"),
    (f"{_PIECE}previews/", previews.previews, "desk_previews"),
    (f"{_PIECE}<slug:name>/", moves.move, "desk_move"),
)

PAGES = tuple(
    (address, names.closed_while_blind(view), name) for address, view, name in _OURS
)
