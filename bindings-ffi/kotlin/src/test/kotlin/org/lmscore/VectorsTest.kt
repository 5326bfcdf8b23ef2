package org.lmscore

import com.fasterxml.jackson.core.json.JsonWriteFeature
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.json.JsonMapper
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.readText
import kotlin.io.path.relativeTo
import kotlin.io.path.walk
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** The shared vectors, through the module as a Kotlin host uses it. */
class VectorsTest {
    private val folder = Path.of(System.getProperty("vectors")).toAbsolutePath().normalize()
    private val json = JsonMapper.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build()
    private val shared = setOf("catalogues", "records")

    private fun vectors(): List<Pair<String, JsonNode>> =
        folder.walk()
            .map { it.relativeTo(folder) }
            .filter { file -> file.extension == "json" && file.none { it.toString() in shared } }
            .sortedBy { it.toString() }
            .flatMap { file -> json.readTree(folder.resolve(file).readText()).map { "$file: ${it["name"].textValue()}" to it } }
            .toList()

    @Test
    fun `there are vectors`() = assertTrue(vectors().isNotEmpty())

    @TestFactory
    fun `every vector gives its bytes`(): List<DynamicTest> =
        vectors().map { (name, vector) -> DynamicTest.dynamicTest(name) { check(vector) } }

    private fun check(vector: JsonNode) {
        val error = vector["error"]
        if (error == null) {
            assertEquals(text(vector["answer"]), run(vector))
            return
        }
        val raised = assertThrows(LmsException.Refused::class.java) { run(vector) }
        assertEquals(error["code"].textValue(), raised.code, raised.text)
        error["details"]?.let { assertEquals(text(it), raised.details) }
    }

    private fun run(vector: JsonNode): String =
        Catalogue.compile(document(vector["catalogue"])).use { catalogue ->
            val question = vector["question"]?.let(::text) ?: "null"
            val record = vector["record"] ?: return catalogue.ask(question)
            catalogue.loadRecord(document(record)).use { it.ask(question) }
        }

    private fun document(given: JsonNode): String =
        if (given.isTextual) folder.resolve(given.textValue()).readText() else text(given)

    private fun text(value: JsonNode): String = json.writeValueAsString(value)
}
