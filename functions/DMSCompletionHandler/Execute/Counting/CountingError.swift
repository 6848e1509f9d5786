import DatabaseClient

/// An error of a database server, by what it means for a count. Never holds a password.
struct CountingError: Error, Sendable, Equatable, CustomStringConvertible {
    enum Kind: Sendable, Equatable {
        /// No connection: name, network, port, or nobody listening.
        case unreachable
        /// The server's certificate is not trusted, is for another host, or there is no TLS.
        case tls
        /// The server refuses the user or the password. The secret is read again before this is reported.
        case authentication
        /// The user may not read the table.
        case denied
        /// Our own time limit passed.
        case timedOut
        /// The server's limit of one statement passed.
        case statementCancelled
        /// A name or a value of the mappings does not fit this table: no such column, a value of another type, a name that
        /// the server cannot hold. It says nothing about other tables.
        case doesNotFit
        case other
    }

    let kind: Kind
    /// The server's words and its error code.
    let description: String
    /// True when the same may succeed later with nothing changed.
    let isTransient: Bool

    init(_ kind: Kind, _ description: String, isTransient: Bool = false) {
        self.kind = kind
        self.description = description
        self.isTransient = isTransient
    }

    /// The step that mends it, for a person.
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
