"""Enrol, grade, certify, look at the certificate."""

import json

from lms_core import Catalogue


def seal(schema, data):
    return json.dumps({"schema": schema, "version": 1, "data": data})


catalogue = Catalogue.compile(
    seal(
        "lms.catalogue",
        {
            "courses": [
                {"id": "first-aid", "title": "First aid", "scheme": "practical"},
                {"id": "trainer", "title": "Train others", "prerequisites": {"type": "completed", "course": "first-aid"}},
            ],
            "schemes": [
                {
                    "id": "practical",
                    "root": {
                        "id": "course",
                        "aggregation": {"type": "sumOfPoints"},
                        "children": [{"type": "item", "id": "exam", "maximum": "40"}],
                    },
                }
            ],
            "certifications": [
                {
                    "id": "first-aider",
                    "title": "First aider",
                    "earnedBy": {"type": "award"},
                    "validity": {"type": "period", "period": "P3Y"},
                }
            ],
        },
    )
)
mia = catalogue.load_record(seal("lms.learner", {"learner": "mia"}))


def give(command, now):
    """Puts a command to the rules; what happened is folded into the learner, and is what a host would store."""
    global mia
    decision = json.loads(mia.decide(json.dumps(command), now, by="office"))
    if decision["type"] == "rejected":
        return f"{command['type']}: {decision['message']}"
    mia = mia.evolve(seal("lms.events", decision["events"]))
    return f"{command['type']}: {', '.join(event['type'] for event in decision['events'])}"


print(give({"type": "enrol", "course": "trainer"}, "2026-01-12T09:00:00Z"))
print(give({"type": "enrol", "course": "first-aid"}, "2026-01-12T09:00:00Z"))
print(give({"type": "score", "course": "first-aid", "activity": "exam", "points": "37"}, "2026-01-29T15:00:00Z"))
print("grade:", json.loads(mia.grade("first-aid", "2026-01-30T15:00:00Z"))["current"]["percent"])
print(give({"type": "complete", "course": "first-aid", "passed": True, "score": "92.5"}, "2026-01-30T15:00:00Z"))
print(give({"type": "enrol", "course": "trainer"}, "2026-02-01T09:00:00Z"))
award = {"type": "award", "certificate": "c-1", "certification": "first-aider", "from": "2026-01-31"}
print(give(award, "2026-02-01T09:00:00Z"))
for now in ["2026-06-01T00:00:00Z", "2029-01-31T00:00:00Z"]:
    print(now, json.loads(mia.certificate_status("first-aider", now))["reason"])
