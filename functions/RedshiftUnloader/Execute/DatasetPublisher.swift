import AWSClient
import AWSRedshiftData
import AWSS3
import JSON
import LambdaRuntime
import Logging
import RedshiftSQL
import UTCTime

/// Checks what a finished statement wrote, and publishes it.
///
/// In this order: Redshift's own manifest gets a name that readers pass over, `_SUCCESS.json` is written, partitions are
/// registered, and files of attempts and datasets that are no more are deleted. Each step may happen twice.
struct DatasetPublisher: Sendable {
    let services: UnloaderServices
    let run: UnloadRun
    let deadline: ContinuousClock.Instant
    let logger: Logger

    /// Where the watermark will stand once the export is published; `nil` without one, and when there was no row at all.
    ///
    /// - Throws: `AWSError`.
    func reached(_ export: ExportRun, _ statement: RedshiftDataStatement) async throws -> WatermarkValue? {
        guard run.watermark != nil else { return nil }
        switch export.window {
        case nil: return nil
        case .time(let window)?: return .time(window.to)
        case .above(let value)?:
            guard let index = export.statements(in: run).boundIndex,
                let field = try await firstField(statement, index, isRequired: true)
            else { return nil }
            let upper: WatermarkValue
            switch (field, value) {
            case (.integer(let number), .integer): upper = .integer(number)
            case (.text(let text), .text): upper = .text(text)
            case (.null, _): return nil
            default:
                throw Self.unreadable("the greatest value of the window's column is not of the type that the plan says")
            }
            return export.mark.map { $0 < upper ? upper : $0 } ?? upper
        }
    }

    /// - Returns: how the export ended. Its watermark is not touched.
    /// - Throws: `AWSError` where trying again may help.
    func publish(
        _ export: ExportRun,
        _ statement: RedshiftDataStatement,
        _ reached: WatermarkValue?
    ) async throws -> ExportResult {
        let unload = export.statements(in: run)
        let location = unload.unload.location
        let verification = UnloadVerification(
            manifest: try await manifest(location),
            listing: try await listing(location),
            count: try await count(statement, unload.countIndex),
            place: location,
            hasHeader: export.definition.options.header
        )
        var result = ExportResult(outcome: .unloaded, reached: reached, endedAt: services.clock.now())
        result.statementMilliseconds = statement.duration.map { Int64($0 / .milliseconds(1)) }
        var files: VerifiedFiles
        switch verification {
        case .mismatch(let message):
            result.outcome = .failed
            result.message = "not published: \(message)"
            return result
        case .complete(let complete): files = complete
        case .empty(let empty):
            result.outcome = .empty
            switch export.definition.onEmpty {
            case .skip:
                await clean(export, replacing: nil)
                await cleaner.remove(
                    AttemptPrefix(run: run.id, attempt: export.attempt),
                    under: export.place(in: run)
                )
                return result
            case .fail:
                result.outcome = .failed
                result.message = "no rows, and on_empty is fail"
                return result
            case .publish: files = empty
            }
        }
        let dataset = export.dataset(in: run)
        let known = try await published(at: dataset)
        if let known, let standing = DatasetConflict(known, export, run) {
            result.outcome = standing.outcome
            result.message = standing.message
            return result
        }
        try await addEmptyFile(&files, export, location)
        try await hideManifest(location)
        // Written once more by the same run, it still names the dataset that the first time replaced.
        let replaced =
            known?.run == run.id ? known?.replaces : known.map { AttemptPrefix(run: $0.run, attempt: $0.attempt) }
        let manifest = DatasetManifest(export, files, unload, statement, run, replaces: replaced)
        _ = try await services.s3.putObject(
            try manifest.json,
            bucket: dataset.bucket,
            key: dataset.key,
            contentType: "application/json",
            deadline: deadline
        )
        try await CatalogRegistrar(services: services, run: run, deadline: deadline).register(export, at: location)
        await clean(export, replacing: replaced)
        result.dataset = "\(dataset)"
        result.rows = files.rows
        result.bytes = files.bytes
        result.files = files.files.count
        return result
    }

    /// Whether this run has published the export.
    func isPublished(_ export: ExportRun) async throws -> Bool {
        try await published(at: export.dataset(in: run))?.run == run.id
    }

    /// Deletes earlier attempts of this run, and the dataset that was replaced.
    private func clean(_ export: ExportRun, replacing replaced: AttemptPrefix?) async {
        let place = export.place(in: run)
        for attempt in 1..<max(export.attempt, 1) {
            await cleaner.remove(AttemptPrefix(run: run.id, attempt: attempt), under: place)
        }
        let own = AttemptPrefix(run: run.id, attempt: export.attempt)
        if let replaced, replaced != own { await cleaner.remove(replaced, under: place) }
    }

    private var cleaner: DatasetCleaner { DatasetCleaner(services: services, deadline: deadline, logger: logger) }

    // MARK: Files

    /// - Returns: the dataset that is there; `nil` when there is none, or it cannot be read: then there is nothing to keep.
    private func published(at place: S3Location) async throws -> PublishedDataset? {
        try await bytes(at: place).flatMap { PublishedDataset($0) }
    }

    private func manifest(_ location: S3Location) async throws -> UnloadManifest? {
        // An attempt that was looked at before may have its manifest renamed already.
        for name in [Self.manifestName, Self.hiddenManifestName] {
            guard let bytes = try await bytes(at: location.appending(name)) else { continue }
            do throws(JSONError) {
                return try UnloadManifest(bytes)
            } catch {
                throw Self.unreadable("\(location)\(name) is no manifest of UNLOAD: \(error)")
            }
        }
        return nil
    }

    private func hideManifest(_ location: S3Location) async throws {
        let visible = location.appending(Self.manifestName)
        guard let bytes = try await bytes(at: visible) else { return }
        let hidden = location.appending(Self.hiddenManifestName)
        _ = try await services.s3.putObject(
            bytes,
            bucket: hidden.bucket,
            key: hidden.key,
            contentType: "application/json",
            deadline: deadline
        )
        try await services.s3.deleteObject(bucket: visible.bucket, key: visible.key, deadline: deadline)
    }

    private func addEmptyFile(_ files: inout VerifiedFiles, _ export: ExportRun, _ location: S3Location) async throws {
        guard files.files.isEmpty, let file = EmptyFile(export.definition.options) else { return }
        let place = location.appending(file.name)
        _ = try await services.s3.putObject(file.bytes, bucket: place.bucket, key: place.key, deadline: deadline)
        files.files = [VerifiedFiles.File(url: "\(place)", bytes: Int64(file.bytes.count), rows: 0)]
    }

    static let manifestName = "manifest"
    /// Spark, Athena, Arrow and Hive pass over names that begin with `_`.
    static let hiddenManifestName = "_manifest"

    private func bytes(at place: S3Location) async throws -> [UInt8]? {
        do {
            return try await services.s3.getObject(bucket: place.bucket, key: place.key, deadline: deadline).bytes
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        }
    }

    private func listing(_ location: S3Location) async throws -> [S3Location: Int64] {
        var sizes: [S3Location: Int64] = [:]
        var continuation: String?
        repeat {
            let page = try await services.s3.listObjects(
                bucket: location.bucket,
                prefix: location.key,
                continuation: continuation,
                deadline: deadline
            )
            for object in page.objects { sizes[S3Location(bucket: location.bucket, key: object.key)] = object.size }
            continuation = page.continuation
        } while continuation != nil
        return sizes
    }

    // MARK: Results

    /// What `pg_last_unload_count()` said. `nil` when Redshift keeps no result: then the manifest alone must do.
    private func count(_ statement: RedshiftDataStatement, _ index: Int) async throws -> Int64? {
        guard case .integer(let count)? = try await firstField(statement, index, isRequired: false) else { return nil }
        return count
    }

    private func firstField(
        _ statement: RedshiftDataStatement,
        _ index: Int,
        isRequired: Bool
    ) async throws -> RedshiftDataField? {
        guard statement.parts.indices.contains(index), statement.parts[index].hasResult else {
            if isRequired { throw Self.unreadable("statement \(statement.id) has no result \(index + 1)") }
            return nil
        }
        do {
            return try await services.redshift.firstRecords(of: statement.parts[index].id, deadline: deadline).first?
                .first
        } catch let error as AWSError where error.code == "ResourceNotFoundException" && !isRequired {
            return nil
        }
    }

    private static func unreadable(_ message: String) -> AWSError {
        AWSError(
            service: "RedshiftUnloader",
            operation: "publish",
            code: "Unreadable",
            message: message,
            kind: .permanent
        )
    }
}
