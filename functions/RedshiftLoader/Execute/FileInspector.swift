import AWSClient
import AWSS3
import LambdaRuntime
import Parquet
import RedshiftSQL

/// Reads a file's rows and columns from its Parquet footer, or its columns from the header of a CSV or text file.
struct FileInspector: Sendable {
    let services: LoaderServices
    let deadline: ContinuousClock.Instant

    /// Holds the footers of all but very wide files.
    private static let tail = 65_536
    /// Holds the headers of all but very wide files, packed or not.
    private static let head = 65_536

    /// - Parameter source: of the files.
    /// - Returns: the files, with what could be learnt of them. A file that is gone or not what the
    ///   plan says stays as it is: COPY says so.
    func inspect(_ files: [PendingFile], of source: PlannedSource) async throws -> [PendingFile] {
        if source.hasNamedColumns {
            return try await concurrentMap(files, limit: 16) { file in
                file.columns != nil ? file : try await readHeader(file, source.rows)
            }
        }
        guard source.rows.format == .parquet else { return files }
        return try await concurrentMap(files, limit: 16) { file in
            file.rows != nil && file.columns != nil && file.types != nil ? file : try await inspect(file)
        }
    }

    private func inspect(_ file: PendingFile) async throws -> PendingFile {
        guard file.bytes > 0 else { return file }
        do {
            var bytes = try await read(file, Int(min(file.bytes, Int64(Self.tail))))
            let length = try ParquetFooter.metadataLength(bytes)
            let needed = length + ParquetFooter.trailerLength
            guard Int64(needed) <= file.bytes else { return file }
            if needed > bytes.count { bytes = try await read(file, needed) }
            guard needed <= bytes.count else { return file }
            let metadata = bytes.suffix(needed).dropLast(ParquetFooter.trailerLength)
            var found = file
            let columns = try ParquetFileColumns(metadata: metadata).columns
            found.rows = try ParquetFooter(metadata: metadata).rows
            (found.columns, found.types) = (columns.map(\.name), columns.map { FileType.text(of: $0.kind) })
            return found
        } catch is ParquetFooter.Unreadable {
            return file
        } catch let error as AWSError where !error.isRetryable {
            return file
        }
    }

    private func readHeader(_ file: PendingFile, _ source: LoadSource) async throws -> PendingFile {
        guard file.bytes > 0 else { return file }
        do {
            let bytes = try await services.s3.getObject(
                bucket: file.location.bucket,
                key: file.location.key,
                range: .from(0, length: Self.head),
                deadline: deadline
            )
            var isWhole = Int64(bytes.count) >= file.bytes
            var text = bytes
            if source.options.compression == .gzip {
                guard let unpacked = GzipBeginning.unpacked(bytes, limit: Self.head) else { return file }
                text = unpacked
                isWhole = isWhole && unpacked.count < Self.head
            }
            guard let header = HeaderRow(text, source.format, isWhole: isWhole) else { return file }
            var found = file
            found.columns = header.names
            return found
        } catch let error as AWSError where !error.isRetryable {
            return file
        }
    }

    private func read(_ file: PendingFile, _ count: Int) async throws -> [UInt8] {
        try await services.s3.getObject(
            bucket: file.location.bucket,
            key: file.location.key,
            range: .last(count),
            deadline: deadline
        )
    }
}
