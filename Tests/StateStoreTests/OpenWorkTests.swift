import StateStore
import TestSupport
import Testing
import UTCTime

@Suite struct OpenWorkTests {
    private func names(_ bed: StateBed, dueBy bound: UTCTime?, pageSize: Int = 50) async throws -> [String] {
        var list = bed.store.openWork(Job.kind, dueBy: bound, pageSize: pageSize, as: Job.self)
        var names: [String] = []
        while let entry = try await list.next() { names.append(try entry.get().document.text) }
        return names
    }

    private func add(_ bed: StateBed, _ name: String, due seconds: Int, _ state: Job.State = .open) async throws {
        let due = bed.clock.now.advanced(by: .seconds(seconds))
        _ = try await bed.store.insert(Job(state: state, due: due, text: name), at: StateKey("job/\(name)", "job"))
    }

    @Test(arguments: [1, 2, 50])
    func whatHasBeenDueForLongestComesFirst(pageSize: Int) async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        let order = (0..<40).map { ($0 * 17) % 40 }
        for number in order { try await add(bed, "\(number)", due: number - 40) }
        #expect(try await names(bed, dueBy: bed.clock.now, pageSize: pageSize) == (0..<40).map { "\($0)" })
    }

    @Test func onlyWhatIsDueIsRead() async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        for (name, due) in [("past", -1), ("now", 0), ("soon", 1)] { try await add(bed, name, due: due) }
        #expect(try await names(bed, dueBy: bed.clock.now) == ["past", "now"])
        #expect(try await names(bed, dueBy: nil) == ["past", "now", "soon"])
    }

    @Test func closedDocumentsAreNotListed() async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        for number in 0..<30 { try await add(bed, "closed\(number)", due: -5, .closed) }
        try await add(bed, "open", due: -1)
        #expect(try await names(bed, dueBy: bed.clock.now) == ["open"])
        // Not even looked at: four shards, one request each.
        #expect(bed.operations.count { $0 == "Query" } == 4)
    }

    /// One write closes a document and takes it from the list.
    @Test func closingAndMovingTakeEffectWithTheWrite() async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        try await add(bed, "a", due: -2)
        try await add(bed, "b", due: -1)
        var a = try #require(try await bed.store.load(StateKey("job/a", "job"), as: Job.self))
        let later = bed.clock.now.advanced(by: .seconds(60))
        try await bed.store.change(&a) { job in
            job.due = later
            return true
        }
        #expect(try await names(bed, dueBy: bed.clock.now) == ["b"])
        #expect(try await names(bed, dueBy: nil) == ["b", "a"])
        try await bed.store.change(&a) { job in
            job.state = .closed
            return true
        }
        #expect(try await names(bed, dueBy: nil) == ["b"])
    }

    /// The work spreads, so that a burst does not meet the limit of one partition.
    @Test func openWorkSpreadsOverPartitions() async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        for number in 0..<64 { try await add(bed, "\(number)", due: 0) }
        let partitions = bed.items.compactMap { $0["open"]?["S"]?.string }
        #expect(Set(partitions) == Set((0..<4).map { "job#\($0)" }))
        let most = Dictionary(grouping: partitions) { $0 }.values.map(\.count).max() ?? 0
        #expect(most <= 26)
    }

    @Test func anItemThatCannotBeReadDoesNotHideTheOthers() async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        try await add(bed, "good", due: -1)
        let broken: JSON = [
            "TableName": .string(StateBed.table),
            "Item": ["pk": ["S": "bad"], "sk": ["S": "bad"], "open": ["S": "job#3"], "due": ["N": "1"]],
        ]
        bed.withTable { _ = $0.reply(to: "PutItem", broken) }
        var list = bed.store.openWork(Job.kind, dueBy: bed.clock.now, as: Job.self)
        var found: [Result<StateEntry<Job>, StateStoreError>] = []
        while let entry = try await list.next() { found.append(entry) }
        #expect(found.map { (try? $0.get())?.document.text } == [nil, "good"])
    }

    /// The index is eventually consistent; the condition of the write is not.
    @Test func whatTheIndexShowsTooLongIsFoundOutByTheWrite() async throws {
        let bed = try StateBed()
        defer { bed.stop() }
        try await add(bed, "a", due: -1)
        bed.withTable { $0.letIndexLag() }
        var list = bed.store.openWork(Job.kind, dueBy: bed.clock.now, as: Job.self)
        let close: @Sendable (inout Job) -> Bool = { job in
            guard job.state == .open else { return false }
            job.state = .closed
            return true
        }
        let first = try await list.next()
        var shown = try #require(first).get()
        var current = shown
        let isClosed = try await bed.store.change(&current, close)
        #expect(isClosed)
        #expect(try await names(bed, dueBy: bed.clock.now) == ["a"])
        let isClosedAgain = try await bed.store.change(&shown, close)
        #expect(!isClosedAgain)
        #expect(shown == current)
        bed.withTable { $0.catchUp() }
        #expect(try await names(bed, dueBy: bed.clock.now) == [])
    }

    @Test func kindsAreListsOfTheirOwn() async throws {
        struct Note: StateDocument {
            let due: UTCTime
            var status: String { "open" }
            var isClosed: Bool { false }
            var openWork: OpenWork? { OpenWork(kind: "note", due: due) }
        }
        let bed = try StateBed()
        defer { bed.stop() }
        try await add(bed, "a", due: -1)
        _ = try await bed.store.insert(Note(due: bed.clock.now), at: StateKey("note", "n"))
        #expect(try await names(bed, dueBy: nil) == ["a"])
        var notes = bed.store.openWork("note", dueBy: nil, as: Note.self)
        let (first, second) = (try await notes.next()?.get().key, try await notes.next())
        #expect(first == StateKey("note", "n"))
        #expect(second == nil)
    }
}
