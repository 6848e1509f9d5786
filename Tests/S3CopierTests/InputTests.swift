import TestSupport
import Testing

@testable import S3Copier

/// What is not the creation of an object: tags, removals, restores, S3 Batch Operations, and what is told notifier.
@Suite struct InputTests {
    private func put(_ bed: LocalCopier, _ key: String = "k", _ name: String = "content") -> FakeVersion {
        bed.change { $0.s3.put(LocalCopier.source, key, FakeContent(name, size: 10)) }
    }

    private func copy(_ bed: LocalCopier, _ key: String = "k") -> FakeVersion? {
        bed.change { $0.s3.current(LocalCopier.target, key) }
    }

    // MARK: Tags

    @Test func taggingGivesTheCopyTheTagsOfItsSource() async throws {
        let bed = try LocalCopier(["follow.tags": "true"])
        defer { bed.stop() }
        let version = put(bed)
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))
        let tagged = bed.change { world in
            world.s3.setTags([("a", "1"), ("b", "x & y")], LocalCopier.source, "k")
            return LocalCopier.record("ObjectTagging:Put", ["key": "k", "eTag": .string(version.etag)])
        }
        #expect(try await bed.run(LocalCopier.batch([tagged]))?.outcomes == ["TagsSynced"])
        #expect(copy(bed)?.tags.map(\.value) == ["1", "x & y"])
    }

    @Test func tagsOfWhatIsNotCopiedYetComeWithTheCopy() async throws {
        let bed = try LocalCopier(["follow.tags": "true"])
        defer { bed.stop() }
        _ = put(bed)
        let run = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectTagging:Put", ["key": "k"])]))
        #expect(run?.outcomes == ["Ignored"])
        #expect(run?.failed == [])
    }

    // MARK: Removals

    @Test func aRemovalIsLeftAloneUnlessItIsToBeMirrored() async throws {
        for (mirror, isAtTarget) in [("none", true), ("markers", false)] {
            let bed = try LocalCopier(["follow.deletes": mirror])
            defer { bed.stop() }
            _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", put(bed))]))
            bed.change { $0.s3.delete(LocalCopier.source, "k") }
            let removed = LocalCopier.record("ObjectRemoved:DeleteMarkerCreated", ["key": "k", "sequencer": "FF"])
            _ = try await bed.run(LocalCopier.batch([removed]))
            #expect((copy(bed) != nil) == isAtTarget)
        }
    }

    @Test func theRemovalOfAnOldVersionDeletesNoCopy() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", put(bed))]))
        let removed = LocalCopier.record("ObjectRemoved:Delete", ["key": "k", "sequencer": "FF"])
        #expect(try await bed.run(LocalCopier.batch([removed]))?.outcomes == ["AlreadyCurrent"])
        #expect(copy(bed) != nil)
    }

    @Test func nothingIsDeletedForGood() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers"], versioned: (true, false))
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", put(bed))]))
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        let run = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]))
        #expect(run?.outcomes == ["Failed"])
        #expect(run?.log.first?.contains("is not versioned") == true)
        #expect(copy(bed) != nil)
    }

    // MARK: Archives

    @Test func anArchivedSourceIsRestoredAndThenCopied() async throws {
        let bed = try LocalCopier(["outcomes.archived": "restore", "restore.days": "2", "restore.tier": "Bulk"])
        defer { bed.stop() }
        let version = bed.change {
            $0.s3.put(LocalCopier.source, "k", FakeContent("cold", size: 10)) { $0.isArchived = true }
        }
        let run = try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))
        #expect(run?.outcomes == ["RestoreRequested"])
        #expect(run?.failed == [])
        let request = try #require(bed.server.requests.last)
        #expect(request.target.contains("restore") && request.target.contains("versionId=v1"))
        #expect(request.text.contains("<Days>2</Days>") && request.text.contains("<Tier>Bulk</Tier>"))
        bed.change { $0.s3.thaw(LocalCopier.source, "k") }
        let completed = LocalCopier.created("k", version, name: "ObjectRestore:Completed")
        #expect(try await bed.run(LocalCopier.batch([completed]))?.outcomes == ["Copied"])
    }

    @Test func anArchivedSourceIsOtherwiseGivenUp() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let version = bed.change {
            $0.s3.put(LocalCopier.source, "k", FakeContent("cold", size: 10)) { $0.isArchived = true }
        }
        #expect(try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))?.outcomes == ["Archived"])
        #expect(bed.change { $0.queues.messages.map(\.queue) } == [LocalCopier.deadLetters])
    }

    // MARK: What becomes of messages

    @Test func whatIsToComeAgainComesAgainLater() async throws {
        let bed = try LocalCopier { request, _ in
            request.header("x-amz-copy-source") == nil
                ? .served : .reply(.status(400, body: "<Error><Code>Odd</Code></Error>"))
        }
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch([LocalCopier.created("k", put(bed))]))
        #expect(run?.outcomes == ["Failed"])
        #expect(run?.failed == ["0"])
        let seconds = try #require(bed.change { $0.queues.visibilities["r0"] })
        #expect((5...10).contains(seconds))
    }

    @Test func aDeadLetterQueueThatDoesNotAnswerLosesNothing() async throws {
        let bed = try LocalCopier { request, _ in
            request.header("x-amz-target") == "AmazonSQS.SendMessage" ? .diesBefore : .served
        }
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch(["not about S3"]), worker: "w")
        // The worker counts as dead then; what it answered is what counts here.
        #expect(run == nil)
        #expect(bed.change { $0.queues.messages }.isEmpty)
        let living = try LocalCopier { request, _ in
            request.header("x-amz-target") == "AmazonSQS.SendMessage" ? .reply(.status(500)) : .served
        }
        defer { living.stop() }
        #expect(try await living.run(LocalCopier.batch(["not about S3"]))?.failed == ["0"])
    }

    @Test func aPoisonMessageGoesToTheDeadLettersAtOnceAndItsBeginningIntoTheLog() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch([#"{"hello":"world"}"#]))
        #expect(run?.outcomes == ["Malformed"])
        #expect(run?.failed == [])
        #expect(bed.change { $0.queues.messages.map(\.body) } == [#"{"hello":"world"}"#])
        #expect(run?.log.first?.contains(#"{\"hello\":\"world\"}"#) == true)
    }

    @Test func aRecordThatCannotBeReadLeavesItsNeighboursCopied() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let good = LocalCopier.created("k", put(bed))
        let body = good.replacing("\"Records\":[", with: "\"Records\":[{\"broken\":1},")
        let run = try await bed.run(LocalCopier.batch([body]))
        #expect(run?.outcomes.sorted() == ["Copied", "Malformed"])
        #expect(bed.change { $0.queues.messages.map(\.body) } == [body])
        #expect(copy(bed) != nil)
    }

    // MARK: S3 Batch Operations

    @Test(arguments: ["1.0", "2.0"]) func backfillsWhatWasThereBefore(schema: String) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let version = put(bed, "a b+c", "old content")
        bed.change { _ = $0.s3.put(LocalCopier.target, "there", FakeContent("x", size: 1)) }
        func task(_ id: String, _ key: String, version: String? = nil) -> JSON {
            var task: [String: JSON] = ["taskId": .string(id), "s3Key": .string(key)]
            task["s3VersionId"] = version.map(JSON.string) ?? .null
            task[schema == "1.0" ? "s3BucketArn" : "s3Bucket"] = .string(
                schema == "1.0" ? "arn:aws:s3:::\(LocalCopier.source)" : LocalCopier.source
            )
            return .object(task)
        }
        let event: JSON = .object([
            "invocationSchemaVersion": .string(schema), "invocationId": "i1", "job": .object(["id": "j1"]),
            "tasks": .array([
                task("t1", "a+b%2Bc", version: version.id), task("t2", "gone"), task("t3", "%zz"),
                task("t4", "a+b%2Bc"),
            ]),
        ])
        let answer = try #require(try await bed.run(event)).answer
        #expect(answer["invocationSchemaVersion"]?.string == schema)
        #expect(answer["invocationId"]?.string == "i1")
        #expect(answer["treatMissingKeysAs"]?.string == "TemporaryFailure")
        let results = answer["results"]?.array ?? []
        #expect(results.map { $0["taskId"]?.string } == ["t1", "t2", "t3", "t4"])
        #expect(
            results.map { $0["resultCode"]?.string } == [
                "Succeeded", "PermanentFailure", "PermanentFailure", "Succeeded",
            ]
        )
        #expect(results[1]["resultString"]?.string?.hasPrefix("SourceGone") == true)
        #expect(copy(bed, "a b+c")?.content.name == "old content")
    }

    @Test func aBackfillOfAnObjectOfUnknownSizeFindsOutThatItIsLarge() async throws {
        let bed = try LocalCopier(["multipart.parts_per_message": "10"])
        defer { bed.stop() }
        bed.change { _ = $0.s3.put(LocalCopier.source, "k", FakeContent("huge", size: 6 << 30)) }
        let event: JSON = .object([
            "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object([:]),
            "tasks": .array([.object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(LocalCopier.source)])]),
        ])
        let answer = try #require(try await bed.run(event)).answer
        #expect(answer["results"]?.array?.first?["resultCode"]?.string == "Succeeded")
        try await bed.drain()
        #expect(copy(bed)?.content.size == 6 << 30)
    }

    // MARK: CopyNotifier

    @Test func aBurstOfCopiesIsOneCrawl() async throws {
        let bed = try LocalCopier(["CRAWLER_NAME": "lake", "after.wait": "30s"])
        defer { bed.stop() }
        for number in 0..<5 {
            _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k\(number)", put(bed, "k\(number)"))]))
        }
        let messages = bed.change { $0.queues.take(from: LocalCopier.queue) }
        #expect(messages.map(\.delay) == [30])
        #expect(bed.change { $0.starts }.isEmpty)
        #expect(try await bed.run(LocalCopier.batch(messages.map(\.body)))?.outcomes == ["CrawlHandled"])
        #expect(bed.change { $0.starts } == ["lake"])
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("late", put(bed, "late"))]))
        #expect(bed.change { $0.queues.messages.count } == 1, "what comes after the crawl began asks anew")
    }

    @Test func aCrawlerThatIsRunningIsStartedAgainLater() async throws {
        let bed = try LocalCopier(["CRAWLER_NAME": "lake"]) { request, _ in
            request.header("x-amz-target") == "AWSGlue.StartCrawler"
                ? .reply(.status(400, body: #"{"__type":"CrawlerRunningException"}"#)) : .served
        }
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", put(bed))]))
        let first = bed.change { $0.queues.take(from: LocalCopier.queue) }
        #expect(try await bed.run(LocalCopier.batch(first.map(\.body)))?.failed == [])
        #expect(bed.change { $0.queues.messages.map(\.delay) } == [60])
    }

    @Test func aCrawlWhoseMessageGotLostIsAskedForAgain() async throws {
        let bed = try LocalCopier(["CRAWLER_NAME": "lake"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", put(bed))]))
        _ = bed.change { $0.queues.take(from: LocalCopier.queue) }
        bed.change { $0.seconds += 3_600 }
        _ = try await bed.run(.object(["sweep": .bool(true)]))
        #expect(bed.change { $0.queues.messages.count } == 1)
    }

    @Test func copiesAreToldToTheEventBus() async throws {
        let bed = try LocalCopier(["EVENT_BUS_NAME": "example-bus"])
        defer { bed.stop() }
        let bodies = (0..<12).map { LocalCopier.created("k\($0)", put(bed, "k\($0)")) }
        #expect(try await bed.run(LocalCopier.batch(bodies))?.failed == [])
        let events = bed.change { $0.events }
        #expect(events.count == 12)
        let detail = try #require(events.first?["Detail"]?.string.flatMap { JSON(Array($0.utf8)) })
        #expect(events.first?["Source"]?.string == "s3-copier")
        #expect(events.first?["DetailType"]?.string == "Object Copied")
        #expect(events.first?["EventBusName"]?.string == "example-bus")
        #expect(detail["target"]?["bucket"]?.string == LocalCopier.target)
        #expect(detail["outcome"]?.string == "Copied")
    }

    @Test func aCopyThatCouldNotBeToldIsToldWhenItsMessageComesAgain() async throws {
        let bed = try LocalCopier(["EVENT_BUS_NAME": "example-bus"]) { request, worker in
            worker == "first" && request.header("x-amz-target") == "AWSEvents.PutEvents"
                ? .reply(.status(500)) : .served
        }
        defer { bed.stop() }
        let event = LocalCopier.created("k", put(bed))
        #expect(try await bed.run(LocalCopier.batch([event]), worker: "first")?.failed == ["0"])
        #expect(try await bed.run(LocalCopier.batch([event]), worker: "second")?.failed == [])
        #expect(bed.change { $0.events.count } == 1)
    }

    // MARK: Filters that ask

    @Test func tagsChooseTheRouteAndAreAskedForOnce() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "",
            "routes":
                #"[{"from": {"tags": {"copy": "yes"}}, "to": "s3://example-target/${event:yyyy}/${basename}"}]"#,
        ])
        defer { bed.stop() }
        for (key, value) in [("in/yes", "yes"), ("in/no", "no")] {
            let version = bed.change {
                $0.s3.put(LocalCopier.source, key, FakeContent(key, size: 1)) { $0.tags = [("copy", value)] }
            }
            _ = try await bed.run(LocalCopier.batch([LocalCopier.created(key, version)]))
        }
        #expect(bed.change { $0.s3.keys(LocalCopier.target) } == ["2026/yes"])
        #expect(bed.server.requests.count == 3)
    }
}
