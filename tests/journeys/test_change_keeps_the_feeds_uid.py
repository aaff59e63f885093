"""A weekend changes hands: calendars update the entry, they do not lose it."""

from datetime import timedelta

WEEK = timedelta(days=7)


def test_change_keeps_the_feeds_uid(world, clock):
    world.publish(on_call="camille", backup="malik")
    world.publish(clock.now + WEEK, on_call="lena", backup="ines")
    before = {event.uid: event for event in world.feed("sofia")}
    clock.forward(minutes=1)

    world.publish(on_call="yann")

    after = {event.uid: event for event in world.feed("sofia")}
    assert after.keys() == before.keys()
    changed = [uid for uid in after if after[uid].lines != before[uid].lines]
    assert len(changed) == 1
    assert "Camille" in before[changed[0]].summary
    assert "Yann" in after[changed[0]].summary
    assert after[changed[0]].sequence == before[changed[0]].sequence + 1


def test_own_feed_loses_what_was_given_away(world, clock):
    world.publish(on_call="camille", backup="malik")
    assert len(world.feed("camille", own=True)) == 1

    world.publish(on_call="yann")

    assert world.feed("camille", own=True) == []
    assert len(world.feed("yann", own=True)) == 1
