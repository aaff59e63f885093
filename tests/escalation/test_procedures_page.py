"""A lead writes what her team does: in both languages, as versions, looked at first."""

import pytest
from browsing import Browser
from django.urls import reverse

from escalation.actions.procedures import NewerVersionError, save_procedure
from escalation.markdown import to_html
from escalation.models import Outlet, Procedure
from rota.models.appending import AppendOnlyError

STEPS = {"steps_fr": "- [ ] Un\n- [ ] Deux", "steps_en": "- [ ] One\n- [ ] Two"}


@pytest.fixture
def lead(world) -> Browser:
    return world.office("odile")


@pytest.fixture
def page(lead, world) -> Browser:
    return lead.open(reverse("procedure", args=[world.team.slug, "user_info"]))


def save(world, steps: str, seen: int):
    texts = {
        one: {"steps": steps, "first": "", "update": "", "end": ""}
        for one in ("fr", "en")
    }
    return save_procedure(
        team=world.team,
        subject="user_info",
        texts=texts,
        seen=seen,
        by=world.person("odile"),
        at=world.clock.now,
    )


def test_what_the_program_knows_is_where_one_begins(page):
    page.sees("Urgent user information", "How it will look")
    assert "Vérifier auprès de la source" in page.html


def test_new_version_is_kept_with_its_author(page, world):
    page.press("Save as a new version", **STEPS)

    page.sees("Saved.", "version 1", "Odile P.")
    [one] = Procedure.objects.all()
    assert one.texts["fr"]["steps"] == "- [ ] Un\n- [ ] Deux"
    assert one.by == world.person("odile")


def test_looking_saves_nothing(page):
    page.press("Look at it first", **STEPS)

    page.sees("How it will look Un Deux One Two")
    assert not Procedure.objects.exists()


def test_languages_must_have_the_same_steps(page):
    page.press("Save as a new version", **STEPS | {"steps_en": "- [ ] One"})

    page.sees("Nothing was saved yet", "French has 2 steps and English 1")
    assert "- [ ] Deux" in page.html
    assert not Procedure.objects.exists()


def test_slot_that_stands_for_nothing_is_said(page):
    page.press("Save as a new version", **STEPS, first_fr="Fermé jusqu’à {quand}")

    page.sees("{quand} stands for nothing. Known are: {what}")
    assert not Procedure.objects.exists()


def test_two_leads_never_overwrite_each_other(page, world):
    save(world, "- [ ] Hers", 0)

    page.press("Save as a new version", **STEPS)

    page.sees("Somebody saved version 1 while you wrote")
    assert "- [ ] Deux" in page.html
    assert Procedure.objects.count() == 1
    page.press("Save as a new version")
    assert Procedure.objects.count() == 2


def test_saving_the_same_again_adds_nothing(world, team):
    first = save(world, "- [ ] A", 0)

    assert save(world, "- [ ] A", 1) == first
    with pytest.raises(NewerVersionError):
        save(world, "- [ ] B", 0)


def test_version_is_never_rewritten(world, team):
    version = save(world, "- [ ] A", 0)

    version.texts = {}
    with pytest.raises(AppendOnlyError):
        version.save()
    with pytest.raises(AppendOnlyError):
        Procedure.objects.update(texts={})


def test_places_to_publish_keep_their_order_and_those_gone_are_not_offered(lead, world):
    lead.open(reverse("procedures", args=[world.team.slug]))
    lead.press("Save", names="Site\n\n  Facebook \nSite\n")
    lead.press("Save", names="Mastodon\nSite")

    standing = Outlet.objects.filter(ended_at=None)
    assert [one.name for one in standing] == ["Mastodon", "Site"]
    assert Outlet.objects.get(name="Facebook").ended_at == world.clock.now


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" \n ", "Name at least one place."),
        ("x" * 41, "is too long"),
        ("\n".join(str(n) for n in range(21)), "That is 21 places"),
    ],
)
def test_places_that_cannot_be_are_said(lead, world, typed, said):
    lead.open(reverse("procedures", args=[world.team.slug]))

    lead.press("Save", names=typed)

    lead.sees(said)


def test_unknown_subject_is_not_found(lead, world):
    assert lead.open(reverse("procedure", args=[world.team.slug, "x"])).status == 404


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "![x](https://elsewhere.example/x.png)",
    ],
)
def test_markdown_runs_and_loads_nothing(typed):
    html = to_html(typed)

    for danger in ("<script", "<img", 'href="javascript'):
        assert danger not in html
