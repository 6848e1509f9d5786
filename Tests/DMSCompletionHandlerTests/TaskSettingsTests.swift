import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// The kind of a task, by its type and its settings: which counts are evidence.
@Suite struct TaskSettingsTests {
    @Test(arguments: [
        (#"{"ValidationSettings":{"EnableValidation":true,"ValidationOnly":true}}"#, true),
        (#"{"ValidationSettings":{"EnableValidation":true,"ValidationOnly":false}}"#, false),
        (#"{"ValidationSettings":{"EnableValidation":false,"ValidationOnly":true}}"#, false),
        (#"{"ValidationSettings":{"EnableValidation":true}}"#, false), (#"{"ValidationSettings":null}"#, false),
        (#"{"ValidationSettings":{"EnableValidation":"true","ValidationOnly":"true"}}"#, true),
        (#"{"Logging":{"EnableLogging":true}}"#, false), ("{}", false), ("", false), ("not JSON", false),
    ])
    func aTaskThatOnlyValidatesIsKnownByItsSettings(json: String, validatesOnly: Bool) {
        #expect(TaskSettings(json: json).validatesOnly == validatesOnly)
    }

    private static let redshift = #""target":{"kind":"redshift","database":"dev","workgroup":"example-wg"}"#

    /// The target has 1,000 rows, of which DMS says that it loaded or changed 7.
    private func aws(type: String, reason: String, settings: String = "{}", members: String = "") throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
            .replacing("\"full-load\"", with: "\"\(type)\"")
            .replacing("FULL_LOAD_ONLY_FINISHED", with: reason)
        world.migrations.settings = settings
        world.tables = [
            #"{"SchemaName":"public","TableName":"t","TableState":"Table completed",\#(members)}"#
        ]
        world.warehouse.tables = [#""public"."t""#: 1_000]
        return try FakeAWS(world)
    }

    private static let validationOnly = #"{"ValidationSettings":{"EnableValidation":true,"ValidationOnly":true}}"#

    @Test(arguments: [
        ("cdc", "STOPPED_AT_SERVER_TIME", "{}", #""Inserts":7"#),
        ("full-load", "FULL_LOAD_ONLY_FINISHED", validationOnly, #""FullLoadRows":7"#),
        ("cdc", "STOPPED_AT_COMMIT_TIME", validationOnly, #""Inserts":7"#),
    ])
    func itsNumbersAreNoTotalsSoOneCountedSideHasNothingToBeComparedWith(
        type: String,
        reason: String,
        settings: String,
        members: String
    ) async throws {
        let aws = try aws(type: type, reason: reason, settings: settings, members: members)
        let accepted = #","accept_stops":["STOPPED_AT_SERVER_TIME","STOPPED_AT_COMMIT_TIME"]"#
        let counted = try await HandlerHarness(aws, Self.redshift + accepted).run(HandlerHarness.stopped())
        let why = counted.first["quarantinedTables"]?.elements.first?["reason"]?.string
        #expect(why?.contains("nothing to be compared with") == true, "\(counted.first)")
        let trusted = try FakeAWS(aws.world.withLock { $0 })
        trusted.world.withLock { $0.objects = [:] }
        let result = try await HandlerHarness(trusted, Self.redshift + accepted + #","compare":"trust_dms""#)
            .run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
    }

    @Test func aFullLoadAndItsChangesAreATotal() async throws {
        let members = #""FullLoadRows":990,"Inserts":15,"AppliedInserts":15,"Deletes":5,"AppliedDeletes":5"#
        let aws = try aws(type: "full-load-and-cdc", reason: "STOPPED_AFTER_CACHED_EVENTS", members: members)
        let accepted = #","accept_stops":["STOPPED_AFTER_CACHED_EVENTS"]"#
        let result = try await HandlerHarness(aws, Self.redshift + accepted).run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
        let other = try FakeAWS(aws.world.withLock { $0 })
        other.world.withLock {
            $0.objects = [:]
            $0.warehouse.tables = [#""public"."t""#: 999]
        }
        let held = try await HandlerHarness(other, Self.redshift + accepted).run(HandlerHarness.stopped())
        #expect(held.names == ["Quarantined"], "\(held.first)")
    }
}
