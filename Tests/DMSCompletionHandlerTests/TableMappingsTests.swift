import PostgreSQL
import Testing

@testable import DMSCompletionHandler

@Suite struct TableMappingsTests {
    private static func selection(
        _ schema: String,
        _ table: String,
        _ action: String = "include",
        filters: String = "[]",
        type: String? = nil
    ) -> String {
        let tableType = type.map { #","table-type":"\#($0)""# } ?? ""
        return
            #"{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"\#(action)","filters":\#(filters),"#
            + #""object-locator":{"schema-name":"\#(schema)","table-name":"\#(table)"\#(tableType)}}"#
    }

    private static func change(
        _ target: String,
        _ action: String,
        _ locator: String,
        _ more: String = ""
    ) -> String {
        #"{"rule-type":"transformation","rule-id":"2","rule-target":"\#(target)","rule-action":"\#(action)","#
            + #""object-locator":{\#(locator)}\#(more.isEmpty ? "" : ",\(more)")}"#
    }

    private func mappings(_ rules: String...) throws -> TableMappings {
        try TableMappings(json: #"{"rules":[\#(rules.joined(separator: ","))]}"#)
    }

    @Test func exclusionsWinOverInclusions() throws {
        let mappings = try mappings(
            Self.selection("public", "%"),
            Self.selection("public", "audit%", "exclude"),
            Self.selection("other", "one", "explicit")
        )
        #expect(mappings.selects(TableName("public", "customers")))
        #expect(!mappings.selects(TableName("public", "audit_log")))
        #expect(mappings.selects(TableName("other", "one")))
        #expect(!mappings.selects(TableName("other", "two")))
    }

    @Test func tablesOfDMSItselfAreNoData() throws {
        let mappings = try mappings(Self.selection("%", "%"))
        #expect(!mappings.selects(TableName("public", "awsdms_ddl_audit")))
        #expect(!mappings.selects(TableName("public", "AWSDMS_STATUS")))
    }

    @Test(arguments: [(nil, true, false), ("table", true, false), ("view", false, true), ("all", true, true)])
    func viewsAreMigratedOnlyWhenAskedFor(type: String?, table: Bool, view: Bool) throws {
        let mappings = try mappings(Self.selection("public", "%", type: type))
        #expect(mappings.selects(TableName("public", "x"), isView: false) == table)
        #expect(mappings.selects(TableName("public", "x"), isView: true) == view)
    }

    @Test func filtersBecomePredicatesWithBoundValues() throws {
        let filters = #"""
            [{"filter-type":"source","column-name":"id","filter-conditions":[
                {"filter-operator":"gte","value":"10"},{"filter-operator":"between","start-value":"1","end-value":3}]},
             {"filter-type":"source","column-name":"de\"l","filter-conditions":[{"filter-operator":"null"},
                {"filter-operator":"noteq","value":"x' OR '1'='1"}]},
             {"filter-type":"source","column-name":"n","filter-conditions":[{"filter-operator":"ste","value":5},
                {"filter-operator":"lte","value":6},{"filter-operator":"eq","value":"7"},
                {"filter-operator":"notbetween","start-value":"8","end-value":"9"},{"filter-operator":"notnull"}]}]
            """#
        let table = TableName("public", "t")
        let found = try mappings(Self.selection("public", "t", filters: filters)).filters(of: table)
        let sql = try PostgresDialect.sql(table, filters: found, keys: [])
        #expect(
            sql.text == #"SELECT count(*) FROM "public"."t" WHERE ("id" >= $1 OR "id" BETWEEN $2 AND $3) AND "#
                + #"("de""l" IS NULL OR "de""l" <> $4) AND ("n" <= $5 OR "n" <= $6 OR "n" = $7 OR "#
                + #""n" NOT BETWEEN $8 AND $9 OR "n" IS NOT NULL)"#
        )
        #expect(sql.values == ["10", "1", "3", "x' OR '1'='1", "5", "6", "7", "8", "9"])
    }

    @Test func filtersOfSeveralRulesAreNotGuessedAt() throws {
        let first = #"[{"column-name":"a","filter-conditions":[{"filter-operator":"eq","value":"1"}]}]"#
        let second = #"[{"column-name":"a","filter-conditions":[{"filter-operator":"eq","value":"2"}]}]"#
        let mappings = try mappings(
            Self.selection("public", "t", filters: first),
            Self.selection("public", "t", filters: second),
            Self.selection("public", "%")
        )
        #expect(throws: MappingError.self) { try mappings.filters(of: TableName("public", "t")) }
        #expect(try mappings.filters(of: TableName("public", "u")).isEmpty)
    }

    /// DMS takes a row that any of several rules takes, and documents no filters for wildcards.
    @Test(arguments: [
        ("t", "%", true), ("%", "t", true), ("t", "t", true), ("t", "other", false), ("t", "u%", false),
        ("%", "t%", true), ("t%", "%", true), ("%", "other", true), ("t%", "other", true),
    ])
    func aRuleWithoutFiltersBesideOneWithThemIsNotGuessedAt(filtered: String, bare: String, isUncertain: Bool) throws {
        let filter = #"[{"column-name":"a","filter-conditions":[{"filter-operator":"eq","value":"1"}]}]"#
        let rules = [
            Self.selection("public", filtered, filters: filter), Self.selection("public", bare),
            Self.selection("public", "t%", "exclude", filters: filter),
        ]
        for order in [rules, rules.reversed()] {
            let mappings = try TableMappings(json: #"{"rules":[\#(order.joined(separator: ","))]}"#)
            if isUncertain {
                let error = #expect(throws: MappingError.self) { try mappings.filters(of: TableName("public", "t")) }
                #expect(error?.description.contains("not certain which rows") == true)
            } else {
                #expect(try mappings.filters(of: TableName("public", "t")).count == 1)
            }
        }
    }

    /// A rule for views takes no row of a table, and the other way round.
    @Test func aRuleForViewsSaysNothingOfATable() throws {
        let filter = #"[{"column-name":"a","filter-conditions":[{"filter-operator":"eq","value":"1"}]}]"#
        let name = TableName("public", "t")
        let views = try mappings(
            Self.selection("public", "t", filters: filter),
            Self.selection("public", "%", type: "view")
        )
        #expect(try views.filters(of: name).count == 1)
        #expect(try views.filters(of: name, isView: true).isEmpty)
        let tables = try mappings(
            Self.selection("public", "t", filters: filter, type: "view"),
            Self.selection("public", "%")
        )
        #expect(try tables.filters(of: name).isEmpty)
        #expect(try tables.filters(of: name, isView: true).count == 1)
        let all = try mappings(
            Self.selection("public", "t", filters: filter),
            Self.selection("public", "%", type: "all")
        )
        #expect(throws: MappingError.self) { try all.filters(of: name) }
    }

    /// Without a wildcard; one that excludes takes none of its rows.
    @Test func equalFiltersOfTwoRulesAreCertain() throws {
        let filter = #"[{"column-name":"a","filter-conditions":[{"filter-operator":"eq","value":"1"}]}]"#
        let mappings = try mappings(
            Self.selection("public", "t", filters: filter),
            Self.selection("public", "t", "explicit", filters: filter)
        )
        #expect(try mappings.filters(of: TableName("public", "t")).count == 1)
        let beside = try TableMappings(
            json:
                #"{"rules":[\#(Self.selection("public", "t", filters: filter)),\#(Self.selection("public", "%", filters: filter))]}"#
        )
        #expect(throws: MappingError.self) { try beside.filters(of: TableName("public", "t")) }
    }

    @Test(arguments: [
        ("rename", #""value":"new""#, "table", "new"), ("convert-lowercase", "", "TaBLe", "table"),
        ("convert-uppercase", "", "table", "TABLE"), ("add-prefix", #""value":"p_""#, "t", "p_t"),
        ("remove-prefix", #""value":"old_""#, "old_t", "t"), ("remove-prefix", #""value":"old_""#, "t", "t"),
        ("replace-prefix", #""value":"n_","old-value":"o_""#, "o_t", "n_t"),
        ("add-suffix", #""value":"_s""#, "t", "t_s"),
        ("remove-suffix", #""value":"_s""#, "t_s", "t"),
        ("replace-suffix", #""value":"_n","old-value":"_o""#, "t_o", "t_n"),
        ("remove-column", "", "t", "t"),
    ])
    func aTableArrivesUnderItsNewName(action: String, more: String, name: String, expected: String) throws {
        let mappings = try mappings(
            Self.selection("%", "%"),
            Self.change("table", action, #""schema-name":"public","table-name":"%""#, more)
        )
        #expect(mappings.target(of: TableName("public", name)) == TableName("public", expected))
        #expect(mappings.target(of: TableName("other", name)) == TableName("other", name))
    }

    @Test func schemaAndTableChangeApartAndTheFirstRuleOfAKindCounts() throws {
        let mappings = try mappings(
            Self.selection("%", "%"),
            Self.change("schema", "rename", #""schema-name":"dbo""#, #""value":"shop""#),
            Self.change(
                "table",
                "add-prefix",
                #""schema-name":"dbo","table-name":"%""#,
                #""value":"late_","rule-order":2"#
            ),
            Self.change("table", "convert-lowercase", #""schema-name":"dbo","table-name":"%""#, #""rule-order":"1""#)
        )
        #expect(mappings.target(of: TableName("dbo", "Customers")) == TableName("shop", "customers"))
    }

    @Test func columnsChangeTheirNamesOneRuleAfterTheOther() throws {
        let mappings = try mappings(
            Self.selection("%", "%"),
            Self.change(
                "column",
                "rename",
                #""schema-name":"%","table-name":"t","column-name":"ID""#,
                #""value":"KEY""#
            ),
            Self.change("column", "convert-lowercase", #""schema-name":"%","table-name":"%","column-name":"%""#)
        )
        #expect(mappings.target(of: "ID", in: TableName("s", "t")) == "key")
        #expect(mappings.target(of: "ID", in: TableName("s", "u")) == "id")
    }

    @Test(arguments: [
        ("nonsense", "not the JSON"), (#"{"rules":[]}"#, "includes anything"),
        (#"{"rules":[\#(selection("a", "b", "exclude"))]}"#, "includes anything"),
        (#"{"rules":[\#(selection("a", "b", "embrace"))]}"#, #"rule 1 has the action "embrace""#),
        (
            #"{"rules":[{"rule-type":"selection","rule-id":7,"rule-action":"include","object-locator":{"schema-name":"a"}}]}"#,
            "rule 7 has no schema-name"
        ),
        (
            #"{"rules":[\#(selection("a", "b", filters: #"[{"column-name":"c","filter-conditions":[{"filter-operator":"like","value":"x"}]}]"#))]}"#,
            #"operator "like""#
        ),
        (
            #"{"rules":[\#(selection("a", "b", filters: #"[{"column-name":"c","filter-conditions":[{"filter-operator":"eq"}]}]"#))]}"#,
            #"without "value""#
        ),
    ])
    func whatCannotBeReadIsNamed(json: String, words: String) {
        let error = #expect(throws: MappingError.self) { try TableMappings(json: json) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
