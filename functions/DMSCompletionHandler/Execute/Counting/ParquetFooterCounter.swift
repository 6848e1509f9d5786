import AWSClient
import AWSS3
import LambdaRuntime
import Parquet

/// Counts the rows of Parquet files by reading only the footer of each file. Most files need one small request.
struct ParquetFooterCounter: Sendable {
    let store: S3

    private static let concurrency = 16
    /// The number of bytes that are read from a file's end. They contain the whole footer of most files.
    private static let tail = 64 * 1024
    /// The maximum number of bytes that are read from the start of a longer footer. They contain the schema and the row
    /// count.
    private static let head = 1024 * 1024

    /// Counts the rows of all files together.
    ///
    /// - Returns: the number of rows, or the reason why one of the files cannot be counted.
    /// - Throws: ``CheckBlocked``.
    func rows(
        of files: [TableCounts.Files.File],
        bucket: String,
        deadline: ContinuousClock.Instant
    ) async throws -> Result<Int64, TableCounts.Failure> {
        let counts = try await concurrentMap(files, limit: Self.concurrency) { file in
            try await rows(of: file, bucket, deadline)
        }
        var total: Int64 = 0
        for (file, count) in zip(files, counts) {
            switch count {
            case .success(let rows):
                let (sum, overflow) = total.addingReportingOverflow(rows)
                guard !overflow else { return .failure(.impossible("the files have more rows than an integer holds")) }
                total = sum
            case .failure(let error): return .failure(.impossible("the file \(file.key) \(error)"))
            }
        }
        return .success(total)
    }

    private func rows(
        of file: TableCounts.Files.File,
        _ bucket: String,
        _ deadline: ContinuousClock.Instant
    ) async throws -> Result<Int64, ParquetFooter.Unreadable> {
        do {
            guard file.bytes > 0 else {
                return Result { () throws(ParquetFooter.Unreadable) in
                    Int64(try ParquetFooter.metadataLength([UInt8]()))
                }
            }
            let tail = try await store.getObject(
                bucket: bucket,
                key: file.key,
                range: .last(Self.tail),
                deadline: deadline
            )
            let length = try ParquetFooter.metadataLength(tail)
            if length <= tail.count - ParquetFooter.trailerLength {
                let metadata = tail.dropLast(ParquetFooter.trailerLength).suffix(length)
                return .success(try ParquetFooter(metadata: metadata).rows)
            }
            let start = file.bytes - Int64(ParquetFooter.trailerLength) - Int64(length)
            guard start >= 0 else { return .success(try ParquetFooter(metadata: []).rows) }
            let head = try await store.getObject(
                bucket: bucket,
                key: file.key,
                range: .from(start, length: min(length, Self.head)),
                deadline: deadline
            )
            return .success(try ParquetFooter(metadata: head[...]).rows)
        } catch let error as ParquetFooter.Unreadable {
            return .failure(error)
        } catch {
            throw CheckBlocked("reading the footer of s3://\(bucket)/\(file.key)", error)
        }
    }
}
