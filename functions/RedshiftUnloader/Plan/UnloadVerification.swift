import AWSS3

/// The result of comparing UNLOAD's manifest and row count with a listing of the objects in S3. The comparison does no
/// I/O.
enum UnloadVerification: Sendable, Equatable {
    /// Manifest, objects and row count agree.
    case complete(VerifiedFiles)
    /// There are no rows. The files contain at most header lines, and can be published.
    case empty(VerifiedFiles)
    /// Manifest, objects and row count do not agree.
    case mismatch(String)

    /// Compares the manifest, the objects and the row count.
    ///
    /// - Parameters:
    ///   - manifest: the manifest of UNLOAD; `nil` when there is none.
    ///   - listing: the objects in the attempt's hidden folder, with their sizes in bytes.
    ///   - count: the result of `pg_last_unload_count()`; `nil` when it is not available.
    ///   - place: the attempt's hidden folder.
    ///   - hasHeader: `true` when each file begins with a header line, which is not a row.
    init(
        manifest: UnloadManifest?,
        listing: [S3Location: Int64],
        count: Int64?,
        place: S3Location,
        hasHeader: Bool
    ) {
        guard let manifest, !manifest.entries.isEmpty else {
            self = Self.withoutFiles(count, hasManifest: manifest != nil)
            return
        }
        var files: [VerifiedFiles.File] = []
        for entry in manifest.entries {
            guard let location = S3Location(entry.url), place.contains(location) else {
                self = .mismatch("the manifest names \(entry.url), which is not under \(place)")
                return
            }
            guard let size = listing[location] else {
                self = .mismatch("the manifest names \(entry.url), which is not there")
                return
            }
            if let bytes = entry.bytes, bytes != size {
                self = .mismatch("\(entry.url) has \(size) bytes; the manifest says \(bytes)")
                return
            }
            files.append(VerifiedFiles.File(url: entry.url, bytes: size, rows: entry.records))
        }
        var records = Self.sum(files)
        // The guide counts header lines among a manifest's records. Should Redshift leave them out, the count says so.
        if hasHeader, count == nil || count != records {
            for index in files.indices { files[index].rows = files[index].rows.map { $0 > 0 ? $0 - 1 : 0 } }
            records = Self.sum(files)
        }
        if Set(manifest.entries.compactMap { S3Location($0.url) }).count != files.count {
            self = .mismatch("the manifest names a file twice")
            return
        }
        if let count, let records, count != records {
            self = .mismatch("the manifest's files have \(records) rows; pg_last_unload_count() says \(count)")
            return
        }
        guard let rows = count ?? records else {
            self = .mismatch("neither the manifest nor pg_last_unload_count() says how many rows there are")
            return
        }
        if rows == 0 {
            self = .empty(VerifiedFiles(files: files, rows: 0, schema: manifest.schema))
            return
        }
        self = .complete(VerifiedFiles(files: files, rows: rows, schema: manifest.schema))
    }

    /// Adds up the row counts of all files; `nil` when a file's row count is unknown, or the sum is too large.
    private static func sum(_ files: [VerifiedFiles.File]) -> Int64? {
        var sum: Int64 = 0
        for file in files {
            guard let rows = file.rows else { return nil }
            let (next, isTooMuch) = sum.addingReportingOverflow(rows)
            if isTooMuch { return nil }
            sum = next
        }
        return sum
    }

    private static func withoutFiles(_ count: Int64?, hasManifest: Bool) -> UnloadVerification {
        switch count {
        case 0?: .empty(VerifiedFiles(files: [], rows: 0, schema: nil))
        case let count?:
            .mismatch(
                "\(hasManifest ? "the manifest names no files" : "there is no manifest"), but pg_last_unload_count() says \(count) rows"
            )
        case nil where hasManifest: .empty(VerifiedFiles(files: [], rows: 0, schema: nil))
        case nil: .mismatch("there is no manifest, and pg_last_unload_count() has no answer")
        }
    }
}
