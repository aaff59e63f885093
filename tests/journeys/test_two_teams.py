"""Two teams in one house: each call reaches its own, and only its own."""

from people import DESK_PHONE, make_caller


def test_each_call_reaches_its_own_team(world, cabinet, roads):
    traffic = make_caller(roads, "PC circulation", DESK_PHONE)

    world.desk(traffic).calls("user_info", "Pont fermé")
    world.desk(cabinet).calls("crisis", "Fumées visibles")

    world.phone("camille").expect("Pont ferm").tap_link().press("I take it")
    world.phone("yann").expect("Fumées").tap_link().press("I take it")


def test_one_team_does_not_see_the_others_calls(world, roads):
    incident = world.trigger()
    world.phone("yann").expect("CRISE")

    nadia = world.office("nadia")
    assert nadia.open("/t/edition/alerts/").status == 404
    assert nadia.open(f"/t/voirie/alerts/{incident.code}/").status == 404
