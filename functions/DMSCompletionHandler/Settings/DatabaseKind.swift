/// A kind of database server that this function counts in, by the plan's word for it. Each has a ``DatabaseEngine``.
enum DatabaseKind: String, Sendable, CaseIterable {
    case postgresql
    /// MariaDB and Aurora MySQL too.
    case mysql
    case sqlserver

    /// The port of a server whose secret and plan name none.
    var defaultPort: Int {
        switch self {
        case .postgresql: 5432
        case .mysql: 3306
        case .sqlserver: 1433
        }
    }

    /// True for a server whose connections are to one database; its schemas are the mappings' schemas. A schema of MySQL's is
    /// a database itself.
    var needsDatabase: Bool {
        switch self {
        case .postgresql, .sqlserver: true
        case .mysql: false
        }
    }

    /// True when two servers of this kind make the same checksum of the same keys.
    var hasChecksums: Bool { self == .postgresql }
}
