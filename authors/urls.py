"""Under ``/account/``: of allauth's pages only what we use, and in our look."""

from allauth.account.views import logout
from django.urls import path
from django.views.decorators.cache import never_cache

from authors import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("code/", views.type_code, name="account_code"),
    path("logout/", never_cache(logout), name="account_logout"),
]
