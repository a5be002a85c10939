"""What nothing refers to any more leaves the disk; what anything still refers to stays."""

import gzip
import hashlib
import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.domain.job_state import JobState
from server.domain.mask import Origin
from server.flows import candidates, jobs, manifests, rounds
from server.flows.candidates import Made
from server.flows.unused_blobs import AGE, remove_unused
from server.store.blobs import FolderBlobs, S3Blobs, blobs
from server.store.database import database
from server.store.tables import Job, Levels, now
from tests.conftest import People, Workplace, add_image, box_mask, checked, picture_bytes

BOX = [4, 4, 24, 20]


def kept(folder: Path, *, grow_old: bool = True) -> set[str]:
    """The blobs on disk, after a night in which nobody works and one sweep."""
    files = [one for one in (folder / "blobs").glob("*/*") if one.is_file()]
    for file in files:
        if grow_old:
            age(file)
    remove_unused()
    return {one.name for one in (folder / "blobs").glob("*/*")}


def age(file: Path) -> None:
    before = (now() - AGE - timedelta(hours=1)).timestamp()
    os.utime(file, (before, before))


def test_a_picture_goes_with_the_last_image_that_shows_it(people: People, install: Path) -> None:
    data = picture_bytes()
    first = add_image(people.admin, people.project["id"], "one.png", data)
    again = add_image(people.admin, people.project["id"], "again.png", data)
    other = add_image(people.admin, people.project["id"], "other.png", picture_bytes(seed=1))
    paths = [f"/projects/{people.project['id']}/images/{one['id']}" for one in (first, again, other)]
    shown = [people.admin.get(f"{path}/thumbnail").content for path in paths]
    everything = kept(install)
    assert len(everything) == 4  # two pictures, two thumbnails

    checked(people.admin.delete(paths[0]), 204)
    assert kept(install) == everything
    assert hashlib.sha256(people.admin.get(f"{paths[1]}/file").content).hexdigest() == again["blob"]
    checked(people.admin.delete(paths[1]), 204)
    left = kept(install)
    assert left == {other["blob"], hashlib.sha256(shown[2]).hexdigest()}
    assert people.admin.get(f"{paths[2]}/thumbnail").content == shown[2]
    with database().read() as session:
        assert [row.blob for row in session.query(Levels)] == [other["blob"]]

    back = add_image(people.admin, people.project["id"], "one.png", data)
    path = f"/projects/{people.project['id']}/images/{back['id']}"
    assert people.admin.get(f"{path}/thumbnail").content == shown[0]
    assert kept(install) == everything


def test_everything_of_a_project_goes_with_it(people: People, install: Path) -> None:
    for number in range(3):
        add_image(people.admin, people.project["id"], f"{number}.png", picture_bytes(seed=number))
    assert len(kept(install)) == 3
    checked(people.owner.delete(f"/projects/{people.project['id']}"), 204)
    assert kept(install) == set()


def test_what_was_put_today_stays(workplace: Workplace, people: People, install: Path) -> None:
    checked(people.admin.delete(workplace.path), 204)
    assert kept(install, grow_old=False) == {workplace.image["blob"]}
    assert kept(install) == set()


def test_a_model_s_probabilities_go_with_their_candidate(workplace: Workplace, install: Path) -> None:
    drawn = workplace.draw(BOX)
    contents = [gzip.compress(bytes([number]) * 320, mtime=0) for number in range(2)]
    wanted = {"class_id": drawn["class_id"], "box": BOX}
    found: list[dict[str, Any]] = []
    for number, content in enumerate(contents):
        drawn = checked(workplace.change(drawn, "", {**wanted, "class_id": workplace.class_ids[number]}, "PUT"))
        found = made(workplace, drawn, Made(box_mask(BOX), Origin.ANNNET, blobs().put(io.BytesIO(content)), 0.9))
    names = [hashlib.sha256(content).hexdigest() for content in contents]
    assert kept(install) == {workplace.image["blob"], names[1]}
    path = f"{workplace.path}/objects/{drawn['id']}/candidates/{found[0]['id']}/probabilities"
    assert workplace.person.get(path).content == bytes([1]) * 320


def made(workplace: Workplace, thing: dict[str, Any], one: Made) -> list[dict[str, Any]]:
    """The object's candidates, asked for and made as a worker would."""
    path = f"{workplace.path}/objects/{thing['id']}/candidates"
    job = checked(workplace.person.post(path, {}), 202)["job"]
    with database().write() as session:
        claim = jobs.claim(session, job)
        assert claim is not None
        gathered = candidates.gather(session, claim.payload)
        assert gathered is not None
        jobs.succeed(session, claim, {"candidates": candidates.record_candidates(session, *gathered, [one])})
    return checked(workplace.person.get(f"{path}/{job}"))["items"]


def test_an_upload_stays_until_it_is_imported_and_an_export_for_good(
    workplace: Workplace, people: People, install: Path
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("one.png", picture_bytes())
    project = f"/projects/{people.project['id']}"
    files = {"file": ("pictures.zip", archive.getvalue(), "application/zip")}
    checked(people.admin.post(f"{project}/imports", files=files), 202)
    checked(workplace.do("accept"))
    export = checked(people.admin.post(f"{project}/exports", {}), 202)["id"]
    upload = hashlib.sha256(archive.getvalue()).hexdigest()
    exported = blobs().put(io.BytesIO(b"as if it were a zip"))
    assert kept(install) == {upload, workplace.image["blob"]}
    with database().write() as session:
        for job in session.query(Job):
            job.state = JobState.SUCCEEDED
            job.result = {"blob": exported, "name": "a.zip"} if job.id == export else {}
    blobs().put(io.BytesIO(b"as if it were a zip"))
    assert kept(install) == {exported, workplace.image["blob"]}
    assert people.admin.get(f"{project}/exports/{export}/file").content == b"as if it were a zip"


def test_pictures_stay_for_a_round_under_way_that_froze_them(
    workplace: Workplace, people: People, install: Path
) -> None:
    other = add_image(people.admin, workplace.project_id, "other.png", picture_bytes(seed=1))
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(workplace.change(suggested, "/accept"))
    checked(workplace.do("accept"))
    checked(people.admin.post(f"/projects/{workplace.project_id}/rounds", {"profile": "tiny"}), 201)
    with database().write() as session:
        round = rounds.find(session, workplace.project_id, 1)
        manifest = manifests.encode(rounds.freeze_manifest(session, round.id))
        rounds.record_manifest(session, round.id, blobs().put(io.BytesIO(manifest)), {})
    for image in (workplace.image, other):
        checked(people.admin.delete(f"/projects/{workplace.project_id}/images/{image['id']}"), 204)
    name = hashlib.sha256(manifest).hexdigest()
    assert kept(install) == {workplace.image["blob"], name}
    with database().write() as session:
        jobs.cancel(
            session, jobs.find(session, workplace.project_id, rounds.find(session, workplace.project_id, 1).job_id or 0)
        )
    assert kept(install) == {name}


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_what_is_put_again_meanwhile_is_not_removed(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "blobs"
    folder.mkdir()
    store = FolderBlobs(folder) if kind == "folder" else S3Blobs(folder.as_uri())
    names = [store.put(io.BytesIO(bytes([number]))) for number in range(3)]
    when = now() - AGE
    for name in names[:2]:
        age(folder / name[:2] / name)
    found = [name for one in sorted({name[:2] for name in names}) for name in store.put_before(when, one)]
    assert sorted(found) == sorted(names[:2])
    store.put(io.BytesIO(b"\x01"))
    assert [store.remove(name, when) for name in names] == [True, False, False]
    assert not store.remove(names[0], when)
    assert [store.open(name).read() for name in names[1:]] == [b"\x01", b"\x02"]
    assert sorted(one.name for one in folder.glob("*/*")) == sorted(names[1:])
