/// A kind of database server that this function counts in, by the plan's word for it. Each has a ``DatabaseEngine``.
enum DatabaseKind: String, Sendable, CaseIterable {
    case postgresql

    /// The port of a server whose secret and plan name none.
    var defaultPort: Int {
        switch self {
        case .postgresql: 5432
        }
    }

    /// True for a server whose connections are to one database; its schemas are the mappings' schemas.
    var needsDatabase: Bool {
        switch self {
        case .postgresql: true
        }
    }

    /// True when two servers of this kind make the same checksum of the same keys.
    var hasChecksums: Bool { self == .postgresql }
}
