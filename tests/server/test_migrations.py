"""The migrations make exactly the tables of the code, on both databases, and go back to nothing."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from server.store import migrate
from server.store.database import Database


def tables(url: str) -> set[str]:
    engine = Database(url).engine  # never two SQLite libraries in one process: each undoes the other's file locks
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_up_and_down_and_up_again(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
        migrate.upgrade(database_url)
    migrate.check(database_url)
    assert migrate.is_current(database_url)
    full = tables(database_url)
    migrate.downgrade(database_url)
    assert tables(database_url) == {"alembic_version"}
    assert not migrate.is_current(database_url)
    migrate.upgrade(database_url)
    migrate.upgrade(database_url)
    assert tables(database_url) == full


def test_names_of_older_installs_are_found_whatever_their_case(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
    else:
        migrate.downgrade(database_url)
    migrate.upgrade(database_url, "0005")
    engine = Database(database_url).engine
    project = "INSERT INTO projects (id, name, created_at, classes_frozen, schedule_profile) "
    image = "INSERT INTO images (project_id, name, blob, media_type, width, height, state, gold, version, created_at) "
    with engine.begin() as connection:
        connection.execute(text(project + "VALUES (1, 'Old', CURRENT_TIMESTAMP, false, 'small')"))
        connection.execute(text(image + "VALUES (1, 'ÄRA', '', '', 1, 1, 'open', false, 1, CURRENT_TIMESTAMP)"))
    engine.dispose()
    migrate.upgrade(database_url)
    engine = Database(database_url).engine
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT folded FROM images")) == "ära"
    engine.dispose()


def test_where_masks_of_older_installs_came_from_is_found_on_their_objects(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
        migrate.upgrade(database_url)
    migrate.downgrade(database_url, "0009")
    engine = Database(database_url).engine
    with engine.begin() as connection:
        for row in OLDER:
            connection.execute(text(row))
    for _ in range(2):
        migrate.upgrade(database_url)
        with engine.connect() as connection:
            found = connection.execute(text("SELECT origin, model_id, mask_by FROM objects ORDER BY id")).all()
        assert found == [("human", 5, 1), (None, None, None)]
        migrate.downgrade(database_url, "0009")
    engine.dispose()
    migrate.upgrade(database_url)


def test_replies_become_comments_as_settled_as_their_thread(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
        migrate.upgrade(database_url)
    engine = Database(database_url).engine
    with engine.begin() as connection:
        for row in (*OLDER[:2], OLDER[5]):
            connection.execute(text(row))
        for comment, reply_to, resolved in (
            ("a", "NULL", "CURRENT_TIMESTAMP"),
            ("b", "'a'", "NULL"),
            ("c", "NULL", "NULL"),
        ):
            values = f"('{comment}', 1, 1, {reply_to}, '', false, CURRENT_TIMESTAMP, {resolved})"
            into = "INSERT INTO comments (id, project_id, image_id, reply_to, text, sent_back, at, resolved_at) VALUES "
            connection.execute(text(into + values))
    migrate.downgrade(database_url, "0012")
    with engine.connect() as connection:
        still = connection.execute(text("SELECT id FROM comments WHERE resolved_at IS NULL")).scalars().all()
    assert still == ["c"]
    engine.dispose()
    migrate.upgrade(database_url)
    migrate.check(database_url)


def test_masks_that_a_person_chose_before_are_no_longer_counted_as_untouched(database_url: str, tmp_path: Path) -> None:
    """One object's suggestion was accepted, one's accepted mask was another; then both were taken back."""
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
        migrate.upgrade(database_url)
    migrate.downgrade(database_url, "0015")
    engine = Database(database_url).engine
    event = "INSERT INTO events (project_id, object_id, kind, data, at, day, accepted, fixed, rejected) VALUES (1, "
    with engine.begin() as connection:
        for row in OLDER[:-1]:
            connection.execute(text(row))
        for number, thing, width, person in ((11, "b", 9, "NULL"), (12, "b", 9, "1"), (13, "a", 5, "1")):
            values = f"({number}, '{thing}', 'fused', 0, 0, {width}, 9, '', {person}, CURRENT_TIMESTAMP)"
            into = (
                "INSERT INTO masks (id, object_id, origin, x0, y0, x1, y1, foreground, created_by, created_at) VALUES "
            )
            connection.execute(text(into + values))
        for thing, mask, taken_back in (("b", 12, False), ("a", 13, False), ("a", 13, True), ("b", 999, False)):
            accepted = f'{{"state": "accepted", "mask_id": {mask}}}'
            drawn = '{"state": "drawn", "mask_id": null}'
            was, is_now = (accepted, drawn) if taken_back else ("null", accepted)
            data = f'{is_now[:-1]}, "before": {was}}}'
            gained = -1 if taken_back else 1
            values = f"'{thing}', 'object.reverted', :data, CURRENT_TIMESTAMP, CURRENT_DATE, {gained}, 0, 0)"
            connection.execute(text(event + values), {"data": data})
    migrate.upgrade(database_url)
    found = "SELECT accepted, helped FROM events ORDER BY id"
    with engine.connect() as connection:
        assert connection.execute(text(found)).all() == [(1, 0), (0, 1), (0, -1), (1, 0)]
        assert connection.execute(text("SELECT DISTINCT sampled FROM events")).scalars().all() == [
            True
        ]  # all lots are 1
    migrate.downgrade(database_url, "0015")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT accepted FROM events ORDER BY id")).scalars().all()
    assert kept == [1, 1, -1, 1]
    engine.dispose()
    migrate.upgrade(database_url)


def test_counting_ids_copies_nothing_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    migrate.upgrade(url, "0010")
    engine = Database(url).engine
    with engine.begin() as connection:
        for row in (*OLDER, OF_A_DELETED_IMAGE):
            connection.execute(text(row))
    before = kept(engine)
    migrate.upgrade(url, "0011")
    assert kept(engine) == before
    migrate.upgrade(url)
    migrate.check(url)
    with engine.begin() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        add = (
            "INSERT INTO images (project_id, name, blob, media_type, width, height, state, gold, version, created_at) "
        )
        add += "VALUES (1, 'two', '', '', 9, 9, 'open', false, 1, CURRENT_TIMESTAMP) RETURNING id"
        assert connection.scalar(text(add)) == 8  # 7 was somebody's, says the history
        connection.execute(text("DELETE FROM images"))
        assert connection.scalar(text("SELECT count(*) FROM masks")) == 0  # foreign keys reach over as before
        assert connection.scalar(text(add)) == 9
    engine.dispose()
    migrate.downgrade(url, "0010")
    with engine.begin() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        connection.execute(text("DELETE FROM images"))
        assert connection.scalar(text(add)) == 1
    engine.dispose()
    migrate.upgrade(url)


def kept(engine: Engine) -> list[object]:
    """All rows and indexes of a database."""
    with engine.connect() as connection:
        names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        rows = [(name, connection.execute(text(f"SELECT * FROM {name}")).all()) for name in names]
        indexes = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1")).all()
    return [*rows, *indexes]


OF_A_DELETED_IMAGE = (
    "INSERT INTO events (project_id, image_id, kind, data, at, accepted, fixed, rejected) "
    "VALUES (1, 7, 'image.deleted', '{}', CURRENT_TIMESTAMP, 0, 0, 0)"
)

OLDER = (
    "INSERT INTO users (id, name, password_hash, is_admin, created_at) VALUES (1, 'a', '', true, CURRENT_TIMESTAMP)",
    "INSERT INTO projects (id, name, created_at, classes_frozen, schedule_profile) "
    "VALUES (1, 'Old', CURRENT_TIMESTAMP, false, 'small')",
    "INSERT INTO rounds (id, project_id, number, state, profile, settings, scheduled, counts, result, created_at) "
    "VALUES (4, 1, 1, 'done', 'cpu', '{}', false, '{}', '{}', CURRENT_TIMESTAMP)",
    "INSERT INTO models (id, project_id, round_id, kind, blob, card, created_at) "
    "VALUES (5, 1, 4, 'annnet', '', '{}', CURRENT_TIMESTAMP)",
    "INSERT INTO classes (id, project_id, \"index\", name, color) VALUES (1, 1, 1, 'cat', '#000000')",
    "INSERT INTO images (id, project_id, name, blob, media_type, width, height, state, gold, version, created_at) "
    "VALUES (1, 1, 'one', '', '', 9, 9, 'open', false, 1, CURRENT_TIMESTAMP)",
    *(
        "INSERT INTO objects (id, project_id, image_id, class_id, number, x0, y0, x1, y1, state, certainty, looks, "
        "lot, pose, truncated, difficult, occluded, version, created_at) "
        f"VALUES ('{name}', 1, 1, 1, 1, 0, 0, 9, 9, '{state}', 1, 1, 1, '', false, false, false, 1, CURRENT_TIMESTAMP)"
        for name, state in (("a", "accepted"), ("b", "drawn"))
    ),
    *(
        "INSERT INTO masks (id, object_id, origin, model_id, x0, y0, x1, y1, foreground, created_by, created_at) "
        f"VALUES ({number}, 'a', '{origin}', {model}, 0, 0, 9, 9, '', 1, CURRENT_TIMESTAMP)"
        for number, origin, model in ((1, "mcg", "NULL"), (2, "human", "5"), (3, "fused", "NULL"))
    ),
    "UPDATE objects SET mask_id = 2 WHERE id = 'a'",
)
