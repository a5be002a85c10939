"""Presence through a real broker: what a closed tab takes with it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import ON_SQLITE, Clock, People, Person, checked
from tests.server.test_leases import add_images, path, take


@ON_SQLITE
@pytest.mark.usefixtures("running_broker")
def test_a_lease_lasts_until_the_last_of_ones_tabs_is_closed(people: People) -> None:
    [image] = add_images(people, 1)

    def tab(person: Person, name: str) -> Callable[..., Any]:
        where = path(people, f"/{image}/presence/{name}")
        return lambda verb, *more: checked(getattr(person, verb)(where, *more), 204 if verb == "delete" else 200)

    first, second = tab(people.annotator, "tab-first"), tab(people.annotator, "tab-second")
    assert take(people, people.annotator) == image
    first("put", {})
    second("put", {})
    first("delete")
    assert take(people, people.reviewer) is None
    tab(people.reviewer, "tab-second")("delete")  # nobody closes somebody else's tab
    first("delete")
    assert take(people, people.reviewer) is None
    second("delete")
    assert take(people, people.reviewer) == image


@ON_SQLITE
@pytest.mark.usefixtures("running_broker")
@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_leaves_no_ghost_beside_an_image(people: People, clock: Clock, hours: int) -> None:
    [image] = add_images(people, 1)

    def others(person: Person) -> list[str]:
        answer = checked(person.put(path(people, f"/{image}/presence/tab-{person.name}"), {}))
        return [one["name"] for one in answer["others"]]

    assert others(people.annotator) == []  # and its tab dies without a word
    assert others(people.reviewer) == ["annotator"]
    clock.move(hours=hours)
    assert others(people.reviewer) == []
    assert others(people.admin) == ["reviewer"]
