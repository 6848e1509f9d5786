import AWSS3
import LambdaRuntime
import UTCTime

/// Lists the files that DMS wrote to S3 for each table. It also counts their rows if the plan asks for it.
struct S3TargetCounter: Sendable {
    let store: S3
    let footers: ParquetFooterCounter

    private static let concurrency = 8

    /// Lists the files of the tables.
    ///
    /// - Parameters:
    ///   - counted: the tables whose rows are counted, by the footers of their files.
    ///   - loadBegan: the start of the load. Older files are leftovers.
    /// - Throws: ``CheckBlocked``.
    func files(
        of tables: [TableName],
        counted: Set<TableName>,
        bucket: String,
        prefix: String,
        loadBegan: UTCTime?,
        deadline: ContinuousClock.Instant
    ) async throws -> [TableName: TableCounts.Files] {
        let found = try await concurrentMap(tables, limit: Self.concurrency) { table in
            var files = try await list(bucket, table.folder(under: prefix), loadBegan, deadline)
            if counted.contains(table) {
                files.rows = try await footers.rows(of: files.files, bucket: bucket, deadline: deadline)
            }
            return (table, files)
        }
        return Dictionary(found) { first, _ in first }
    }

    private func list(
        _ bucket: String,
        _ folder: String,
        _ loadBegan: UTCTime?,
        _ deadline: ContinuousClock.Instant
    ) async throws -> TableCounts.Files {
        var files = TableCounts.Files(files: [], leftovers: 0)
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
            // A key that ends in a slash is a folder made in the console.
            for object in page.objects where !object.key.hasSuffix("/") {
                files.files.append(
                    TableCounts.Files.File(
                        key: object.key,
                        bytes: object.size,
                        etag: object.etag.isEmpty ? nil : object.etag
                    )
                )
                if let loadBegan, let modified = object.lastModified.flatMap({ UTCTime(iso8601: $0) }),
                    // S3 gives whole seconds only.
                    modified.advanced(by: .seconds(1)) < loadBegan
                {
                    files.leftovers += 1
                }
            }
            if let next = page.continuation, next == continuation {
                throw CheckBlocked("listing s3://\(bucket)/\(folder): S3 gives the same page again", isTransient: true)
            }
            continuation = page.continuation
        } while continuation != nil
        return files
    }
}
