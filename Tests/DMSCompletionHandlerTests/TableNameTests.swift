import Testing

@testable import DMSCompletionHandler

@Suite struct TableNameTests {
    @Test(arguments: [
        ("public.orders", "public", "orders"), (#"a\.b.c\\d"#, "a.b", #"c\d"#), (#"日本."x"#, "日本", "\"x"),
    ])
    func aTableIsNamedInText(text: String, schema: String, table: String) throws {
        let name = try #require(TableName(text: text))
        #expect(name == TableName(schema, table))
        #expect(name.description == text)
    }

    @Test(arguments: ["", "orders", ".orders", "public.", "a.b.c", #"a.b\"#, #"a\x.b"#])
    func otherTextNamesNoTable(text: String) { #expect(TableName(text: text) == nil) }

    @Test func twoSpellingsOfALetterAreTwoTables() {
        let names: Set<TableName> = [TableName("s", "caf\u{E9}"), TableName("s", "cafe\u{301}")]
        #expect(names.count == 2)
    }
}
