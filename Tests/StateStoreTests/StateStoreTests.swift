import AWSClient
import AWSDynamoDB
import StateStore
import TestSupport
import Testing
import UTCTime

@Suite struct StateStoreTests {
    @Test func whatIsInsertedIsLoaded() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        #expect(try await harness.store.load(.job, as: Job.self) == nil)
        let job = Job(due: harness.clock.now, count: 3, hands: ["ä / \"b\""])
        let (entry, isNew) = try await harness.store.insert(job, at: .job)
        #expect(isNew)
        #expect(entry.version == 1)
        let loaded: VersionedDocument<Job>? = try await harness.store.load(.job)
        #expect(loaded == entry)
        #expect(loaded?.document == job)
    }

    @Test func aSecondInsertReturnsWhatIsThere() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let (first, _) = try await harness.store.insert(Job(count: 1), at: .job)
        let (second, isNew) = try await harness.store.insert(Job(count: 2), at: .job)
        #expect(!isNew)
        #expect(second == first)
    }

    /// The attributes that people, DynamoDB's time to live and the index read.
    @Test(arguments: [
        (Job.State.open, true, ["open", "due"]), (.idle, false, []), (.closed, true, ["expiresAt"]),
        (.closed, false, ["expiresAt"]),
    ])
    func anItemHasTheOneSchema(state: Job.State, isDue: Bool, attributes: [String]) async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let job = Job(state: state, due: isDue ? harness.clock.now : nil)
        _ = try await harness.store.insert(job, at: .job)
        let item = try #require(harness.item(.job))
        let always: Set = ["pk", "sk", "version", "writer", "status", "document"]
        #expect(Set(item.keys) == always.union(attributes))
        #expect(item["status"]?["S"]?.string == state.rawValue)
        if state == .closed {
            let seconds = harness.clock.now.millisecondsSinceEpoch / 1_000 + 86_400
            #expect(item["expiresAt"]?["N"]?.string == "\(seconds)")
        }
    }

    @Test func aClosedDocumentExpiresAndAnOpenOneStays() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        for (name, state) in [("open", Job.State.open), ("idle", .idle), ("closed", .closed)] {
            _ = try await harness.store.insert(Job(state: state), at: StateKey("p", name))
        }
        let later = harness.clock.now.advanced(by: .seconds(400 * 86_400))
        harness.withTable { $0.expire(at: later) }
        let left: [VersionedDocument<Job>] = try await harness.store.list("p")
        #expect(left.map(\.key.sort) == ["idle", "open"])
    }

    /// A document that is opened again is kept.
    @Test func anExpiryGoesWhenTheDocumentIsReopened() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (entry, _) = try await harness.store.insert(Job(state: .closed), at: .job)
        try await harness.store.change(&entry) { job in
            job.state = .open
            return true
        }
        #expect(harness.item(.job)?["expiresAt"] == nil)
    }

    @Test func onlyTheVersionThatWasReadIsDeleted() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let (old, _) = try await harness.store.insert(Job(), at: .job)
        var new = old
        try await harness.store.change(&new) { job in
            job.count = 1
            return true
        }
        #expect(try await harness.store.delete(old) == false)
        #expect(try await harness.store.load(.job, as: Job.self) == new)
        #expect(try await harness.store.delete(new))
        #expect(try await harness.store.load(.job, as: Job.self) == nil)
        // A delete whose answer was lost is asked for again.
        #expect(try await harness.store.delete(new))
        try await harness.store.delete(.job)
    }

    // MARK: - Limits

    /// DynamoDB counts bytes, names included; the smallest document that does not fit is refused before the call.
    @Test(arguments: ["x", "ä", "\u{1F600}"])
    func aDocumentThatDoesNotFitIsRefusedBeforeTheCall(character: String) async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let count = DynamoDB.itemByteLimit / character.utf8.count
        let job = Job(text: String(repeating: character, count: count))
        let error = await #expect(throws: StateStoreError.self) { try await harness.store.insert(job, at: .job) }
        guard case .tooLarge(let bytes, DynamoDB.itemByteLimit)? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bytes > DynamoDB.itemByteLimit)
        #expect(harness.operations.isEmpty)
        // The largest that fits is taken by a table that counts for itself.
        let surplus = (bytes - DynamoDB.itemByteLimit + character.utf8.count - 1) / character.utf8.count
        let fitting = Job(text: String(repeating: character, count: count - surplus))
        #expect(try await harness.store.insert(fitting, at: .job).isNew)
        let tooLong = Job(text: fitting.text + character)
        await #expect(throws: StateStoreError.self) {
            try await harness.store.insert(tooLong, at: StateKey("job/b", "job"))
        }
        #expect(harness.operations == ["PutItem"])
    }

    @Test func aChangeThatMakesADocumentTooLargeChangesNothing() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (entry, _) = try await harness.store.insert(Job(), at: .job)
        let before = entry
        await #expect(throws: StateStoreError.self) {
            try await harness.store.change(&entry) { job in
                job.text = String(repeating: "x", count: DynamoDB.itemByteLimit)
                return true
            }
        }
        #expect(entry == before)
        #expect(try await harness.store.load(.job, as: Job.self) == before)
    }

    @Test(arguments: [
        StateKey("", "s"), StateKey("p", ""), StateKey(String(repeating: "p", count: 2_049), "s"),
        StateKey("p", String(repeating: "ä", count: 513)),
    ])
    func aKeyThatDynamoDBWouldRefuseIsRefusedBeforeTheCall(key: StateKey) async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let calls: [() async throws -> Void] = [
            { _ = try await harness.store.load(key, as: Job.self) },
            { _ = try await harness.store.insert(Job(), at: key) },
            { _ = try await harness.store.change(key, from: Job()) { _ in true } },
            { try await harness.store.delete(key) },
            { _ = try await harness.store.takeLock(key, for: "a") },
            { try await harness.store.releaseLock(key, of: "a") },
        ]
        for call in calls {
            let error = await #expect(throws: StateStoreError.self) { try await call() }
            guard case .invalidKey? = error?.reason else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(harness.operations.isEmpty)
    }

    // MARK: - Errors

    @Test func anErrorNamesTableAndItem() async throws {
        let server = try LoopbackServer { _ in
            .status(400, body: #"{"__type":"x#ResourceNotFoundException","message":"no such table"}"#)
        }
        defer { server.stop() }
        let store = StateStore(try DynamoDB(.at(server)), table: "example-missing", retention: .seconds(1))
        let error = await #expect(throws: StateStoreError.self) { try await store.load(.job, as: Job.self) }
        #expect(error?.table == "example-missing")
        #expect(error?.item == "job/a job")
        #expect(error?.isRetryable == false)
        #expect(error?.description.contains("item job/a job of table example-missing: DynamoDB GetItem") == true)
    }

    @Test(arguments: [
        #"{"pk":{"S":"job/a"},"sk":{"S":"job"}}"#,
        #"{"pk":{"S":"job/a"},"sk":{"S":"job"},"version":{"N":"1"},"document":{"S":"no JSON"}}"#,
        #"{"pk":{"S":"job/a"},"sk":{"S":"job"},"version":{"N":"1"},"document":{"S":"{\"state\":\"x\"}"}}"#,
        #"{"pk":{"S":"job/a"},"sk":{"S":"job"},"version":{"N":"1e99"},"document":{"S":"{}"}}"#,
    ])
    func anItemOfSomethingElseIsAnErrorThatNamesIt(item: String) async throws {
        let server = try LoopbackServer { _ in .status(200, body: #"{"Item":\#(item)}"#) }
        defer { server.stop() }
        let store = StateStore(try DynamoDB(.at(server)), table: StateHarness.table, retention: .seconds(1))
        let error = await #expect(throws: StateStoreError.self) { try await store.load(.job, as: Job.self) }
        guard case .unreadable? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("job/a job") == true)
    }
}
