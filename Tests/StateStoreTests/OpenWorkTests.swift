import StateStore
import TestSupport
import Testing
import UTCTime

@Suite struct OpenWorkTests {
    private func names(_ harness: StateHarness, dueBy bound: UTCTime?, pageSize: Int = 50) async throws -> [String] {
        var list = harness.store.openWork(Job.kind, dueBy: bound, pageSize: pageSize, as: Job.self)
        var names: [String] = []
        while let entry = try await list.next() { names.append(try entry.get().document.text) }
        return names
    }

    private func add(_ harness: StateHarness, _ name: String, due seconds: Int, _ state: Job.State = .open) async throws
    {
        let due = harness.clock.now.advanced(by: .seconds(seconds))
        _ = try await harness.store.insert(Job(state: state, due: due, text: name), at: StateKey("job/\(name)", "job"))
    }

    @Test(arguments: [1, 2, 50])
    func whatHasBeenDueForLongestComesFirst(pageSize: Int) async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let order = (0..<40).map { ($0 * 17) % 40 }
        for number in order { try await add(harness, "\(number)", due: number - 40) }
        #expect(try await names(harness, dueBy: harness.clock.now, pageSize: pageSize) == (0..<40).map { "\($0)" })
    }

    @Test func onlyWhatIsDueIsRead() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        for (name, due) in [("past", -1), ("now", 0), ("soon", 1)] { try await add(harness, name, due: due) }
        #expect(try await names(harness, dueBy: harness.clock.now) == ["past", "now"])
        #expect(try await names(harness, dueBy: nil) == ["past", "now", "soon"])
    }

    @Test func closedDocumentsAreNotListed() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        for number in 0..<30 { try await add(harness, "closed\(number)", due: -5, .closed) }
        try await add(harness, "open", due: -1)
        #expect(try await names(harness, dueBy: harness.clock.now) == ["open"])
        // Not even looked at: four shards, one request each.
        #expect(harness.operations.count { $0 == "Query" } == 4)
    }

    /// One write closes a document and takes it from the list.
    @Test func closingAndMovingTakeEffectWithTheWrite() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        try await add(harness, "a", due: -2)
        try await add(harness, "b", due: -1)
        var a = try #require(try await harness.store.load(StateKey("job/a", "job"), as: Job.self))
        let later = harness.clock.now.advanced(by: .seconds(60))
        try await harness.store.change(&a) { job in
            job.due = later
            return true
        }
        #expect(try await names(harness, dueBy: harness.clock.now) == ["b"])
        #expect(try await names(harness, dueBy: nil) == ["b", "a"])
        try await harness.store.change(&a) { job in
            job.state = .closed
            return true
        }
        #expect(try await names(harness, dueBy: nil) == ["b"])
    }

    /// The work spreads, so that a burst does not meet the limit of one partition.
    @Test func openWorkSpreadsOverPartitions() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        for number in 0..<64 { try await add(harness, "\(number)", due: 0) }
        let partitions = harness.items.compactMap { $0["open"]?["S"]?.string }
        #expect(Set(partitions) == Set((0..<4).map { "job#\($0)" }))
        let most = Dictionary(grouping: partitions) { $0 }.values.map(\.count).max() ?? 0
        #expect(most <= 26)
    }

    @Test func anItemThatCannotBeReadDoesNotHideTheOthers() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        try await add(harness, "good", due: -1)
        let broken: JSON = [
            "TableName": .string(StateHarness.table),
            "Item": ["pk": ["S": "bad"], "sk": ["S": "bad"], "open": ["S": "job#3"], "due": ["N": "1"]],
        ]
        harness.withTable { _ = $0.reply(to: "PutItem", broken) }
        var list = harness.store.openWork(Job.kind, dueBy: harness.clock.now, as: Job.self)
        var found: [Result<VersionedDocument<Job>, StateStoreError>] = []
        while let entry = try await list.next() { found.append(entry) }
        #expect(found.map { (try? $0.get())?.document.text } == [nil, "good"])
    }

    /// The index is eventually consistent; the condition of the write is not.
    @Test func whatTheIndexShowsTooLongIsFoundOutByTheWrite() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        try await add(harness, "a", due: -1)
        harness.withTable { $0.letIndexLag() }
        var list = harness.store.openWork(Job.kind, dueBy: harness.clock.now, as: Job.self)
        let close: @Sendable (inout Job) -> Bool = { job in
            guard job.state == .open else { return false }
            job.state = .closed
            return true
        }
        let first = try await list.next()
        var shown = try #require(first).get()
        var current = shown
        let isClosed = try await harness.store.change(&current, close)
        #expect(isClosed)
        #expect(try await names(harness, dueBy: harness.clock.now) == ["a"])
        let isClosedAgain = try await harness.store.change(&shown, close)
        #expect(!isClosedAgain)
        #expect(shown == current)
        harness.withTable { $0.catchUp() }
        #expect(try await names(harness, dueBy: harness.clock.now) == [])
    }

    @Test func kindsAreListsOfTheirOwn() async throws {
        struct Note: StateDocument {
            let due: UTCTime
            var status: String { "open" }
            var isClosed: Bool { false }
            var openWork: OpenWork? { OpenWork(kind: "note", due: due) }
        }
        let harness = try StateHarness()
        defer { harness.stop() }
        try await add(harness, "a", due: -1)
        _ = try await harness.store.insert(Note(due: harness.clock.now), at: StateKey("note", "n"))
        #expect(try await names(harness, dueBy: nil) == ["a"])
        var notes = harness.store.openWork("note", dueBy: nil, as: Note.self)
        let (first, second) = (try await notes.next()?.get().key, try await notes.next())
        #expect(first == StateKey("note", "n"))
        #expect(second == nil)
    }
}
