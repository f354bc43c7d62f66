from __future__ import annotations

import pytest

UNKNOWN = ["/nope/", "/2026/11/nope/", "/author/nobody/"]


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_address_gets_the_paper_s_own_page(client, settings, address, debug):
    settings.DEBUG = debug

    response = client.get(address)

    assert response.status_code == 404
    assert "404.html" in [template.name for template in response.templates]
    assert b"urlpatterns" not in response.content
    assert b"DEBUG" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=a%00b", "/search/?a%00=b", "/a%00b/"])
def test_a_nul_in_an_address_is_refused_in_words(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "a character no address may" in response.content.decode()


@pytest.mark.django_db
def test_every_answer_carries_a_strict_content_policy(client):
    response = client.get("/")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("length", "status"),
    [(str(64 * 1024 * 1024), 405), (str(64 * 1024 * 1024 + 1), 413), ("9" * 400, 413)],
)
def test_a_body_beyond_all_forms_is_refused_unread(client, length, status):
    response = client.post("/", CONTENT_LENGTH=length)

    assert response.status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
@pytest.mark.parametrize("address", ["/", "/account/login/", "/contribute/", "/admin/"])
def test_a_nul_in_a_cookie_is_refused_in_words(client, name, address):
    response = client.get(address, headers={"cookie": f'{name}="abcdefghij\\000"'})

    assert response.status_code == 400
    assert "a cookie that is none of ours" in response.content.decode()
