import AWSClient
import AWSRedshiftData
import AWSS3
import JSON
import LambdaRuntime
import Parquet
import RedshiftSQL
import UTCTime

/// Verifies the files of a finished statement and publishes them.
///
/// UNLOAD writes to a hidden folder. The steps follow in this order: verify the files there, copy them into the folder
/// that readers see, register the partition, write `_SUCCESS.json`, delete the hidden folder and the replaced dataset.
/// Each step may happen twice. When a step is refused, the earlier dataset stays published: if the catalog refuses the
/// partition, no `_SUCCESS.json` is written and the watermark does not move.
struct DatasetPublisher: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope
    let run: RunRecord

    private var deadline: ContinuousClock.Instant { scope.deadline }

    /// Determines the value to which the watermark moves when the export is published.
    ///
    /// - Returns: `nil` without a watermark, and when the export's source has no row at all.
    /// - Throws: `AWSError`.
    func reached(_ export: ExportRecord, _ statement: RedshiftDataStatement) async throws -> WatermarkValue? {
        guard run.watermark != nil else { return nil }
        switch export.window {
        case nil: return nil
        case .time(let window)?: return .time(window.to)
        case .above(let value)?:
            return try await results(statement).greatestValue(
                export.statements(in: run),
                from: export.mark,
                above: value
            )
        }
    }

    /// Publishes an export, unless an earlier invocation has published it. The watermark is not changed.
    ///
    /// - Returns: the export's outcome and numbers.
    /// - Throws: `AWSError` where a repetition may help.
    func publish(
        _ export: ExportRecord,
        _ statement: RedshiftDataStatement,
        _ reached: WatermarkValue?
    ) async throws -> CompletedExport {
        var result = CompletedExport(outcome: .unloaded, reached: reached, endedAt: services.clock.now())
        result.statementMilliseconds = statement.duration.map { Int64($0 / .milliseconds(1)) }
        let known = try await published(at: export.dataset(in: run))
        if let known, known.attempt == attempt(of: export) {
            return try await complete(export, known, result)
        }
        do throws(AttemptProblem) {
            return try await publish(export, statement, replacing: known, result)
        } catch {
            guard case .mismatch(let message) = error else { throw error.cause }
            // Another invocation may have published the files, and moved them away, while this one compared them.
            if let known = try await published(at: export.dataset(in: run)), known.attempt == attempt(of: export) {
                return try await complete(export, known, result)
            }
            result.outcome = .failed
            result.message = "not published: \(message)"
            return result
        }
    }

    /// Reads `_SUCCESS.json` to find out if this run has published the export.
    ///
    /// - Returns: `true` when this run has published the export.
    func isPublished(_ export: ExportRecord) async throws -> Bool {
        try await published(at: export.dataset(in: run))?.attempt.run == run.id
    }

    /// Checks if `_SUCCESS.json` or the catalog may name the files of the current attempt.
    ///
    /// - Returns: `false` only when neither of them can name the files.
    func mayBeNamed(_ export: ExportRecord) async -> Bool {
        guard export.definition.catalog == nil else { return true }
        do {
            return try await published(at: export.dataset(in: run))?.attempt == attempt(of: export)
        } catch {
            return true
        }
    }

    // MARK: Steps

    /// A reason not to publish an attempt.
    private enum AttemptProblem: Error {
        /// The files do not agree with the manifest or the row count of UNLOAD.
        case mismatch(String)
        case failure(any Error)

        var cause: any Error {
            switch self {
            case .mismatch(let message): AWSError.unreadable(message)
            case .failure(let error): error
            }
        }
    }

    private func publish(
        _ export: ExportRecord,
        _ statement: RedshiftDataStatement,
        replacing known: PublishedDataset?,
        _ result: CompletedExport
    ) async throws(AttemptProblem) -> CompletedExport {
        do {
            return try await verifyAndPublish(export, statement, replacing: known, result)
        } catch let problem as AttemptProblem {
            throw problem
        } catch let error as AWSError where error.code == "NoSuchKey" {
            throw .mismatch("a file has been deleted while it was published: \(error)")
        } catch {
            throw .failure(error)
        }
    }

    private func verifyAndPublish(
        _ export: ExportRecord,
        _ statement: RedshiftDataStatement,
        replacing known: PublishedDataset?,
        _ standard: CompletedExport
    ) async throws -> CompletedExport {
        var result = standard
        let staging = attempt(of: export).staging(under: export.place(in: run))
        let verification = UnloadVerification(
            manifest: try await manifest(staging),
            listing: try await listing(staging),
            count: try await results(statement).rowCount(export.statements(in: run)),
            place: staging,
            hasHeader: export.definition.options.header
        )
        var files: VerifiedFiles
        switch verification {
        case .mismatch(let message): throw AttemptProblem.mismatch(message)
        case .complete(let complete): files = complete
        case .empty(let empty):
            result.outcome = .empty
            switch export.definition.onEmpty {
            case .skip:
                try await clean(export, replacing: nil)
                return result
            case .fail:
                result.outcome = .failed
                result.message = "no rows, and on_empty is fail"
                return result
            case .publish: files = empty
            }
        }
        if let known, let conflict = DatasetConflict(known, export, run) {
            result.outcome = conflict.outcome
            result.message = conflict.message
            return result
        }
        files = try await show(files, export, statement)
        let folder = attempt(of: export).published(under: export.place(in: run))
        try await CatalogRegistrar(services: services, run: run, deadline: deadline).register(export, at: folder)
        let replaced = known?.attempt
        let manifest = DatasetManifest(export, files, statement, run, replaces: replaced)
        let dataset = export.dataset(in: run)
        _ = try await services.s3.putObject(
            try manifest.json,
            bucket: dataset.bucket,
            key: dataset.key,
            contentType: "application/json",
            deadline: deadline
        )
        return try await complete(export, PublishedDataset(manifest), result)
    }

    /// Copies the files into the folder that readers see. For a dataset without files, an empty file is written there.
    ///
    /// - Returns: the files in that folder.
    private func show(
        _ files: VerifiedFiles,
        _ export: ExportRecord,
        _ statement: RedshiftDataStatement
    ) async throws -> VerifiedFiles {
        let place = export.place(in: run)
        let staging = attempt(of: export).staging(under: place)
        let folder = attempt(of: export).published(under: place)
        let options = export.definition.options
        guard !files.files.isEmpty else {
            let file = try await emptyFile(options, export, statement)
            let target = folder.appending(file.name)
            _ = try await services.s3.putObject(file.bytes, bucket: target.bucket, key: target.key, deadline: deadline)
            return files.replacing([VerifiedFiles.File(url: "\(target)", bytes: Int64(file.bytes.count), rows: 0)])
        }
        let staged = files.files.compactMap { StagedFile($0, from: staging, to: folder) }
        try await FilePublisher(s3: services.s3, encryption: options.encryption, deadline: deadline)
            .publish(staged, existing: try await listing(folder))
        return files.replacing(
            zip(files.files, staged).map { VerifiedFiles.File(url: "\($1.target)", bytes: $0.bytes, rows: $0.rows) }
        )
    }

    private func emptyFile(
        _ options: UnloadOptions,
        _ export: ExportRecord,
        _ statement: RedshiftDataStatement
    ) async throws -> EmptyDatasetFile {
        var columns: [RedshiftDataColumn] = []
        if options.format == .parquet {
            columns = try await results(statement).columns(export.statements(in: run))
        }
        do throws(ParquetError) {
            return try EmptyDatasetFile(options, columns: columns)
        } catch {
            throw AWSError.unreadable("a dataset without rows cannot be written as Parquet: \(error)")
        }
    }

    /// Deletes the folders that a published export no longer needs, and returns the export's outcome and numbers.
    private func complete(
        _ export: ExportRecord,
        _ dataset: PublishedDataset,
        _ standard: CompletedExport
    ) async throws -> CompletedExport {
        try await clean(export, replacing: dataset.replaces)
        var result = standard
        result.outcome = dataset.rows == 0 ? .empty : .unloaded
        result.dataset = "\(export.dataset(in: run))"
        result.rows = dataset.rows
        result.bytes = dataset.bytes
        result.files = dataset.files
        return result
    }

    /// The maximum number of earlier attempts whose folders are deleted. No run has so many, but a document may contain
    /// any number.
    private static let mostEarlierAttempts = 1000

    /// Deletes the hidden folder, the folders of this run's earlier attempts, and the replaced dataset.
    private func clean(_ export: ExportRecord, replacing replaced: AttemptPrefix?) async throws {
        let place = export.place(in: run)
        let own = attempt(of: export)
        var folders = (1..<max(export.attempt, 1)).suffix(Self.mostEarlierAttempts).flatMap {
            AttemptPrefix(run: run.id, attempt: $0).folders(under: place)
        }
        folders.append(own.staging(under: place))
        if let replaced, replaced != own { folders += replaced.folders(under: place) }
        try await DatasetCleaner(services: services, scope: scope).remove(folders, of: export.name, in: run.id)
    }

    private func attempt(of export: ExportRecord) -> AttemptPrefix {
        AttemptPrefix(run: run.id, attempt: export.attempt)
    }

    private func results(_ statement: RedshiftDataStatement) -> StatementResults {
        StatementResults(redshift: services.redshift, statement: statement, deadline: deadline)
    }

    // MARK: Objects

    /// Reads the `_SUCCESS.json` of a published dataset.
    ///
    /// - Returns: `nil` when the file does not exist or is not a readable manifest: then there is no dataset to keep.
    private func published(at place: S3Location) async throws -> PublishedDataset? {
        try await bytes(at: place).flatMap { PublishedDataset($0) }
    }

    private func manifest(_ staging: S3Location) async throws -> UnloadManifest? {
        guard let bytes = try await bytes(at: staging.appending("manifest")) else { return nil }
        do throws(JSONError) {
            return try UnloadManifest(bytes)
        } catch {
            throw AWSError.unreadable("\(staging)manifest is no manifest of UNLOAD: \(error)")
        }
    }

    private func bytes(at place: S3Location) async throws -> [UInt8]? {
        do {
            return try await services.s3.getObject(bucket: place.bucket, key: place.key, deadline: deadline).bytes
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        }
    }

    private func listing(_ folder: S3Location) async throws -> [S3Location: Int64] {
        var sizes: [S3Location: Int64] = [:]
        var continuation: String?
        repeat {
            let page = try await services.s3.listObjects(
                bucket: folder.bucket,
                prefix: folder.key,
                continuation: continuation,
                deadline: deadline
            )
            for object in page.objects { sizes[S3Location(bucket: folder.bucket, key: object.key)] = object.size }
            continuation = page.continuation
        } while continuation != nil
        return sizes
    }
}
