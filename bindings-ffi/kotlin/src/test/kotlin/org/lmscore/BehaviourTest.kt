package org.lmscore

import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.file.Path
import java.util.stream.IntStream
import kotlin.io.path.readText
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What the shared vectors cannot say: errors as exceptions, handles, batches, threads. */
class BehaviourTest {
    private val json = ObjectMapper()
    private val now = "2026-11-22T08:00:00Z"
    private val ada = """{"schema":"lms.learner","version":1,"data":{"learner":"ada"}}"""
    private val status = """{"type":"certificateStatus","certification":"first-aid","now":"$now"}"""
    private val award = """{"schema":"lms.events","version":1,"data":[{"at":"2026-01-31T09:00:00Z","type":"awarded",
        "certificate":"a1","certification":"first-aid","anchor":"2026-01-31","from":"2026-01-31","until":"2029-01-31"}]}"""
    private val catalogue =
        Catalogue.compile(Path.of(System.getProperty("vectors"), "catalogues", "first-aid.json").readText())

    private fun refusal(call: () -> Unit) = assertThrows(LmsException.Refused::class.java) { call() }

    private fun standing(learner: Learner) =
        json.readTree(learner.certificateStatus("first-aid", now))["standing"].textValue()

    @Test
    fun `a refused catalogue says where each problem is`() {
        val courses = """[{"id":"a","title":"A","colour":"red"},{"id":"a","title":"Again"}]"""
        val refused = refusal {
            Catalogue.compile("""{"schema":"lms.catalogue","version":1,"data":{"courses":$courses}}""")
        }
        assertEquals("definition_invalid", refused.code)
        assertEquals("${refused.text} [${refused.code}]", refused.toString())
        val problems = json.readTree(refused.details)["problems"].map { it["path"].textValue() to it["code"].textValue() }
        assertEquals(listOf("$.courses[0].colour" to "field_unknown", "$.courses[1].id" to "id_duplicate"), problems)
    }

    @Test
    fun `hostile text is refused with the one error`() {
        for (text in listOf("", "\u0000", "[".repeat(100_000), "1e999", "\"\\ud800\"", "\u202e{}")) {
            for (call in listOf<(String) -> Any>(Catalogue::compile, catalogue::loadRecord, catalogue::ask)) {
                val refused = refusal { call(text) }
                assertTrue(refused.code.isNotEmpty() && refused.text.isNotEmpty())
                assertTrue(json.readTree(refused.details).isObject)
            }
        }
    }

    @Test
    fun `a named method asks the question of its name`() {
        val learner = catalogue.loadRecord(ada)
        assertEquals(learner.ask(status), learner.certificateStatus("first-aid", now))
        assertEquals("reference_unknown", refusal { learner.certificateStatus("x\", \"now\": \"", now) }.code)
    }

    @Test
    fun `evolving makes another learner and leaves the first as it was`() {
        val before = catalogue.loadRecord(ada)
        val after = before.evolve(award)
        assertEquals("notHeld", standing(before))
        assertNotEquals("notHeld", standing(after))
        val stored = after.saveRecord()
        assertEquals(stored, catalogue.loadRecord(stored).saveRecord())
        assertEquals("wire_version_unsupported", refusal { before.evolve(award.replace("\"version\":1", "\"version\":99")) }.code)
    }

    @Test
    fun `a batch answers in order and refuses only what is wrong`() {
        val held = catalogue.loadRecord(ada).evolve(award).saveRecord()
        val each = json.readTree(catalogue.askEach(listOf(ada, "{}", held), status))
        assertEquals(json.readTree(catalogue.loadRecord(ada).ask(status)), each[0]["answer"])
        assertEquals("wire_form", each[1]["error"]["code"].textValue())
        assertEquals(json.readTree(catalogue.loadRecord(held).ask(status)), each[2]["answer"])
        val many = json.readTree(catalogue.loadRecord(ada).askMany(listOf(status, "[]")))
        assertEquals(listOf(true, false), many.map { it.has("answer") })
    }

    @Test
    fun `one catalogue serves many threads`() {
        val answers = IntStream.range(0, 200).parallel().mapToObj { catalogue.loadRecord(ada).ask(status) }.toList()
        assertEquals(1, answers.toSet().size)
    }

    @Test
    fun `a closed handle is refused and a learner outlives its catalogue`() {
        val own = Catalogue.compile("""{"schema":"lms.catalogue","version":1,"data":{}}""")
        val learner = own.loadRecord(ada)
        own.close()
        assertThrows(IllegalStateException::class.java) { own.ask("{}") }
        assertEquals("question_form", refusal { learner.ask("{}") }.code)
    }

    @Test
    fun `the example tells the story that every language tells`() {
        val told = Path.of(System.getProperty("vectors"), "..", "story.txt").readText()
        assertEquals(told.trim().lines(), story())
    }

    @Test
    fun `a command from elsewhere adds nothing to the question`() {
        val command = """{"type":"enrol","course":"first-aid"}, "by": "the boss""""
        assertEquals("question_form", refusal { catalogue.loadRecord(ada).decide(command, now) }.code)
    }
}
