import Testing

@testable import PlanFile

private enum Format: String, CaseIterable { case parquet, csv, json }

@Suite struct DefaultsTests {
    private struct Item: Equatable {
        var name: String
        var format: String
        var header: Bool?
    }

    private func read(_ text: String) -> (items: [Item]?, mistakes: [String]) {
        var items: [Item]?
        let found = mistakes(text) { plan -> Int? in
            let defaults = plan.defaults(own: ["name", "query"])
            items = plan.list("exports", .required, defaults: defaults) { item in
                let name = item.identifier("name", .required) ?? ""
                _ = item.text("query")
                let format = item.choice("format", .optional, Format.self) ?? .parquet
                let header = item.bool("header")
                if header == true, format != .csv { item.refuse("header", "is for format csv only") }
                return Item(name: name, format: format.rawValue, header: header)
            }
            return 1
        }
        return (items, found)
    }

    @Test func anItemsOwnValueWinsAndNullTakesADefaultAway() {
        let text = """
            defaults: {format: csv, header: true}
            exports: [{name: a}, {name: b, format: json, header: null}, {name: c, header: false}]
            """
        #expect(read(text).mistakes == [])
        #expect(
            read(text).items == [
                Item(name: "a", format: "csv", header: true), Item(name: "b", format: "json", header: nil),
                Item(name: "c", format: "csv", header: false),
            ]
        )
    }

    @Test func aMistakeInADefaultIsReportedOnceAndEvenWhenNobodyUsesIt() {
        let mistake =
            #"p.yaml:1:20 defaults.format: "cvs" is not allowed; use parquet, csv or json (did you mean csv?)"#
        #expect(read("defaults: {format: cvs}\nexports: [{name: a}, {name: b}]").mistakes == [mistake])
        #expect(read("defaults: {format: cvs}\nexports: [{name: a, format: csv}]").mistakes == [mistake])
    }

    @Test func aDefaultThatNoItemCanHaveIsAMistake() {
        #expect(
            read("defaults: {fromat: csv, query: x}\nexports: [{name: a}]").mistakes == [
                "p.yaml:1:12 defaults.fromat: is not a field here; the fields are format, header (did you mean format?)",
                "p.yaml:1:25 defaults.query: is a field of each item; it cannot be a default",
            ]
        )
    }

    @Test func whatDoesNotFitADefaultIsTheItemsMistake() {
        let text = "defaults: {header: true}\nexports: [{name: a, format: csv}, {name: b}]"
        #expect(read(text).mistakes == ["p.yaml:1:20 exports[1].header: is for format csv only"])
    }

    @Test func defaultsMayBeNullButNothingElseThanAMapping() {
        #expect(read("defaults:\nexports: [{name: a}]").mistakes == [])
        #expect(
            read("defaults: [a]\nexports: [{name: a}]").mistakes == [
                "p.yaml:1:11 defaults: is a list; expected a mapping of fields"
            ]
        )
    }

    @Test func anEntryWithoutAValueHasTheDefaults() throws {
        let text = "defaults: {partitions: 6}\ntopics: {orders: , customers: {partitions: 12}}"
        let read = try PlanDocument(Array(text.utf8), file: "p").read { plan in
            let defaults = plan.defaults(own: [])
            return plan.entries("topics", defaults: defaults) { name, topic in
                topic.integer("partitions", .required, in: 1...100).map { "\(name) \($0)" }
            }
        }
        #expect(read == ["orders 6", "customers 12"])
    }

    @Test func twoThingsOfOneNameAreAMistake() {
        let found = mistakes("exports:\n  - name: a\n  - name: b\n  - name: a\n") { plan in
            let names = UniqueNames()
            return plan.list("exports", defaults: nil) { item -> Int? in
                guard let name = item.identifier("name", .required) else { return nil }
                names.claim(name, by: item, field: "name", hint: "give one of them another name")
                return 1
            }
        }
        #expect(
            found == [
                #"p.yaml:4:11 exports[2].name: "a" is taken by exports[0] in line 2; give one of them another name"#
            ]
        )
    }
}
