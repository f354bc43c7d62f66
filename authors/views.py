"""The door: in by a mailed code, out by a button."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors import codes
from authors.forms import AddressForm, CodeForm
from authors.http import asker, next_address
from authors.limits import allowed

HOUR = 60 * 60
LETTERS_TO_ONE = 6  # codes an hour to one address, asked for by one connection
LETTERS_TO_ADDRESS = 40  # from wherever: a stranger must not lock anybody out
LETTERS_FROM_ONE = 30  # codes an hour for one connection: a school shares one
_HELD = "sign_in"  # in the session: the ticket, and the address it was sent to

WRONG = "This is not the code we sent. {left} left."
GONE = (
    "This code no longer works: it was used, is older than ten minutes, or was "
    "mistyped five times. Ask for a new one."
)
CLOSED = "This address is closed at our desk. Write to us if that is a mistake."
ENOUGH = (
    "We have sent as many codes as we may for now. Look for the last one in your "
    "mail, also among what it takes for junk, or try again in an hour."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a code. Nobody is looked up: every address gets the same answer."""
    form = AddressForm(request.POST) if request.method == "POST" else AddressForm()
    if not form.is_bound:
        return _door(request, form)
    if not form.is_valid():
        return _door(request, form, status=422)
    email = form.cleaned_data["email"]
    if not _may_write_to(request, email):
        return _door(request, form, refusal=ENOUGH, status=429)
    ticket, code = codes.issue(email)
    get_adapter(request).send_mail(
        "account/email/login_code",
        email,
        {"code": _spaced(code), "minutes": codes.LIFE // 60},
    )
    request.session[_HELD] = {"ticket": ticket, "email": email}
    return redirect(_with_next("account_code", _next(request)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    """The code from the letter opens the door, once."""
    held = request.session.get(_HELD)
    if held is None:
        return redirect(_with_next("account_login", _next(request)))
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if not form.is_bound:
        return _code_page(request, form, held)
    if not form.is_valid():
        return _code_page(request, form, held, status=422)
    try:
        email = codes.redeem(held["ticket"], form.cleaned_data["code"])
    except codes.WrongCode as wrong:
        form.add_error("code", WRONG.format(left=_tries(wrong.left)))
        return _code_page(request, form, held, status=422)
    except codes.CodeGone:
        form.add_error("code", GONE)
        return _code_page(request, form, held, status=422)
    return _let_in(request, email)


def _let_in(request: HttpRequest, email: str) -> HttpResponse:
    person = codes.person_at(email)
    if not person.is_active:
        return _door(request, AddressForm(), refusal=CLOSED, status=403)
    wanted = _next(request)
    del request.session[_HELD]
    answer: HttpResponse = perform_login(
        request, person, email=email, redirect_url=wanted
    )
    return answer


def _may_write_to(request: HttpRequest, email: str) -> bool:
    who = asker(request)
    return (
        allowed("codes asked for", who, LETTERS_FROM_ONE, HOUR)
        and allowed("codes asked for to", f"{who}\0{email}", LETTERS_TO_ONE, HOUR)
        and allowed("codes sent to", email, LETTERS_TO_ADDRESS, HOUR)
    )


def _door(
    request: HttpRequest, form: AddressForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = {"form": form, "next": _next(request), "refusal": refusal}
    return render(request, "account/login.html", page, status=status)


def _code_page(
    request: HttpRequest, form: CodeForm, held: dict[str, str], *, status: int = 200
) -> HttpResponse:
    page = {
        "form": form,
        "again": AddressForm(initial={"email": held["email"]}),
        "email": held["email"],
        "minutes": codes.LIFE // 60,
        "next": _next(request),
    }
    return render(request, "account/code.html", page, status=status)


def _next(request: HttpRequest) -> str:
    return next_address(request, settings.LOGIN_REDIRECT_URL)


def _with_next(name: str, wanted: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': wanted})}"


def _spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def _tries(left: int) -> str:
    return "One try" if left == 1 else f"{left} tries"
