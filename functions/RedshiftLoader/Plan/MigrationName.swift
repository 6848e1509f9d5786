/// The name of a migration's file, in Flyway's format: `V001__orders.sql`, `U001__orders.sql`, `R__views.sql`.
struct MigrationName: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case versioned(MigrationVersion)
        /// Undoes the migration of the same version.
        case undo(MigrationVersion)
        /// Runs again when the file's text has changed.
        case repeatable
    }

    let kind: Kind
    /// The name of the file.
    let description: String

    static let rule = "V<version>__<description>.sql, U<version>__<description>.sql or R__<description>.sql"

    /// Parses a file's name; `nil` for a name in another format.
    init?(_ file: String) {
        guard file.hasSuffix(".sql"), file.utf8.count <= 200 else { return nil }
        let stem = file.dropLast(4)
        guard let first = stem.first, let mark = Self.separator(in: stem) else { return nil }
        let version = stem[stem.index(after: stem.startIndex)..<mark]
        let text = stem[stem.index(mark, offsetBy: 2)...]
        guard !text.isEmpty else { return nil }
        switch first {
        case "V":
            guard let version = MigrationVersion(String(version)) else { return nil }
            kind = .versioned(version)
        case "U":
            guard let version = MigrationVersion(String(version)) else { return nil }
            kind = .undo(version)
        case "R":
            guard version.isEmpty else { return nil }
            kind = .repeatable
        default: return nil
        }
        description = file
    }

    private static func separator(in stem: Substring) -> Substring.Index? {
        var index = stem.startIndex
        while index < stem.endIndex {
            let next = stem.index(after: index)
            if next < stem.endIndex, stem[index] == "_", stem[next] == "_" { return index }
            index = next
        }
        return nil
    }

    var version: MigrationVersion? {
        switch kind {
        case .versioned(let version), .undo(let version): version
        case .repeatable: nil
        }
    }
}
