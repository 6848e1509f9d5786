import AWSS3
import RedshiftSQL

/// Makes loads of files: which go together, and where their manifests are.
struct LoadPlanner: Sendable {
    let plan: LoadPlan
    let manifestBase: S3Location

    /// A statement lists a load's files; this leaves room for the rest of it.
    static let longestFileList = RedshiftBatch.longestStatement - 1000

    /// - Parameters:
    ///   - files: of the table's source.
    ///   - id: of the request; each load has its number behind it.
    /// - Returns: as few loads as the window's limits allow.
    /// - Throws: ``SQLProblem`` for a file with columns that the plan does not have.
    func loads(of files: [PendingFile], into table: PlannedTable, id: String) throws(SQLProblem) -> [Load] {
        var loads: [Load] = []
        for batch in batches(files) { loads.append(try load(batch, table, "\(id)-\(loads.count + 1)")) }
        return loads
    }

    func batches(_ files: [PendingFile]) -> [[PendingFile]] {
        var batches: [[PendingFile]] = []
        var batch: [PendingFile] = []
        var bytes: Int64 = 0
        var length = 0
        for file in files {
            let own = 2 * (file.location.description.utf8.count + file.eTag.utf8.count) + 60
            let isFull =
                batch.count >= plan.window.maximumFiles
                || bytes > plan.window.maximumBytes - min(file.bytes, plan.window.maximumBytes)
                || length + own > Self.longestFileList
            if !batch.isEmpty, isFull {
                batches.append(batch)
                (batch, bytes, length) = ([], 0, 0)
            }
            batch.append(file)
            bytes = min(bytes, plan.window.maximumBytes) + min(file.bytes, plan.window.maximumBytes)
            length += own
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }

    func load(_ files: [PendingFile], _ table: PlannedTable, _ id: String) throws(SQLProblem) -> Load {
        var layouts: [[String]?] = []
        for file in files where !layouts.contains(where: { $0 == file.columns }) { layouts.append(file.columns) }
        var copies: [StageCopy] = []
        for (index, layout) in layouts.enumerated() {
            let own = files.filter { $0.columns == layout }
            let name = "\(table.name)/\(id)\(layouts.count > 1 ? "-\(index + 1)" : "").json"
            copies.append(
                StageCopy(
                    manifest: manifestBase.appending(name),
                    files: own.map { LoadFile($0.location, eTag: $0.eTag, bytes: $0.bytes, rows: $0.rows) },
                    columns: try layout.map { names throws(SQLProblem) in try columns(names, of: table) }
                )
            )
        }
        return Load(
            id: id,
            target: table.target,
            lane: table.lane,
            copies: copies,
            role: plan.role,
            ledger: plan.ledger
        )
    }

    /// Redshift folds names to lower case, so the file's name may differ from the plan's in case.
    private func columns(_ names: [String], of table: PlannedTable) throws(SQLProblem) -> [SQLIdentifier] {
        var found: [SQLIdentifier] = []
        for name in names {
            let column = table.target.source.columns.first { $0.name.name.lowercased() == name.lowercased() }
            guard let column else {
                throw SQLProblem(
                    "a file has the column \"\(name)\", which the plan's source \(table.source) does not have; add it to columns"
                )
            }
            found.append(column.name)
        }
        return found
    }
}
