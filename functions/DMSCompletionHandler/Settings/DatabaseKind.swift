/// A kind of database server that this function can count in. Its raw value is the name in the plan, and each kind has
/// a ``DatabaseEngine``.
enum DatabaseKind: String, Sendable, CaseIterable {
    case postgresql
    /// MySQL, MariaDB and Aurora MySQL.
    case mysql
    case sqlserver

    /// The default port, used when neither the secret nor the plan has a port.
    var defaultPort: Int {
        switch self {
        case .postgresql: 5432
        case .mysql: 3306
        case .sqlserver: 1433
        }
    }

    /// `true` when a connection needs the name of a database. That database contains the schemas of the mappings. In
    /// MySQL a schema is a database itself.
    var needsDatabase: Bool {
        switch self {
        case .postgresql, .sqlserver: true
        case .mysql: false
        }
    }

    /// `true` when two servers of this kind make the same checksum of the same keys.
    var hasChecksums: Bool { self == .postgresql }
}
