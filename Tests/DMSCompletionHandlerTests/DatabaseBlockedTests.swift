import PostgreSQL
import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// Errors of a database that keep a check from being made.
@Suite struct DatabaseBlockedTests {
    private func blocked(_ pair: DatabasePair, _ variables: [String: String] = [:]) async throws -> String {
        pair.setTables([pair.table("t", rows: 1)])
        let harness = try await pair.harness("", variables)
        // The last look: nothing is put off any more.
        let last = #"{"recheck":{"resource":"\#(HandlerHarness.task)","attempt":10}}"#
        let error = await #expect(throws: HandlerError.self) { try await harness.run(last) }
        #expect(error?.errorType == "DMS.Blocked")
        #expect(pair.aws.world.withLock { $0.objects.isEmpty })
        return error?.errorMessage ?? ""
    }

    @Test func aRotatedPasswordIsFetchedAnew() async throws {
        let pair = try await DatabasePair("rotated")
        for schema in [pair.source, pair.target] { try await pair.run("CREATE TABLE \(schema).t AS SELECT 1 AS id") }
        try await pair.run("DROP ROLE IF EXISTS rotating")
        try await pair.run("CREATE ROLE rotating SUPERUSER LOGIN PASSWORD 'old'")
        pair.setTables([pair.table("t", rows: 1)])
        func secret(_ password: String) -> String {
            DatabasePair.secret(password).replacing("\"tester\"", with: "\"rotating\"")
        }
        pair.aws.world.withLock { $0.secrets["db"] = ("v1", secret("old")) }
        let harness = try await pair.harness()
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Passed"])
        let reads = pair.aws.bodies("GetSecretValue").count
        // Rotated: what is kept is refused now.
        try await pair.run("ALTER ROLE rotating PASSWORD 'new'")
        pair.aws.world.withLock { $0.secrets["db"] = ("v2", secret("new")) }
        let again = #"{"migration":"shop","force":true}"#
        #expect(try await harness.run(again, requestID: "second").names == ["Passed"])
        #expect(pair.aws.bodies("GetSecretValue").count > reads)
        // And kept again.
        let after = pair.aws.bodies("GetSecretValue").count
        #expect(try await harness.run(again, requestID: "third").names == ["Passed"])
        #expect(pair.aws.bodies("GetSecretValue").count == after)
    }

    @Test func aWrongPasswordIsNamedAndNotQuoted() async throws {
        let pair = try await DatabasePair("password")
        pair.aws.world.withLock { $0.secrets["db"] = ("v1", DatabasePair.secret("wrong-and-secret")) }
        let words = try await blocked(pair)
        #expect(words.contains("28P01") && words.contains("put the right user and password into the secret"))
        #expect(!words.contains("wrong-and-secret"))
    }

    @Test func aMissingSecretIsNamed() async throws {
        let pair = try await DatabasePair("nosecret")
        pair.aws.world.withLock { $0.secrets = [:] }
        #expect(try await blocked(pair).contains("reading the secret db"))
    }

    @Test func aSecretThatIsNoneIsNamedAndNotQuoted() async throws {
        let pair = try await DatabasePair("textsecret")
        pair.aws.world.withLock { $0.secrets["db"] = ("v1", "just-a-password") }
        let words = try await blocked(pair)
        #expect(words.contains("the secret db is not a JSON object"))
        #expect(!words.contains("just-a-password"))
    }

    @Test func anUnreachableServerIsNamedWithItsAddress() async throws {
        let pair = try await DatabasePair("unreachable")
        pair.aws.world.withLock {
            $0.secrets["db"] = ("v1", #"{"host":"localhost","port":1,"username":"u","password":"p","dbname":"d"}"#)
        }
        let words = try await blocked(pair)
        #expect(words.contains("port 1") && words.contains("check host and port"), "\(words)")
    }

    @Test func aCertificateThatIsNotTrustedIsNamedWithWhatToDo() async throws {
        let pair = try await DatabasePair("roots")
        let words = try await blocked(pair, ["DATABASE_ROOTS": try TestDatabase.postgres().otherRootsFile])
        #expect(words.contains("certificate verify failed") && words.contains("DATABASE_ROOTS"), "\(words)")
    }

    @Test func aUserWhoMayNotReadIsNamed() async throws {
        let pair = try await DatabasePair("denied")
        for schema in [pair.source, pair.target] { try await pair.run("CREATE TABLE \(schema).t AS SELECT 1 AS id") }
        try await pair.run("DROP ROLE IF EXISTS powerless")
        try await pair.run("CREATE ROLE powerless LOGIN PASSWORD 'pw'")
        pair.aws.world.withLock {
            $0.secrets["db"] = ("v1", DatabasePair.secret("pw").replacing("\"tester\"", with: "\"powerless\""))
        }
        let words = try await blocked(pair)
        #expect(words.contains("42501") && words.contains("grant the user SELECT"), "\(words)")
    }
}
