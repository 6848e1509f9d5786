import PlanSchema
import Testing

@testable import PlanFile

private enum Format: String, CaseIterable { case parquet, csv }

private func read(_ plan: FieldReader) -> Int? {
    let defaults = plan.defaults(own: ["name"])
    _ = plan.list("exports", .required, defaults: defaults) { item -> Int? in
        _ = item.identifier("name", .required)
        _ = item.choice("format", .optional, Format.self)
        _ = item.value("compare", expected: "")?.either(
            expected: "",
            scalar: { $0.choice(of: ["exact"]).map { _ in 0 } },
            mapping: { $0.mapping { $0.integer("rows", in: 0...9) } }
        )
        return 1
    }
    _ = plan.entries("tables") { _, value in value.mapping { $0.text("owner") } }
    return 1
}

@Suite struct PlanSchemaTests {
    static let schema = """
        {"type": "object", "additionalProperties": false, "required": ["exports"], "properties": {
          "description": {"type": "string"},
          "defaults": {"type": "object", "properties": {"format": {"$ref": "#/$defs/format"}, "compare": {"$ref": "#/$defs/compare"}}},
          "exports": {"type": "array", "minItems": 1, "items": {"type": "object", "additionalProperties": false, "required": ["name"],
            "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}, "format": {"$ref": "#/$defs/format"}, "compare": {"$ref": "#/$defs/compare"}}}},
          "tables": {"type": "object", "additionalProperties": {"type": "object", "properties": {"owner": {"type": "string"}}}}},
         "$defs": {"format": {"enum": ["parquet", "csv"]},
           "compare": {"oneOf": [{"enum": ["exact"]}, {"type": "object", "properties": {"rows": {"type": "integer", "maximum": 9}}}]}}}
        """

    @Test func aReaderListsItsFieldsWithoutAPlan() {
        #expect(
            PlanFieldInventory.asked(by: read).kinds.keys.sorted() == [
                "defaults", "defaults.compare", "defaults.compare.rows", "defaults.format", "exports", "exports[]",
                "exports[].compare", "exports[].compare.rows", "exports[].format", "exports[].name", "tables",
                "tables.*",
                "tables.*.owner",
            ]
        )
    }

    @Test func aSchemaThatSaysTheSameHasNoDifferences() throws {
        #expect(try PlanSchema(Array(Self.schema.utf8)).differences(from: .asked(by: read)) == [])
    }

    @Test func everyDifferenceIsASentence() throws {
        let changed = Self.schema.replacing(#""owner""#, with: #""team""#).replacing(#""csv""#, with: #""json""#)
        #expect(
            try PlanSchema(Array(changed.utf8)).differences(from: .asked(by: read)) == [
                "the reader asks for tables.*.owner, which the schema does not have",
                "the schema has tables.*.team, which the reader does not ask for",
                #"defaults.format: the reader takes ["csv", "parquet"], the schema ["json", "parquet"]"#,
                #"exports[].format: the reader takes ["csv", "parquet"], the schema ["json", "parquet"]"#,
            ]
        )
    }

    static let plans: [(text: String, problems: Int)] = [
        ("exports: [{name: a, format: csv, compare: exact}]", 0),
        ("exports: [{name: a, compare: {rows: 5}}]\ntables: {x: {owner: me}}", 0),
        ("exports: []", 1), ("exports: [{name: A}]", 1), ("exports: [{nam: a}]", 2), ("{}", 1),
        ("exports: [{name: a, format: xml}]", 1), ("exports: [{name: a, compare: {rows: 10}}]", 1),
        ("exports: [{name: a}]\ntables: {x: {owner: 5}}", 1), ("- a", 1),
    ]

    @Test(arguments: plans) func checksAPlan(text: String, problems: Int) throws {
        let found = try PlanSchema(Array(Self.schema.utf8)).problems(of: PlanDocument(Array(text.utf8), file: "p"))
        #expect(found.count == problems, "\(found)")
    }

    @Test func aKeywordThatIsNotCheckedIsAProblem() throws {
        let schema = try PlanSchema(Array(#"{"dependentRequired": {}}"#.utf8))
        #expect(try schema.problems(of: PlanDocument(Array("a: 1".utf8), file: "p")).count == 1)
    }
}
