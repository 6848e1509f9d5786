import AWSS3
import UTCTime

/// Lists what DMS wrote of each table into S3.
struct FileCounter: Sendable {
    let store: S3

    private static let concurrency = 8

    /// - Parameter loadBegan: files from before it are leftovers.
    /// - Throws: ``CheckBlocked``.
    func files(
        of tables: [TableName],
        bucket: String,
        prefix: String,
        loadBegan: UTCTime?,
        deadline: ContinuousClock.Instant
    ) async throws -> [TableName: TableCounts.Files] {
        try await withThrowingTaskGroup(of: (TableName, TableCounts.Files).self) { group in
            var files: [TableName: TableCounts.Files] = [:]
            for (index, table) in tables.enumerated() {
                if index >= Self.concurrency, let (done, found) = try await group.next() { files[done] = found }
                group.addTask {
                    let folder = (prefix.isEmpty ? [] : [prefix]) + [table.schema, table.table]
                    return (table, try await list(bucket, folder.joined(separator: "/") + "/", loadBegan, deadline))
                }
            }
            for try await (done, found) in group { files[done] = found }
            return files
        }
    }

    private func list(
        _ bucket: String,
        _ folder: String,
        _ loadBegan: UTCTime?,
        _ deadline: ContinuousClock.Instant
    ) async throws -> TableCounts.Files {
        var files = TableCounts.Files(count: 0, bytes: 0, leftovers: 0, keys: [])
        var continuation: String?
        repeat {
            let page: S3Listing
            do {
                page = try await store.listObjects(
                    bucket: bucket,
                    prefix: folder,
                    continuation: continuation,
                    deadline: deadline
                )
            } catch {
                throw CheckBlocked("listing s3://\(bucket)/\(folder)", error)
            }
            // A key that ends in a slash is a folder somebody made in the console.
            for object in page.objects where !object.key.hasSuffix("/") {
                files.count += 1
                files.bytes = files.bytes.addingReportingOverflow(object.size).partialValue
                files.keys.append(object.key)
                if let loadBegan, let modified = object.lastModified.flatMap({ UTCTime(iso8601: $0) }),
                    // S3 tells whole seconds only.
                    modified.advanced(by: .seconds(1)) < loadBegan
                {
                    files.leftovers += 1
                }
            }
            continuation = page.continuation
        } while continuation != nil
        return files
    }
}
