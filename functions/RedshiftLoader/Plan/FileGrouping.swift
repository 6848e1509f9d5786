import AWSS3
import RedshiftSQL
import UTCTime

/// Groups files into loads, and chooses the S3 keys of the loads' manifests.
struct FileGrouping: Sendable {
    let plan: LoadPlan
    let manifestBase: S3Location

    /// The maximum size, in bytes, of the file list in a load's statement. This leaves room for the rest of the
    /// statement.
    static let longestFileList = RedshiftBatch.longestStatement - 1000

    /// Groups a table's files into loads, for a dry run.
    ///
    /// - Parameters:
    ///   - files: files of the table's source.
    ///   - id: the request's id. A load's id is this id, a hyphen and the load's number.
    /// - Returns: as few loads as the window's limits allow.
    /// - Throws: ``SQLProblem`` for a file with columns that the plan does not have.
    func loads(of files: [PendingFile], into table: PlannedTable, id: String) throws(SQLProblem) -> [Load] {
        var loads: [Load] = []
        for batch in batches(files, table) {
            loads.append(try load(batch, table, "\(id)-\(loads.count + 1)", snapshot: preview(batch, table)))
        }
        return loads
    }

    /// Groups a table's files into batches, one for each load.
    ///
    /// - Returns: as few batches as the window's limits and a batch's statements allow. Files with columns that hold a
    ///   load are in separate batches, so that the other files are loaded.
    func batches(_ files: [PendingFile], _ table: PlannedTable) -> [[PendingFile]] {
        // A snapshot is replaced by the whole next snapshot, or not at all.
        if table.snapshots != nil { return files.isEmpty ? [] : [files] }
        let comparison = SchemaComparison(table, plan.schema)
        var fitting: [FileColumns: [PendingFile]] = [:]
        var order: [FileColumns] = []
        for file in files {
            let layout = FileColumns(file)
            if fitting[layout] == nil { order.append(layout) }
            fitting[layout, default: []].append(file)
        }
        func isHeld(_ layout: FileColumns) -> Bool {
            if case .held = comparison.verdict(layout.columns, layout.types) { return true }
            return false
        }
        let held = order.filter { isHeld($0) }
        let others = order.filter { !held.contains($0) }.flatMap { fitting[$0] ?? [] }
        return split(others, table, comparison) + held.flatMap { split(fitting[$0] ?? [], table, comparison) }
    }

    /// Makes a snapshot for a dry run, which does not ask S3 for the files' times.
    private func preview(_ files: [PendingFile], _ table: PlannedTable) -> ReplacementFileSet? {
        guard table.snapshots != nil, let first = files.first else { return nil }
        let time = files.compactMap(\.writtenAt).max() ?? UTCTime(millisecondsSinceEpoch: 0)
        return ReplacementFileSet(place: first.location.folder, eTag: "", time: time)
    }

    private func split(
        _ files: [PendingFile],
        _ table: PlannedTable,
        _ comparison: SchemaComparison
    ) -> [[PendingFile]] {
        var batches: [[PendingFile]] = []
        var batch: [PendingFile] = []
        var bytes: Int64 = 0
        var length = 0
        var layouts: Set<FileColumns> = []
        var statements = 0
        let room = room(of: table)
        for file in files {
            let own = 2 * (file.location.description.utf8.count + file.eTag.utf8.count) + 60
            let size = max(0, min(file.bytes, plan.window.maximumBytes))
            let layout = FileColumns(file)
            let copy = StageCopy(
                manifest: manifestBase,
                files: [],
                columns: comparison.columns(layout.columns, layout.types)
            )
            let more = layouts.contains(layout) ? 0 : copy.statementCount(table.target.source.columns)
            let isFull =
                batch.count >= plan.window.maximumFiles
                || bytes > plan.window.maximumBytes - size
                || length + own > Self.longestFileList || statements + more > room
            if !batch.isEmpty, isFull {
                batches.append(batch)
                (batch, bytes, length, layouts, statements) = ([], 0, 0, [], 0)
            }
            batch.append(file)
            bytes = min(bytes, plan.window.maximumBytes) + size
            length += own
            if layouts.insert(layout).inserted {
                statements += copy.statementCount(table.target.source.columns)
            }
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }

    /// Returns the maximum number of statements that a load of the table may use to copy files.
    private func room(of table: PlannedTable) -> Int {
        let file = PendingFile(location: manifestBase.appending("file"), eTag: "", bytes: 1)
        let others = (try? load([file], table, "room").statements().count - 1) ?? RedshiftBatch.mostStatements
        return max(1, RedshiftBatch.mostStatements - others)
    }

    /// Builds the load that a record describes, according to the current plan.
    ///
    /// - Throws: ``SQLProblem`` for a table that the plan no longer has, and for files with columns that the plan does
    ///   not have.
    func load(_ record: LoadRecord) throws(SQLProblem) -> Load {
        guard let table = plan.table(record.table) else {
            throw SQLProblem("the plan \(plan.name) has no table \(record.table) any more")
        }
        return try load(record.files, table, record.id, isReload: record.isReload, snapshot: record.snapshot)
    }

    func load(
        _ files: [PendingFile],
        _ table: PlannedTable,
        _ id: String,
        isReload: Bool = false,
        snapshot: ReplacementFileSet? = nil
    ) throws(SQLProblem) -> Load {
        let comparison = SchemaComparison(table, plan.schema)
        var layouts: [FileColumns] = []
        for file in files where !layouts.contains(FileColumns(file)) { layouts.append(FileColumns(file)) }
        var copies: [StageCopy] = []
        for (index, layout) in layouts.enumerated() {
            let own = files.filter { FileColumns($0) == layout }
            switch comparison.verdict(layout.columns, layout.types) {
            case .fits: break
            case .held(let reason): throw SQLProblem("\(own[0].location): \(reason)")
            case .new(let columns):
                let names = columns.map(\.name.name).joined(separator: ", ")
                throw SQLProblem("\(own[0].location) has columns that the tables do not have yet: \(names)")
            }
            let name = "\(table.name)/\(id)\(layouts.count > 1 ? "-\(index + 1)" : "").json"
            copies.append(
                StageCopy(
                    manifest: manifestBase.appending(name),
                    files: own.map { LoadFile($0.location, eTag: $0.eTag, bytes: $0.bytes, rows: $0.rows) },
                    columns: comparison.columns(layout.columns, layout.types)
                )
            )
        }
        return Load(
            id: id,
            target: table.target,
            lane: table.lane,
            copies: copies,
            role: plan.role,
            ledger: plan.ledger,
            snapshot: snapshot?.ledgered,
            isReload: isReload
        )
    }
}
