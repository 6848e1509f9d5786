import AWSClient
import AWSDynamoDB
import AWSRedshiftData
import AWSS3
import JSON
import RedshiftSQL
import UTCTime

/// Checks what a finished statement wrote, and publishes it.
final class DatasetPublisher: Sendable {
    let services: UnloaderServices
    let run: UnloadRun
    let deadline: ContinuousClock.Instant

    init(services: UnloaderServices, run: UnloadRun, deadline: ContinuousClock.Instant) {
        self.services = services
        self.run = run
        self.deadline = deadline
    }

    /// - Returns: how the export ended. Its watermark is not touched.
    /// - Throws: `AWSError` where trying again may help.
    func publish(_ export: ExportRun, _ statement: RedshiftDataStatement) async throws -> ExportResult {
        let unload = export.unload(in: run)
        let store = try services.store(region: export.definition.options.region)
        let verification = UnloadVerification(
            manifest: try await manifest(unload.location, store),
            listing: try await listing(unload.location, store),
            count: try await count(statement),
            place: unload.location,
            hasHeader: export.definition.options.header
        )
        var result = ExportResult(outcome: .unloaded, endedAt: services.clock.now())
        result.statementMilliseconds = statement.duration.map { Int64($0 / .milliseconds(1)) }
        let files: VerifiedFiles
        switch verification {
        case .mismatch(let message):
            result.outcome = .failed
            result.message = "not published: \(message)"
            return result
        case .complete(let complete): files = complete
        case .empty:
            result.outcome = .empty
            switch export.definition.onEmpty {
            case .skip: return result
            case .fail:
                result.outcome = .failed
                result.message = "no rows, and onEmpty is fail"
                return result
            case .publish: files = VerifiedFiles(files: [], rows: 0, schema: nil)
            }
        }
        let place = export.place(in: run)
        if let standing = try await standing(of: export, at: place, store) {
            result.outcome = standing.outcome
            result.message = standing.message
            return result
        }
        let manifest = DatasetManifest(export, files, unload, statement, run)
        _ = try await store.putObject(
            try manifest.json,
            bucket: place.bucket,
            key: place.key,
            contentType: "application/json",
            deadline: deadline
        )
        result.dataset = "\(place)"
        result.rows = files.rows
        result.bytes = files.bytes
        result.files = files.files.count
        return result
    }

    /// Why what is published at a place must stay there: it would be in no published dataset any more and never be unloaded
    /// again, or it is newer than what this run has.
    private func standing(
        of export: ExportRun,
        at place: S3Location,
        _ store: S3
    ) async throws -> (outcome: ExportOutcome, message: String)? {
        guard let old = try await published(at: place, store), old.run != run.id else { return nil }
        if case .watermark = run.policy, let own = export.window, let its = old.window, its.from < own.from {
            return (
                .failed,
                "not published: \(place) is the dataset of the window up to \(its.to.rfc3339), and no other place holds it; make \"to\" different for each window, e.g. by {window.to:yyyyMMddHHmmss}"
            )
        }
        if export.window == nil, let time = old.scheduledTime, time > run.time {
            return (.covered, "a later run is published already")
        }
        return nil
    }

    /// What matters here of a dataset that was published before.
    private struct Published: Decodable {
        let run: String
        let scheduledTime: UTCTime?
        let window: TimeWindow?
    }

    /// - Returns: `nil` when there is none, or it cannot be read: then there is nothing to keep.
    private func published(at place: S3Location, _ store: S3) async throws -> Published? {
        do {
            let object = try await store.getObject(bucket: place.bucket, key: place.key, deadline: deadline)
            return try? JSONDocument(object.bytes).decode(Published.self)
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        }
    }

    private func manifest(_ location: S3Location, _ store: S3) async throws -> UnloadManifest? {
        do {
            let key = location.appending("manifest").key
            let object = try await store.getObject(bucket: location.bucket, key: key, deadline: deadline)
            return try UnloadManifest(object.bytes)
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        } catch is JSONError {
            throw AWSError(
                service: "S3",
                operation: "GetObject",
                code: "UnreadableManifest",
                message: "\(location)manifest is no manifest of UNLOAD",
                kind: .permanent
            )
        }
    }

    private func listing(_ location: S3Location, _ store: S3) async throws -> [String: Int64] {
        var sizes: [String: Int64] = [:]
        var continuation: String?
        repeat {
            let page = try await store.listObjects(
                bucket: location.bucket,
                prefix: location.key,
                continuation: continuation,
                deadline: deadline
            )
            for object in page.objects { sizes[object.key] = object.size }
            continuation = page.continuation
        } while continuation != nil
        return sizes
    }

    /// What `pg_last_unload_count()` said. `nil` when Redshift keeps no result: then the manifest alone must do.
    private func count(_ statement: RedshiftDataStatement) async throws -> Int64? {
        guard statement.parts.count > 1, statement.parts[1].hasResult else { return nil }
        do {
            let records = try await services.redshift.firstRecords(of: statement.parts[1].id, deadline: deadline)
            guard case .integer(let count)? = records.first?.first else { return nil }
            return count
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
    }
}

extension ExportRun {
    /// The UNLOAD of its present attempt.
    func unload(in run: UnloadRun) -> UnloadStatement {
        definition.statement(plan: run.plan, window: window, scheduled: run.time, run: "\(run.id)/\(attempt)")
    }

    /// Where its dataset is published.
    func place(in run: UnloadRun) -> S3Location {
        let text = definition.place(plan: run.plan, window: window, scheduled: run.time)
        return (S3Location(text) ?? S3Location(bucket: "", key: "")).appending(DatasetManifest.name)
    }
}

extension DatasetManifest {
    init(
        _ export: ExportRun,
        _ files: VerifiedFiles,
        _ unload: UnloadStatement,
        _ statement: RedshiftDataStatement,
        _ run: UnloadRun
    ) {
        self.init(
            plan: run.plan,
            export: export.name,
            run: run.id,
            attempt: export.attempt,
            scheduledTime: run.time,
            window: export.window,
            format: export.definition.options.format.rawValue,
            files: files.files.count,
            rows: files.rows,
            bytes: files.bytes,
            entries: files.files.map {
                Entry(url: $0.url, mandatory: true, meta: .init(content_length: $0.bytes, record_count: $0.rows))
            },
            schema: files.schema,
            queryHash: StableHash.full(unload.select),
            statementId: statement.id,
            redshiftQueryId: statement.queryID,
            statementMilliseconds: statement.duration.map { Int64($0 / .milliseconds(1)) },
            finishedAt: statement.updatedAt.map { UTCTime(secondsSinceEpoch: $0) },
            unloadManifest: "\(unload.location)manifest"
        )
    }
}

extension UTCTime {
    /// Out of range, or no number at all, becomes the nearest time there is.
    init(secondsSinceEpoch seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self.init(millisecondsSinceEpoch: milliseconds.isNaN ? 0 : Int64(max(-6.3e13, min(milliseconds, 2.6e14))))
    }
}
