import AWSClient
import PostgreSQL
import StateStore

/// The check itself could not be made, which says nothing about the migration.
struct CheckBlocked: Error, Sendable, Equatable, CustomStringConvertible {
    /// The work, the thing it was done to, and the error.
    let description: String
    /// True when it may pass by itself.
    let isTransient: Bool

    init(_ description: String, isTransient: Bool) {
        self.description = description
        self.isTransient = isTransient
    }

    /// - Parameter doing: e.g. `listing s3://bucket/prefix`.
    init(_ doing: String, _ error: any Error) {
        switch error {
        case let blocked as CheckBlocked: self = blocked
        case is CancellationError:
            self.init(
                "\(doing): the invocation's time ran out; raise the function's timeout, give it more COUNT_CONNECTIONS, or index what is counted",
                isTransient: false
            )
        case let error as AWSError: self.init("\(doing): \(error)", isTransient: error.isRetryable)
        case let error as StateStoreError: self.init("\(doing): \(error)", isTransient: error.isRetryable)
        case let error as PostgresError:
            self.init("\(doing): \(error)\(Self.advice(error).map { "; \($0)" } ?? "")", isTransient: error.isTransient)
        default: self.init("\(doing): \(error)", isTransient: false)
        }
    }

    private static func advice(_ error: PostgresError) -> String? {
        switch (error.kind, error.sqlState) {
        case (.authentication, _): "put the right user and password into the secret"
        case (.tls, _):
            "set DATABASE_ROOTS to the CA that signed the server's certificate, and host to the name it is for"
        case (.statementCancelled, _): "raise STATEMENT_TIMEOUT_SECONDS, or index what is counted"
        case (.unreachable, _), (.timedOut, _): "look at host and port, at security groups and at the route to it"
        case (_, "42501"): "grant the user SELECT on it"
        default: nil
        }
    }
}
