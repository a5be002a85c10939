"""Imports and exports over HTTP: zips and folders go in, a zip comes out; attacks change nothing."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import func, select

from server.domain.job_state import JobState
from server.settings import settings
from server.store.database import database
from server.store.tables import Image, Job
from tests.conftest import People, checked, picture_bytes
from tests.inout.conftest import run
from tests.inout.test_archives import ATTACKS, zip_of
from tests.inout.voc_data import make_voc
from worker.runner import complete_job

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def send(people: People, data: bytes, **fields: Any) -> Any:
    """Upload a zip as the project's admin; the response."""
    files = {"file": ("upload.zip", data, "application/zip")}
    return people.admin.post(f"/projects/{people.project['id']}/imports", files=files, data=fields)


def zip_folder(root: Path) -> bytes:
    return zip_of({str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()})


def images(people: People) -> dict[str, dict[str, Any]]:
    page = checked(people.admin.get(f"/projects/{people.project['id']}/images"))
    return {image["name"]: image for image in page["items"]}


def test_zip_of_pictures(people: People) -> None:
    job = checked(send(people, zip_of({"x/a.png": picture_bytes(), "b.jpg": b"broken"})), 202)
    result = run(job["id"])
    assert result["added"]["open"] == 1
    assert [problem["file"] for problem in result["problems"]] == ["b.jpg"]
    assert images(people)["a"]["state"] == "open"


def test_every_file_that_is_left_out_is_told(people: People) -> None:
    broken = {f"{n:03}.jpg": b"broken" for n in range(520)}
    job = checked(send(people, zip_of({"good.png": picture_bytes(), **broken})), 202)
    result = run(job["id"])
    assert (result["problem_count"], len(result["problems"])) == (520, 500)
    path = f"/projects/{people.project['id']}/jobs/{job['id']}/problems"
    files: list[str] = []
    after: dict[str, int] = {}
    for size in (200, 200, 120):
        page = checked(people.annotator.get(path, params=after))
        assert len(page["items"]) == size
        files += [one["file"] for one in page["items"]]
        after = {"after": page["next"]}
    assert page["next"] is None
    assert sorted(files) == sorted(broken)
    assert all(one["why"] for one in page["items"])
    assert people.outsider.get(path).status_code == 404
    elsewhere = people.new_project("Other")["id"]
    assert people.owner.get(f"/projects/{elsewhere}/jobs/{job['id']}/problems").status_code == 404


def test_an_import_that_begins_anew_tells_each_problem_once(people: People) -> None:
    job = checked(send(people, zip_of({"good.png": picture_bytes(), "bad.jpg": b"broken"})), 202)
    run(job["id"])
    with database().write() as session:  # as after a worker that vanished with the last word
        session.get_one(Job, job["id"]).state = JobState.QUEUED
    assert run(job["id"])["problem_count"] == 1
    path = f"/projects/{people.project['id']}/jobs/{job['id']}/problems"
    assert [one["file"] for one in checked(people.admin.get(path))["items"]] == ["bad.jpg"]


def test_a_data_set_sent_as_pictures_is_refused_and_loses_nothing(people: People, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc/VOCdevkit/VOC2012", 2)
    zipped = zip_folder(tmp_path / "voc")
    refused = send(people, zipped)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "has_boxes")
    assert "would lose its boxes and masks" in refused.json()["error"]["message"]
    path = settings().data / "import" / "voc"  # a folder is looked into by its job
    make_voc(path, 2)
    imports = f"/projects/{people.project['id']}/imports"
    job = complete_job(checked(people.admin.post(imports, data={"folder": str(path)}), 202)["id"])
    assert (job.state, "would lose its boxes" in str(job.error)) == (JobState.FAILED, True)
    assert images(people) == {}
    run(checked(send(people, zipped, format="voc"), 202)["id"])
    assert [image["state"] for image in images(people).values()] == ["accepted"] * 2


@pytest.mark.parametrize("boxes", ["annotations/instances_val2017.json", "train/_annotations.coco.json"])
def test_coco_sent_as_pictures_is_refused_in_words(people: People, boxes: str) -> None:
    refused = send(people, zip_of({"train/a.png": picture_bytes(), boxes: b"{}"}))
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_input")
    assert boxes in refused.json()["error"]["message"]
    with database().read() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
    checked(send(people, zip_of({"train/a.png": picture_bytes(), "notes.json": b"{}"})), 202)


def test_voc_in_and_out(people: People, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc", 2)
    run(checked(send(people, zip_folder(tmp_path / "voc"), format="voc", gold="true"), 202)["id"])
    assert [(image["state"], image["gold"]) for image in images(people).values()] == [("accepted", True)] * 2
    things = checked(people.reviewer.get(f"/projects/{people.project['id']}/objects?state=fixed&origin=human"))["items"]
    assert {thing["image"]["name"] for thing in things} == set(images(people))
    exports = f"/projects/{people.project['id']}/exports"
    job = checked(people.reviewer.post(exports, {"with_suggestions": False}), 202)
    assert people.reviewer.get(f"{exports}/{job['id']}/file").status_code == 409
    run(job["id"])
    answer = people.reviewer.get(f"{exports}/{job['id']}/file")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "pets-voc.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        before = (tmp_path / "voc/JPEGImages/2007_000001.jpg").read_bytes()
        assert archive.read("JPEGImages/2007_000001.jpg") == before
        assert archive.read("ImageSets/Segmentation/val.txt") == b"2007_000001\n2007_000002\n"


def test_every_zip_attack_is_refused_at_the_door(people: People) -> None:
    for name, make, error, _ in ATTACKS:
        answer = send(people, make())
        assert answer.status_code == error.status, name
        assert answer.json()["error"]["hint"], name
    with database().read() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
        assert session.scalar(select(func.count()).select_from(Image)) == 0


def test_only_named_folders_are_read(people: People, tmp_path: Path) -> None:
    folder = settings().data / "import" / "birds"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(picture_bytes())
    (tmp_path / "secret").mkdir()
    (settings().data / "import" / "link").symlink_to(tmp_path / "secret")
    path = f"/projects/{people.project['id']}/imports"
    for outside in (tmp_path / "secret", folder / "../../..", settings().data / "import" / "link"):
        assert people.admin.post(path, data={"folder": str(outside)}).status_code == 403
    assert people.admin.post(path, data={"folder": str(folder / "nothing")}).status_code == 422
    for nonsense in ("~nobody at all/x", "a\0b", str(folder / ("x" * 300))):
        assert people.admin.post(path, data={"folder": nonsense}).status_code == 422, nonsense
    job = checked(people.admin.post(path, data={"folder": str(folder)}), 202)
    assert run(job["id"])["added"]["open"] == 1


def test_a_folder_whose_name_is_no_text_is_told_as_it_is_spelt(people: People) -> None:
    """Linux takes any bytes for a name; what became of a picture in it is told in an answer that can be sent."""
    folder = settings().data / "import" / "scans"
    inner = os.path.join(os.fsencode(folder), b"caf\xe9")  # noqa: PTH118 (bytes)
    os.makedirs(inner)  # noqa: PTH103
    with open(os.path.join(inner, b"deep.png"), "wb") as file:  # noqa: PTH118, PTH123
        Pillow.fromarray(np.arange(600, dtype=np.uint16).reshape(20, 30)).save(file, "PNG")
    path = f"/projects/{people.project['id']}"
    job = checked(people.admin.post(f"{path}/imports", data={"folder": str(folder)}), 202)
    run(job["id"])
    [listed] = [one for one in checked(people.admin.get(f"{path}/jobs")) if one["id"] == job["id"]]
    assert listed["result"]["added"]["open"] == 1
    [note] = listed["result"]["notes"]
    assert note["file"] == "caf\\udce9/deep.png"
    assert "16-bit samples" in note["what"]


def test_sample_project_has_something_to_do_at_every_step(people: People) -> None:
    made = checked(people.owner.post("/projects/sample", {}), 201)
    result = run(made["import_job_id"])
    assert result["problems"] == []
    summary = checked(people.owner.get(f"/projects/{made['id']}/summary"))
    assert summary["images"] == {"open": 8, "boxed": 16, "accepted": 40, "gold": 16}
    assert summary["objects"]["fixed"] > 100
    jobs = checked(people.owner.get(f"/projects/{made['id']}/jobs?state=queued"))
    assert [job["kind"] for job in jobs] == ["suggest_all", "prepare"]
