"""A page with nothing but the editor on it, and one with the package's own."""

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from markdownx.widgets import MarkdownxWidget

from editorial.editor import ColumnEditor
from newsroom.urls import urlpatterns as newsroom_pages

PAGE = """{% load static %}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your column</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{% static 'css/tokens.css' %}">
<link rel="stylesheet" href="{% static 'css/base.css' %}">
<link rel="stylesheet" href="{% static 'css/reader.css' %}">
<link rel="stylesheet" href="{% static 'css/forms.css' %}">
{{ form.media }}</head>
<body class="page"><main class="contrib"><h1>Your column</h1>
<form method="post">{% csrf_token %}
<p><label for="id_section">Section</label> <select id="id_section" name="section">
<option>Any</option>
<option data-least="600" data-most="900">Opinion</option>
<option data-least="2" data-most="4">Letters</option></select></p>
<label for="id_body">Text</label>{{ form.body }}
<div data-words="id_body" data-words-by="id_section" data-words-least="3"
 data-words-most="5"><b data-words-said>0 words</b>
<span data-words-range>of 3 to 5</span>
<meter class="meter" min="0" value="0" aria-label="Length">0</meter></div>
<p><label for="id_file">A portrait</label>
<input class="input" type="file" id="id_file"></p>
<p><button class="button" name="send">Send</button></p></form>
<output>{{ sent }}</output></main></body></html>"""


class Ours(forms.Form):
    body = forms.CharField(widget=ColumnEditor, required=False, strip=False)


class Theirs(forms.Form):
    body = forms.CharField(widget=MarkdownxWidget, required=False)


def page(request, form):
    template = engines["django"].from_string(PAGE)
    body = request.POST.get("body", "")
    context = {"form": form({"body": body}), "sent": body}
    return HttpResponse(template.render(context, request))


urlpatterns = [
    path("try/ours/", page, {"form": Ours}),
    path("try/theirs/", page, {"form": Theirs}),
    *newsroom_pages,
]
