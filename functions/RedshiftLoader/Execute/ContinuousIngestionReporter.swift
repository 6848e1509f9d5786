import AWSClient
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import RedshiftSQL
import UTCTime

/// Reports the state of a table that Redshift loads continuously: the files that a COPY JOB left out, or the lag of a
/// stream.
///
/// The answer is `Asking` until the query has ended in the warehouse, because waiting for it would cost Lambda time.
struct ContinuousIngestionReporter: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// The length, in milliseconds, of the periods in which repeated queries have the same token. They therefore get
    /// the same answer.
    private static let window: Int64 = 300_000

    func report(_ table: String) async throws -> LoaderAnswer {
        if let job = plan.continuousIngestion.copyJob(table) {
            guard let records = try await ask(job.files, table) else { return LoaderAnswer(outcome: "Asking") }
            let gaps = CopyJobMissedFiles(records, try await list(job.place), in: job.place)
            return LoaderAnswer(outcome: gaps.isComplete ? "Complete" : "Gaps", copyJob: gaps)
        }
        if let stream = plan.continuousIngestion.stream(table) {
            guard let records = try await ask(stream.lag, table) else { return LoaderAnswer(outcome: "Asking") }
            let parts = records.map { record in
                LoaderAnswer.StreamPart(
                    part: record.first?.shown ?? "",
                    newest: record.dropFirst().first?.shown ?? "",
                    lagSeconds: record.count > 3 ? record[3].integer : nil,
                    rejected: record.count > 4 ? record[4].integer : nil
                )
            }
            return LoaderAnswer(outcome: "Stream", stream: parts)
        }
        throw InvalidRequest("\"\(table)\" is no table of plan \(plan.name) of strategy copy_job or stream")
    }

    private func ask(_ query: String, _ table: String) async throws -> [[RedshiftDataField]]? {
        let now = services.clock.now()
        let name = BatchName(
            prefix: services.settings.statementPrefix,
            plan: plan.name,
            lane: table,
            kind: .ask,
            id: "\(now.millisecondsSinceEpoch / Self.window)",
            attempt: 1
        )
        let batch = try await services.batches.batch(
            [query],
            on: plan.warehouse,
            name: "\(name)",
            began: now,
            deadline: scope.deadline
        )
        switch batch.status {
        case .running: return nil
        case .finished:
            return try await services.redshift.allRecords(
                of: batch.parts.first?.id ?? batch.id,
                deadline: scope.deadline
            )
        case .failed, .aborted: throw InvalidRequest("Redshift cannot answer about \(table): \(batch.reason)")
        }
    }

    private func list(_ place: S3Location) async throws -> [S3ListedObject] {
        var objects: [S3ListedObject] = []
        var next: String?
        repeat {
            let page = try await services.s3.listObjects(
                bucket: place.bucket,
                prefix: place.key,
                continuation: next,
                deadline: scope.deadline
            )
            objects += page.objects
            next = page.continuation
        } while next != nil && scope.hasTime
        return objects
    }
}
