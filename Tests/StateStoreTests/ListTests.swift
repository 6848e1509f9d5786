import StateStore
import TestSupport
import Testing

@Suite struct ListTests {
    private func filled(_ names: [String]) async throws -> StateHarness {
        let harness = try StateHarness()
        harness.withTable { $0.pageSize = 3 }
        for name in names { _ = try await harness.store.insert(Job(text: name), at: StateKey("p", name)) }
        _ = try await harness.store.insert(Job(), at: StateKey("q", "other"))
        return harness
    }

    @Test(
        arguments: [
            ("", nil, ["a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3"]), ("a/", nil, ["a/1", "a/2", "a/3", "a/4"]),
            ("b/", 2, ["b/1", "b/2"]), ("", 3, ["a/1", "a/2", "a/3"]), ("", 5, ["a/1", "a/2", "a/3", "a/4", "b/1"]),
            ("c", nil, []), ("", 100, ["a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3"]),
        ] as [(String, Int?, [String])]
    )
    func aPartitionIsListedInOrder(prefix: String, limit: Int?, expected: [String]) async throws {
        let harness = try await filled(["b/3", "b/2", "b/1", "a/4", "a/3", "a/2", "a/1"])
        defer { harness.stop() }
        let entries: [VersionedDocument<Job>] = try await harness.store.list("p", prefix: prefix, limit: limit)
        #expect(entries.map(\.key.sort) == expected)
        #expect(entries.map(\.document.text) == expected)
    }

    @Test func pagesFollowEachOther() async throws {
        let names = (0..<10).map { "n\($0)" }
        let harness = try await filled(names)
        defer { harness.stop() }
        var found: [String] = []
        var next: StateKey?
        var pages = 0
        repeat {
            let page: StatePage<Job> = try await harness.store.page(of: "p", limit: 2, after: next)
            #expect(page.entries.count <= 2)
            found += page.entries.map(\.key.sort)
            next = page.next
            pages += 1
        } while next != nil
        #expect(found == names)
        #expect(pages == 6)
    }

    /// Its work must not be lost.
    @Test func anItemThatCannotBeReadIsAnError() async throws {
        let harness = try await filled(["a"])
        defer { harness.stop() }
        let other: JSON = ["Item": ["pk": ["S": "p"], "sk": ["S": "b"]], "TableName": .string(StateHarness.table)]
        harness.withTable { _ = $0.reply(to: "PutItem", other) }
        let error = await #expect(throws: StateStoreError.self) { try await harness.store.list("p", as: Job.self) }
        #expect(error?.item == "p b")
    }
}
