/// The address of a database, the user who counts, and the limits of the count. Never described with its password.
struct DatabaseServer: Sendable, CustomStringConvertible, CustomReflectable {
    var host: String
    /// 1 to 65535.
    var port: Int
    /// `nil` for a kind that needs none: ``DatabaseKind/needsDatabase``.
    var database: String?
    var user: String
    var password: String
    /// A PEM file of the CA certificates that are trusted. Every engine verifies certificate and host name.
    var rootsFile: String
    var connectTimeout: Duration
    /// Connections at a time, 1 or more. An engine that cannot share one snapshot between connections opens one.
    var connections: Int
    /// Limit of one statement, which the server keeps as well where it can. Not longer than the time that is left.
    var statementTimeout: Duration
    /// True when the time that is left is shorter than the limit that is configured.
    var isShortOfTime = false
    /// The moment by which every statement has ended.
    var deadline: ContinuousClock.Instant

    var description: String { "\(user)@\(host):\(port)\(database.map { "/\($0)" } ?? "")" }
    var customMirror: Mirror { Mirror(self, children: ["server": description]) }
}
