"""The contributor's room, under ``/contribute/``."""

from django.urls import path

from editorial.contribute import (
    autosave,
    check,
    files,
    home,
    picture,
    piece,
    proof,
    write,
)

app_name = "contribute"
urlpatterns = [
    path("", home.home, name="home"),
    path("new/", write.new, name="new"),
    path("new/save/", autosave.save_new, name="save_new"),
    path("<int:pk>/", piece.piece, name="piece"),
    path("<int:pk>/write/", write.write, name="write"),
    path("<int:pk>/save/", autosave.save, name="save"),
    path("<int:pk>/picture/", picture.picture, name="picture"),
    path("<int:pk>/files/<uuid:uuid>/", files.download, name="file"),
    path("<int:pk>/check/", check.check, name="check"),
    path("<int:pk>/message/", piece.message, name="message"),
    path("<int:pk>/withdraw/", piece.withdraw, name="withdraw"),
    path("<int:pk>/proof/", proof.proof, name="proof"),
    path("<int:pk>/proof/sign/", proof.sign, name="sign"),
    path("<int:pk>/proof/objection/", proof.objection, name="objection"),
]
