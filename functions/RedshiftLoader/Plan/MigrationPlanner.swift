import RedshiftSQL

/// Decides which migrations are due, from the files and the journal.
struct MigrationPlanner: Sendable {
    /// A row of the journal, which records one migration.
    struct Applied: Sendable, Hashable {
        /// The name of the migration's file.
        let name: String
        let checksum: String
        /// `true` when all statements of the migration have run.
        let isDone: Bool
    }

    enum Request: Sendable, Equatable {
        /// Apply every due migration, or only the due migrations up to this version.
        case apply(to: MigrationVersion?)
        /// Undo this version, which must be the newest applied one.
        case undo(MigrationVersion)
    }

    let scripts: [MigrationScript]
    /// The journal's rows. If a repeatable migration has several rows, the last one is used.
    let applied: [Applied]

    /// Finds the migrations to run.
    ///
    /// - Returns: the migrations, in the order of running.
    /// - Throws: ``SQLProblem`` when the files and the journal contradict each other. Nothing is run then.
    func due(_ request: Request) throws(SQLProblem) -> [MigrationScript] {
        let versioned = try byVersion { if case .versioned(let version) = $0 { version } else { nil } }
        let undos = try byVersion { if case .undo(let version) = $0 { version } else { nil } }
        var known: [MigrationVersion: Applied] = [:]
        for row in applied {
            guard case .versioned(let version)? = MigrationName(row.name)?.kind else { continue }
            known[version] = row
        }
        for (version, row) in known.sorted(by: { $0.key < $1.key }) where row.isDone {
            guard let script = versioned[version] else {
                throw SQLProblem("\(row.name) is applied, and its file is gone; put it back, with the text that it had")
            }
            guard script.checksum == row.checksum else {
                throw SQLProblem(
                    "\(script.name) has another text than the one that was applied; put the old text back, and write a new version for the change"
                )
            }
        }
        let newest = known.filter(\.value.isDone).keys.max()
        switch request {
        case .undo(let version):
            guard newest == version else {
                throw SQLProblem(
                    "version \(version) cannot be undone: the newest that is applied is \(newest.map { "\($0)" } ?? "none")"
                )
            }
            guard let script = undos[version] else {
                throw SQLProblem("there is no U\(version)__….sql to undo it with")
            }
            return [script]
        case .apply(let last):
            let pending = versioned.filter { version, _ in
                if known[version]?.isDone ?? false { return false }
                guard let last else { return true }
                return version <= last
            }
            if let newest, let late = pending.keys.filter({ $0 < newest }).min(), let script = versioned[late] {
                throw SQLProblem(
                    "\(script.name) is older than version \(newest), which is applied; give it a newer version"
                )
            }
            let repeatable = scripts.filter { script in
                guard case .repeatable = script.name.kind, last == nil else { return false }
                let row = applied.last { $0.name == script.name.description }
                return !(row?.isDone ?? false) || row?.checksum != script.checksum
            }
            return pending.sorted { $0.key < $1.key }.map(\.value)
                + repeatable.sorted { $0.name.description < $1.name.description }
        }
    }

    private func byVersion(
        _ version: (MigrationName.Kind) -> MigrationVersion?
    ) throws(SQLProblem) -> [MigrationVersion: MigrationScript] {
        var found: [MigrationVersion: MigrationScript] = [:]
        for script in scripts {
            guard let version = version(script.name.kind) else { continue }
            if let other = found[version] {
                throw SQLProblem("\(other.name) and \(script.name) have one version")
            }
            found[version] = script
        }
        return found
    }
}
