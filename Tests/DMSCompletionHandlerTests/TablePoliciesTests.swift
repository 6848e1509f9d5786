import Testing

@testable import DMSCompletionHandler

@Suite struct TablePoliciesTests {
    private func policies(_ names: String...) throws -> TablePolicies {
        var policies = TablePolicies()
        for (number, name) in names.enumerated() {
            let policy = ComparePolicy(comparison: .tolerance(rows: Int64(number + 1), percent: 0))
            policies.entries.append(try #require(TablePolicyEntry(name, policy)))
        }
        return policies
    }

    /// The number of the entry that counts, from 1; 0 for the policy of all tables.
    private func entry(_ policies: TablePolicies, _ schema: String, _ table: String) -> Int64 {
        policies[TableName(schema, table)].allowance(of: 0)
    }

    @Test func aTablesOwnNameWinsThenTheFirstPattern() throws {
        let policies = try policies("public.%", "public.audit_log", "%.audit%")
        #expect(entry(policies, "public", "audit_log") == 2)
        #expect(entry(policies, "public", "audit_other") == 1)
        #expect(entry(policies, "sales", "audit_log") == 3)
        #expect(entry(policies, "sales", "orders") == 0)
    }

    @Test(arguments: [
        ("public.audit_%", "audit_log", true), ("public.audit_%", "auditlog", false),
        ("public.audit_%", "auditXlog", false), ("public.t[ab]%", "ta", false), ("public.t[ab]%", "t[ab]1", true),
        ("public.%_", "t_", true), ("public.%_", "tx", false), ("public.Audit%", "audit", false),
        (#"public.a\.b%"#, "a.bc", true), ("public.caf\u{E9}%", "cafe\u{301}s", false),
    ])
    func onlyThePercentSignIsAWildcard(name: String, table: String, matches: Bool) throws {
        #expect((entry(try policies(name), "public", table) == 1) == matches)
    }

    @Test func anEntryThatStandsForNoTableIsFound() throws {
        let policies = try policies("public.custmers", "public.audit_%", "%.orders", "public.customers")
        let tables = [TableName("public", "customers"), TableName("sales", "orders"), TableName("public", "auditlog")]
        #expect(policies.unused(among: tables) == ["public.custmers", "public.audit_%"])
    }
}
