"""The shared vectors, through the package as a Python host uses it."""

import json
from pathlib import Path

import pytest

from lms_core import Catalogue, LmsError

FOLDER = Path(__file__).resolve().parents[3] / "tests" / "vectors"
SHARED = {"catalogues", "records"}


def vectors():
    files = sorted(
        file
        for file in FOLDER.rglob("*.json")
        if not SHARED.intersection(file.relative_to(FOLDER).parts)
    )
    for file in files:
        for vector in json.loads(file.read_text("utf-8")):
            name = f"{file.relative_to(FOLDER)}: {vector['name']}"
            yield pytest.param(vector, id=name)


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def document(given):
    if isinstance(given, str):
        return (FOLDER / given).read_text("utf-8")
    return compact(given)


def run(vector):
    asked = Catalogue.compile(document(vector["catalogue"]))
    if "record" in vector:
        asked = asked.load_record(document(vector["record"]))
    return asked.ask(compact(vector.get("question")))


@pytest.mark.parametrize("vector", list(vectors()))
def test_vector(vector):
    if "error" not in vector:
        assert run(vector) == compact(vector["answer"])
        return
    with pytest.raises(LmsError) as raised:
        run(vector)
    error = vector["error"]
    assert raised.value.code == error["code"], raised.value.message
    if "details" in error:
        assert raised.value.details == compact(error["details"])
