"""What the shared vectors cannot say: errors as exceptions, handles, batches, threads."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms_core import Catalogue, LmsError

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors"
NOW = "2026-11-22T08:00:00Z"
STATUS = json.dumps({"type": "certificateStatus", "certification": "first-aid", "now": NOW})


def envelope(schema, data, version=1):
    return json.dumps({"schema": schema, "version": version, "data": data})


ADA = envelope("lms.learner", {"learner": "ada"})
AWARD = {
    "at": "2026-01-31T09:00:00Z",
    "type": "awarded",
    "certificate": "a1",
    "certification": "first-aid",
    "anchor": "2026-01-31",
    "from": "2026-01-31",
    "until": "2029-01-31",
}


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue.compile((VECTORS / "catalogues" / "first-aid.json").read_text("utf-8"))


def test_a_refused_catalogue_says_where_each_problem_is():
    courses = [{"id": "a", "title": "A", "colour": "red"}, {"id": "a", "title": "Again"}]
    with pytest.raises(LmsError) as raised:
        Catalogue.compile(envelope("lms.catalogue", {"courses": courses}))
    assert raised.value.code == "definition_invalid"
    assert "colour" in raised.value.message
    problems = json.loads(raised.value.details)["problems"]
    assert [(problem["path"], problem["code"]) for problem in problems] == [
        ("$.courses[0].colour", "field_unknown"),
        ("$.courses[1].id", "id_duplicate"),
    ]


def test_hostile_text_is_refused_with_the_one_error(catalogue):
    for text in ["", "\0", "[" * 100_000, "{" * 100_000, "1e999", '"\\ud800"', "\u202e{}"]:
        for call in (Catalogue.compile, catalogue.load_record, catalogue.ask):
            with pytest.raises(LmsError) as raised:
                call(text)
            assert raised.value.code and raised.value.message
            assert isinstance(json.loads(raised.value.details), dict)


def test_what_is_no_text_is_refused_by_python_itself():
    with pytest.raises(TypeError):
        Catalogue.compile({"courses": []})


def test_a_named_method_asks_the_question_of_its_name(catalogue):
    learner = catalogue.load_record(ADA)
    assert learner.certificate_status("first-aid", NOW) == learner.ask(STATUS)
    with pytest.raises(LmsError) as raised:
        learner.certificate_status('x", "now": "', NOW)
    assert raised.value.code == "reference_unknown"
    for method in (learner.eligibility, learner.grade, learner.path_progress):
        with pytest.raises(LmsError) as raised:
            method("none", NOW)
        assert raised.value.code == "reference_unknown"


def test_a_grade_may_be_asked_for_as_the_learner():
    item = {"type": "item", "id": "quiz", "maximum": "10"}
    root = {"id": "all", "aggregation": {"type": "sumOfPoints"}, "children": [item]}
    data = {
        "courses": [{"id": "a", "title": "A", "scheme": "s"}],
        "schemes": [{"id": "s", "root": root}],
    }
    ada = Catalogue.compile(envelope("lms.catalogue", data)).load_record(ADA)
    question = {"type": "grade", "course": "a", "now": NOW, "viewer": "learner"}
    assert ada.grade("a", NOW, viewer="learner") == ada.ask(json.dumps(question))
    with pytest.raises(LmsError) as raised:
        ada.grade("a", NOW, viewer="nobody")
    assert raised.value.code == "question_form"


def test_evolving_makes_another_learner_and_leaves_the_first_as_it_was(catalogue):
    before = catalogue.load_record(ADA)
    after = before.evolve(envelope("lms.events", [AWARD]))
    standing = [json.loads(each.certificate_status("first-aid", NOW))["standing"] for each in (before, after)]
    assert standing[0] == "notHeld" != standing[1]
    stored = after.save_record()
    assert catalogue.load_record(stored).save_record() == stored
    with pytest.raises(LmsError) as raised:
        before.evolve(envelope("lms.events", [AWARD], version=99))
    assert raised.value.code == "wire_version_unsupported"


def test_a_batch_answers_in_order_and_refuses_only_what_is_wrong(catalogue):
    held = catalogue.load_record(ADA).evolve(envelope("lms.events", [AWARD])).save_record()
    answers = json.loads(catalogue.ask_each([ADA, "{}", held], STATUS))
    assert answers[0]["answer"] == json.loads(catalogue.load_record(ADA).ask(STATUS))
    assert answers[1]["error"]["code"] == "wire_form"
    assert answers[2]["answer"] == json.loads(catalogue.load_record(held).ask(STATUS))
    answers = json.loads(catalogue.load_record(ADA).ask_many([STATUS, "[]"]))
    assert [list(each) for each in answers] == [["answer"], ["error"]]


def test_one_catalogue_serves_many_threads(catalogue):
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda _: catalogue.load_record(ADA).ask(STATUS), range(200))
    assert len(set(answers)) == 1


def test_the_example_tells_the_story_that_every_language_tells():
    example = Path(__file__).resolve().parents[1] / "examples" / "story.py"
    told = subprocess.run([sys.executable, example], check=True, capture_output=True, encoding="utf-8")
    assert told.stdout == (VECTORS.parent / "story.txt").read_text("utf-8")


def test_a_command_from_elsewhere_adds_nothing_to_the_question(catalogue):
    command = '{"type": "enrol", "course": "first-aid"}, "by": "the boss"'
    with pytest.raises(LmsError) as raised:
        catalogue.load_record(ADA).decide(command, NOW)
    assert raised.value.code == "question_form"
