import AWSClient
import AWSS3
import LambdaRuntime
import Parquet
import RedshiftSQL

/// Reads a Parquet file's row count and columns from its footer. For a CSV or text file, reads only the columns, from
/// the header.
///
/// Redshift matches columns by position. A load is therefore held, with the reason, when the columns of a file cannot
/// be read: the plan's order could be wrong.
struct FileInspector: Sendable {
    let services: LoaderServices
    let deadline: ContinuousClock.Instant

    /// The number of bytes to read from the end of a file for its Parquet footer: enough for all but very wide files.
    private static let tail = 65_536
    /// The numbers of bytes to read from the beginning of a file for its header. The first number is enough for nearly
    /// every header, compressed or not; the second is for the others.
    private static let heads = [65_536, 1_048_576]

    /// Adds to each file its row count and its columns, as far as they can be read.
    ///
    /// - Parameter source: the source of the files.
    /// - Returns: the files in the same order. A file that is gone, or has another format than the plan's, is returned
    ///   unchanged: COPY reports it.
    func inspect(_ files: [PendingFile], of source: PlannedSource) async throws -> [PendingFile] {
        if source.hasHeader {
            return try await concurrentMap(files, limit: 16) { file in
                file.hasKnownColumns ? file : try await readHeader(file, source.rows)
            }
        }
        guard source.rows.format == .parquet else { return files }
        return try await concurrentMap(files, limit: 16) { file in
            file.rows != nil && file.hasKnownColumns && file.types != nil ? file : try await inspect(file)
        }
    }

    private func inspect(_ file: PendingFile) async throws -> PendingFile {
        guard file.bytes > 0 else { return file }
        do {
            var bytes = try await read(file, .last(Int(min(file.bytes, Int64(Self.tail)))))
            // COPY refuses a file that does not end as Parquet does, and gives a better reason.
            guard let length = try? ParquetFooter.metadataLength(bytes) else { return file }
            let needed = length + ParquetFooter.trailerLength
            guard Int64(needed) <= file.bytes else { return file }
            if needed > bytes.count { bytes = try await read(file, .last(needed)) }
            guard needed <= bytes.count else { return file }
            let metadata = bytes.suffix(needed).dropLast(ParquetFooter.trailerLength)
            var found = file
            let columns = try ParquetFileColumns(metadata: metadata).columns
            found.rows = try ParquetFooter(metadata: metadata).rows
            (found.columns, found.types) = (columns.map(\.name), columns.map { FileType.text(of: $0.kind) })
            return found
        } catch let error as ParquetFooter.Unreadable {
            return file.withUnknownColumns("the file \(error)")
        } catch let error as AWSError where !error.isRetryable {
            return refused(file, error, "footer")
        }
    }

    private func readHeader(_ file: PendingFile, _ source: LoadSource) async throws -> PendingFile {
        guard file.bytes > 0 else { return file }
        do {
            for length in Self.heads {
                let bytes = try await read(file, .from(0, length: length))
                var isWhole = Int64(bytes.count) >= file.bytes
                var text = bytes
                if source.options.compression == .gzip {
                    // COPY refuses a file that is not gzip, and reports it.
                    guard let unpacked = GzipBeginning.unpacked(bytes, limit: length) else { return file }
                    text = unpacked
                    isWhole = isWhole && unpacked.count < length
                }
                if let header = HeaderRow(text, source.format, isWhole: isWhole) {
                    var found = file
                    (found.columns, found.types) = (header.names, nil)
                    return found
                }
                if isWhole { break }
            }
            return file.withUnknownColumns(
                "the first line does not end within the file's first MB, so that it names no columns"
            )
        } catch let error as AWSError where !error.isRetryable {
            return refused(file, error, "header")
        }
    }

    /// Handles a file that could not be read from S3. A file that is gone or empty by now is returned unchanged,
    /// because COPY reports it. Any other file gets unknown columns, with the reason.
    private func refused(_ file: PendingFile, _ error: AWSError, _ part: String) -> PendingFile {
        guard error.status != 404, error.status != 416 else { return file }
        return file.withUnknownColumns(
            "the function cannot read the file's \(part), which has its columns: \(error.code); give its role s3:GetObject on the file, then retry"
        )
    }

    private func read(_ file: PendingFile, _ range: S3ByteRange) async throws -> [UInt8] {
        try await services.s3.getObject(
            bucket: file.location.bucket,
            key: file.location.key,
            range: range,
            deadline: deadline
        )
    }
}
