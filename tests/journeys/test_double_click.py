"""A nervous finger: two clicks on Call, one incident and one text."""


def test_double_click(world, night, cabinet):
    desk = world.desk(cabinet)
    form = next(form for form in desk.forms if "case" in form.names())
    typed = {"case": "crisis", "title": "Fumées visibles", "call": "1"}

    desk.send(form, **typed)
    first = desk.path
    desk.send(form, **typed)

    assert desk.path == first
    assert world.team.incidents.count() == 1
    world.phone("camille").expect("CRISE")


def test_taking_twice_is_taking_once(world, called):
    page = called.tap_link()
    form = next(f for f in page.forms if any("take" in b.text for b in f.buttons))

    page.send(form)
    page.send(form)

    page.sees("You took it at 02:10")
    assert world.incident().log.filter(kind="taken").count() == 1
