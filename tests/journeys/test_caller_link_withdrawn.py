"""The bookmark went round: the lead withdraws it, and it calls nobody."""

from escalation.permissions import CALLER_LINK
from rota.links import make_token


def test_caller_link_withdrawn(world, night, cabinet):
    desk = world.desk(cabinet)
    form = next(form for form in desk.forms if "case" in form.names())

    world.office("odile").open("/t/edition/callers/").press("Withdraw it")

    desk.send(form, case="crisis", title="Fumées visibles", call="1")
    assert desk.status == 410
    desk.sees("Nobody was called", "02 40 41 90 00")
    assert world.incident() is None


def test_renewed_link_works_and_the_old_one_does_not(world, night, cabinet):
    old = make_token(CALLER_LINK, cabinet.pk, cabinet.version)

    world.office("odile").open("/t/edition/callers/").press("Replace it by a new one")

    cabinet.refresh_from_db()
    assert world.desk(cabinet).status == 200
    assert world.desk(cabinet).open(f"/call/{old}").status == 410
