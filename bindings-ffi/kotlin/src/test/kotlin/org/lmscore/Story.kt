package org.lmscore

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper

/** Enrol, grade, certify, look at the certificate. */
private class Story(private val say: (String) -> Unit) {
    private val json = ObjectMapper()
    private val catalogue = Catalogue.compile(
        seal(
            "lms.catalogue",
            """{
              "courses": [
                { "id": "first-aid", "title": "First aid", "scheme": "practical" },
                { "id": "trainer", "title": "Train others", "prerequisites": { "type": "completed", "course": "first-aid" } }
              ],
              "schemes": [
                {
                  "id": "practical",
                  "root": {
                    "id": "course",
                    "aggregation": { "type": "sumOfPoints" },
                    "children": [{ "type": "item", "id": "exam", "maximum": "40" }]
                  }
                }
              ],
              "certifications": [
                {
                  "id": "first-aider",
                  "title": "First aider",
                  "earnedBy": { "type": "award" },
                  "validity": { "type": "period", "period": "P3Y" }
                }
              ]
            }""",
        ),
    )
    private var mia = catalogue.loadRecord(seal("lms.learner", """{"learner":"mia"}"""))

    private fun seal(schema: String, data: String) = """{"schema":"$schema","version":1,"data":$data}"""

    /** Puts a command to the rules; what happened is folded into the learner, and is what a host would store. */
    private fun give(command: String, now: String) {
        val decision: JsonNode = json.readTree(mia.decide(command, now, by = "office"))
        val name = json.readTree(command)["type"].textValue()
        if (decision["type"].textValue() == "rejected") {
            say("$name: ${decision["message"].textValue()}")
            return
        }
        mia = mia.evolve(seal("lms.events", decision["events"].toString()))
        say("$name: ${decision["events"].joinToString { it["type"].textValue() }}")
    }

    fun tell() {
        give("""{"type":"enrol","course":"trainer"}""", "2026-01-12T09:00:00Z")
        give("""{"type":"enrol","course":"first-aid"}""", "2026-01-12T09:00:00Z")
        give("""{"type":"score","course":"first-aid","activity":"exam","points":"37"}""", "2026-01-29T15:00:00Z")
        val grade = json.readTree(mia.grade("first-aid", "2026-01-30T15:00:00Z"))
        say("grade: ${grade["current"]["percent"].textValue()}")
        give("""{"type":"complete","course":"first-aid","passed":true,"score":"92.5"}""", "2026-01-30T15:00:00Z")
        give("""{"type":"enrol","course":"trainer"}""", "2026-02-01T09:00:00Z")
        give(
            """{"type":"award","certificate":"c-1","certification":"first-aider","from":"2026-01-31"}""",
            "2026-02-01T09:00:00Z",
        )
        for (now in listOf("2026-06-01T00:00:00Z", "2029-01-31T00:00:00Z")) {
            say("$now ${json.readTree(mia.certificateStatus("first-aider", now))["reason"].textValue()}")
        }
    }
}

/** What the story says, line by line. */
fun story(): List<String> = buildList { Story(::add).tell() }

fun main() = story().forEach(::println)
