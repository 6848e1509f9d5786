import DatabaseClient
import Testing

@testable import PostgreSQL

@Suite struct ErrorTests {
    @Test(
        arguments: [
            (
                "connection to server at \"h\" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed for user \"u\"\nLOCATION:  auth_failed, auth.c:323\n",
                DatabaseError.Kind.authentication, "28P01"
            ),
            // Words in the server's language; the state is the same.
            (
                "connection to server at \"h\", port 5432 failed: FATAL:  53300: désolé, trop de clients\n",
                .unavailable, "53300"
            ),
            (
                "connection to server at \"h\", port 5432 failed: FATAL:  3D000: database \"d\" does not exist\n",
                .server, "3D000"
            ),
            (
                "connection to server at \"h\", port 5432 failed: Connection refused\n\tIs the server running on that host?\n",
                .unreachable, nil
            ),
            ("could not translate host name \"h\" to address: Name or service not known\n", .unreachable, nil),
            ("server does not support SSL, but SSL was required\n", .tls, nil),
            ("server certificate for \"a\" does not match host name \"b\"\n", .tls, nil),
        ] as [(String, DatabaseError.Kind, String?)]
    )
    func readsWhatLibPQSays(text: String, kind: DatabaseError.Kind, state: String?) {
        let error = DatabaseError(connectionMessage: text)
        #expect(error.kind == kind)
        #expect(error.code == state.map { .sqlState($0) })
        #expect(!error.message.contains("\n"))
        #expect(!error.message.contains("LOCATION"))
    }

    @Test(arguments: [("167772294", "certificate verify failed"), ("167772427", "wrong version number")])
    func tellsWhatOpenSSLsNumbersMean(code: String, words: String) {
        let error = DatabaseError(connectionMessage: "connection to server at \"h\" failed: SSL error code \(code)\n")
        #expect(error.kind == .tls)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test(
        arguments: [
            (DatabaseError.Kind.unreachable, nil, true), (.timedOut, nil, true), (.unavailable, "53300", true),
            (.server, "40001", true), (.server, "42P01", false), (.authentication, "28P01", false), (.tls, nil, false),
            (.statementCancelled, "57014", false), (.invalid, nil, false),
        ] as [(DatabaseError.Kind, String?, Bool)]
    )
    func knowsWhatMayPassByItself(kind: DatabaseError.Kind, state: String?, isTransient: Bool) {
        #expect(DatabaseError(kind, code: state.map { .sqlState($0) }, "").isTransient == isTransient)
    }
}
