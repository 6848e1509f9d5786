import DatabaseClient

/// An error of a database server, classified by its meaning for a count. It never contains a password.
struct CountingError: Error, Sendable, Equatable, CustomStringConvertible {
    enum Kind: Sendable, Equatable {
        /// The connection failed: a wrong host name or port, a network problem, or no server that listens there.
        case unreachable
        /// TLS failed: the server's certificate is not trusted or is for another host, or the server offers no TLS.
        case tls
        /// The server refuses the user or the password. The secret is read again before this is reported.
        case authentication
        /// The user lacks the right to read the table.
        case denied
        /// The function's own time limit passed.
        case timedOut
        /// The server cancelled the statement, because the statement's time limit passed.
        case statementCancelled
        /// A name or a value of the mappings does not fit this table. Examples: no such column, a value of another
        /// type, a name that the server does not accept. Other tables are not affected.
        case doesNotFit
        case other
    }

    let kind: Kind
    /// The server's message with its error code.
    let description: String
    /// `true` when the same count may succeed later without any change.
    let isTransient: Bool

    init(_ kind: Kind, _ description: String, isTransient: Bool = false) {
        self.kind = kind
        self.description = description
        self.isTransient = isTransient
    }

    /// Advice for a person on how to correct the cause; `nil` when there is none.
    var advice: String? {
        switch kind {
        case .authentication: "put the right user and password into the secret"
        case .tls: "set DATABASE_ROOTS to the CA that signed the server's certificate, and host to the name it is for"
        case .statementCancelled: "raise STATEMENT_TIMEOUT_SECONDS, or index what is counted"
        case .unreachable, .timedOut: "check host and port, the security groups and the route to it"
        case .denied: "grant the user SELECT on it"
        case .doesNotFit, .other: nil
        }
    }
}
