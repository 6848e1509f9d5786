import RedshiftSQL

/// Tables that Redshift loads continuously. The loader generates a repeatable migration for the definition of each
/// table.
struct ContinuousIngestionTables: Sendable, Equatable {
    var copyJobs: [CopyJobTarget] = []
    var streams: [StreamTarget] = []

    var isEmpty: Bool { copyJobs.isEmpty && streams.isEmpty }

    func copyJob(_ table: String) -> CopyJobTarget? { copyJobs.first { LoaderLedger.name(of: $0.table) == table } }

    func stream(_ table: String) -> StreamTarget? { streams.first { LoaderLedger.name(of: $0.table) == table } }

    /// Generates the migration of each table.
    ///
    /// - Parameter replaced: the hashes of the definitions that the warehouse has now, by the migration's name.
    /// - Throws: ``SQLProblem``.
    func scripts(replacing replaced: [String: String]) throws(SQLProblem) -> [MigrationScript] {
        var scripts: [MigrationScript] = []
        for job in copyJobs {
            let name = Self.name("copy_job", job.table)
            scripts.append(
                try MigrationScript(generated: name, job.hash, job.statements(replacing: replaced[name]))
            )
        }
        for stream in streams {
            let statements = stream.statements
            let hash = String(sha256(statements.joined(separator: "\u{0}")).prefix(8))
            scripts.append(try MigrationScript(generated: Self.name("stream", stream.table), hash, statements))
        }
        return scripts
    }

    /// Makes a migration's name from a table's name. If the table's name has unsafe characters, a hash is appended.
    private static func name(_ kind: String, _ table: SQLTable) -> String {
        let text = LoaderLedger.name(of: table)
        let plain = text.utf8.map { byte -> UInt8 in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                ? byte : UInt8(ascii: "_")
        }
        let isPlain = plain.elementsEqual(text.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 })
        let stem = String(decoding: plain.prefix(120), as: UTF8.self)
        return "R__\(kind)_\(stem)\(isPlain ? "" : "_\(sha256(text).prefix(8))").sql"
    }
}
