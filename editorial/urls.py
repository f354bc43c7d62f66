"""The contributor's room, under ``/contribute/``."""

from django.urls import path

from editorial.contribute import (
    after,
    autosave,
    bring,
    check,
    declared,
    files,
    home,
    picture,
    piece,
    proof,
    record,
    remarks,
    sources,
    write,
    yours,
)

app_name = "contribute"
urlpatterns = [
    path("", home.home, name="home"),
    path("record/", record.record, name="record"),
    path("new/", write.new, name="new"),
    path("new/save/", autosave.save_new, name="save_new"),
    path("paste/", bring.paste, name="paste"),
    path("<int:pk>/", piece.piece, name="piece"),
    path("<int:pk>/write/", write.write, name="write"),
    path("<int:pk>/save/", autosave.save, name="save"),
    path("<int:pk>/here/", autosave.here, name="here"),
    path("<int:pk>/bring/", bring.bring, name="bring"),
    path("<int:pk>/bring/<uuid:uuid>/", bring.brought, name="brought"),
    path("<int:pk>/picture/", picture.picture, name="picture"),
    path("<int:pk>/files/<uuid:uuid>/", files.download, name="file"),
    path("<int:pk>/declarations/", declared.declared, name="declared"),
    path("<int:pk>/sources/", sources.sources_page, name="sources"),
    path("<int:pk>/check/", check.check, name="check"),
    path("<int:pk>/message/", piece.message, name="message"),
    path("<int:pk>/error/", after.error, name="error"),
    path("<int:pk>/withdraw/", piece.withdraw, name="withdraw"),
    path("<int:pk>/yours/", yours.yours, name="yours"),
    path("<int:pk>/yours/download/", yours.download, name="download"),
    path("<int:pk>/proof/", proof.proof, name="proof"),
    path("<int:pk>/proof/sign/", proof.sign, name="sign"),
    path("<int:pk>/proof/objection/", proof.objection, name="objection"),
    path("<int:pk>/proof/change/", remarks.change, name="remark"),
    path("<int:pk>/proof/accept/", remarks.accept_rest, name="accept_rest"),
    path("<int:pk>/proof/misstates/", remarks.misstates, name="misstates"),
    path("<int:pk>/proof/take-back/", remarks.take_back, name="take_back"),
    path("<int:pk>/proof/done/", remarks.done, name="remarks_done"),
]
