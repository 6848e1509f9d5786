import TestSupport
import Synchronization
import Testing

@testable import S3Copier

/// Whatever the order, number and delay of deliveries: the target ends up as the source's newest state.
@Suite struct ConvergenceTests {
    private let key = "k"

    private func write(_ bed: LocalCopier, _ name: String) -> String {
        let key = key
        return bed.change {
            LocalCopier.created(key, $0.s3.put(LocalCopier.source, key, FakeContent(name, size: 10)))
        }
    }

    private func copy(_ bed: LocalCopier) -> String? {
        bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name }
    }

    @Test func anOrdinaryObjectIsOneRequest() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let event = write(bed, "one")
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes == ["Copied"])
        #expect(run.failed.isEmpty)
        #expect(copy(bed) == "one")
        #expect(bed.server.requests.count == 1)
        #expect(bed.server.requests[0].header("if-none-match") == "*")
        #expect(bed.server.requests[0].header("x-amz-copy-source")?.hasSuffix("?versionId=v1") == true)
    }

    @Test func aRepeatedDeliveryChangesNothing() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let event = write(bed, "one")
        _ = try await bed.run(LocalCopier.batch([event]))
        let again = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(again.outcomes == ["AlreadyCurrent"])
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }

    @Test(arguments: [true, false]) func aLateEventBringsNoOldStateBack(versioned: Bool) async throws {
        let bed = try LocalCopier(versioned: (versioned, true))
        defer { bed.stop() }
        let old = write(bed, "old")
        let new = write(bed, "new")
        _ = try await bed.run(LocalCopier.batch([new]))
        let late = try #require(try await bed.run(LocalCopier.batch([old])))
        #expect(copy(bed) == "new")
        #expect(late.failed.isEmpty)
        #expect(["AlreadyCurrent", "Superseded"].contains(late.outcomes.first))
    }

    @Test func anEarlyOldEventIsOvertaken() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let old = write(bed, "old")
        _ = try await bed.run(LocalCopier.batch([old]))
        let new = write(bed, "new")
        let run = try #require(try await bed.run(LocalCopier.batch([new])))
        #expect(run.outcomes == ["Copied"])
        #expect(copy(bed) == "new")
    }

    @Test func newMetadataOnTheSameBytesIsCopied() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let first = write(bed, "same")
        _ = try await bed.run(LocalCopier.batch([first]))
        let second = bed.change {
            LocalCopier.created(
                "k",
                $0.s3.put(LocalCopier.source, "k", FakeContent("same", size: 10)) {
                    $0.properties["content-type"] = "text/csv"
                }
            )
        }
        _ = try await bed.run(LocalCopier.batch([second]))
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.properties["content-type"] } == "text/csv")
    }

    /// The state that a slow worker writes is old by then, and the condition on the target holds all the same: its ETag
    /// came back with the content. The worker that saw it come back had nothing to do, and will not come again.
    @Test func aStateThatCameBackUnderAnOldETagIsNotOverwritten() async throws {
        let world = Late<LocalCopier>()
        let bed = try LocalCopier { request, worker in
            if worker == "slow", request.header("if-match") != nil {
                world.value?.change { _ = $0.s3.put(LocalCopier.source, "k", FakeContent("red", size: 10)) }
            }
            return .served
        }
        defer { bed.stop() }
        world.value = bed
        _ = try await bed.run(LocalCopier.batch([write(bed, "red")]))
        let run = try await bed.run(LocalCopier.batch([write(bed, "green")]), worker: "slow")
        #expect(run?.outcomes == ["Copied"])
        #expect(copy(bed) == "red")
    }

    @Test func aVanishedSourceGoesToTheDeadLetters() async throws {
        let bed = try LocalCopier(versioned: (false, true))
        defer { bed.stop() }
        let event = write(bed, "gone")
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes == ["SourceGone"])
        #expect(run.failed.isEmpty)
        #expect(bed.change { $0.queues.messages.map(\.queue) } == [LocalCopier.deadLetters])
    }

    /// Several writers, several workers, one key: the workers' requests are served one at a time in a random order, any of
    /// them may die before or after a request, and what failed or died is delivered again, as are some that succeeded.
    @Test(arguments: [(true, false), (false, false), (true, true), (false, true)])
    func noInterleavingEndsWithAnOlderState(versioned: Bool, mirrorsDeletes: Bool) async throws {
        let first = UInt64.random(in: 0 ... .max)
        for round in 0..<50 as Range<UInt64> {
            let seed = first &+ round
            let game = try InterleavingGame(seed: seed, versioned: versioned, mirrorsDeletes: mirrorsDeletes)
            let (source, target) = try await game.play()
            #expect(source == target, "seed \(seed), versioned \(versioned), mirrors deletes \(mirrorsDeletes)")
        }
    }

    /// A store without conditions keeps the order by what is read before a copy and after it.
    @Test(arguments: [false, true]) func noInterleavingEndsWithAnOlderStateWithoutConditions(mirrorsDeletes: Bool)
        async throws
    {
        let first = UInt64.random(in: 0 ... .max)
        for round in 0..<50 as Range<UInt64> {
            let seed = first &+ round
            let game = try InterleavingGame(
                seed: seed,
                versioned: true,
                mirrorsDeletes: mirrorsDeletes,
                lacksConditions: true
            )
            let (source, target) = try await game.play()
            #expect(source == target, "seed \(seed), mirrors deletes \(mirrorsDeletes)")
        }
    }

    // A route's filters are asked about the event's state; what is copied is another.
    @Test func whatARouteLeavesOutIsNotCopiedByALateEvent() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "",
            "routes": #"[{"from": {"tags": {"share": "yes"}}, "to": "s3://example-target/${key}"}]"#,
        ])
        defer { bed.stop() }
        let first = bed.put("public") { $0.tags = [("share", "yes")] }
        _ = try await bed.run(LocalCopier.batch([first]))
        let second = bed.put("secret") { $0.tags = [("share", "no")] }
        #expect(try await bed.run(LocalCopier.batch([second]))?.outcomes == ["NotRouted"])
        _ = try await bed.run(LocalCopier.batch([first]))
        #expect(bed.copy()?.content.name == "public")
    }

    // As many tags are taken for the same tags.
    @Test func theSameBytesUnderOtherTagsAreCopied() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([bed.put("a") { $0.tags = [("stage", "raw")] }]))
        let run = try await bed.run(LocalCopier.batch([bed.put("a") { $0.tags = [("stage", "final")] }]))
        #expect(bed.copy()?.tags.first?.value == "final", "\(run?.outcomes ?? [])")
    }
}

/// A value that is known only after those who need it are made.
final class Late<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    var value: Value? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
