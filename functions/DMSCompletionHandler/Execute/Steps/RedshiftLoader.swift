import AWSClient
import AWSRedshiftData
import AWSS3
import AWSSigning
import UTCTime

/// Loads what DMS wrote into S3, one transaction a table, through the Redshift Data API.
///
/// A batch is named by its stop, table and revision: asking again within eight hours finds the batch that was asked for
/// before, so that whoever looks after a load later needs no more than these.
struct RedshiftLoader: Sendable {
    let batches: RedshiftBatches
    let store: S3

    /// - Returns: `waiting` while a batch runs, `done` when all are finished.
    /// - Throws: ``StepError`` naming the table whose batch failed; `AWSError`.
    func take(_ input: StepInput, deadline: ContinuousClock.Instant) async throws -> StepState {
        guard let load = input.migration.next.redshiftLoad, case .s3(let bucket, _) = input.migration.target else {
            return .done
        }
        // While it is waited for, a failure since the last look is news; else one from before this stop is begun anew.
        let began = input.state == .waiting ? UTCTime.now().advanced(by: .seconds(-300)) : .now()
        var isRunning = false
        for table in input.manifest.tables where table.verdict == "passed" && !(table.files?.keys.isEmpty ?? true) {
            switch try await status(of: table, load, bucket, input, began, deadline) {
            case .finished: continue
            case .running: isRunning = true
            case .failed(let reason): throw StepError(description: "the load of \(table.table): \(reason)")
            }
        }
        return isRunning ? .waiting : .done
    }

    private enum LoadStatus {
        case running
        case finished
        case failed(String)
    }

    private func status(
        of table: Manifest.Table,
        _ load: RedshiftLoad,
        _ bucket: String,
        _ input: StepInput,
        _ began: UTCTime,
        _ deadline: ContinuousClock.Instant
    ) async throws -> LoadStatus {
        guard let source = TableName(text: table.table), let target = TableName(text: table.target) else {
            throw StepError(description: "the manifest names no table by \(table.table)")
        }
        let name = ExecutionName.of(input.migration.name, run: input.run, revision: input.manifest.revision)
        let token = Self.token(name, table.table)
        let location = S3Location(
            bucket: input.location.bucket,
            key: "\(input.location.key.dropLast(".json".utf8.count))/copy/\(token).json"
        )
        let plan = try RedshiftLoadPlan(
            source,
            target: target,
            load: load,
            bucket: bucket,
            files: try await sizes(table.files?.keys ?? [], bucket, deadline),
            manifestURI: location.description
        )
        // The same bytes each time: the files are those of the manifest.
        _ = try await store.putObject(
            Array(plan.copyManifest.utf8),
            bucket: location.bucket,
            key: location.key,
            contentType: "application/json",
            deadline: deadline
        )
        let statement = try await batches.batch(
            plan.statements,
            on: load.connection,
            name: "\(name) \(table.table)",
            began: began,
            deadline: deadline
        )
        switch statement.status {
        case .running: return .running
        case .finished: return .finished
        case .failed, .aborted: return .failed(statement.reason)
        }
    }

    /// What COPY must know of each file; one that is gone fails the load here, and not half way through it.
    private func sizes(
        _ keys: [String],
        _ bucket: String,
        _ deadline: ContinuousClock.Instant
    ) async throws -> [(key: String, bytes: Int64)] {
        var sizes: [(key: String, bytes: Int64)] = []
        for key in keys {
            guard let head = try await store.headObject(bucket: bucket, key: key, deadline: deadline),
                let size = head.size
            else { throw StepError(description: "the file s3://\(bucket)/\(key) is gone") }
            sizes.append((key, size))
        }
        return sizes
    }

    /// At most 64 characters.
    private static func token(_ name: String, _ table: String) -> String {
        String(Digest.hex(Digest.sha256(Array("\(name)\u{0}\(table)".utf8))).prefix(64))
    }
}

extension RedshiftConnection {
    var target: RedshiftDataTarget {
        switch place {
        case .workgroup(let workgroup): .serverless(workgroup: workgroup, database: database, secretARN: secret)
        case .cluster(let cluster):
            .cluster(identifier: cluster, database: database, user: databaseUser, secretARN: secret)
        }
    }
}
