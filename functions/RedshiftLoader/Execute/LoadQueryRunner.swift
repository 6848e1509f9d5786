import AWSRedshiftData
import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Runs queries about a load in a separate batch.
struct LoadQueryRunner: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan
    let kind: BatchName.Kind

    /// Submits the statements on the first call, and reads the state of their batch on later calls.
    ///
    /// - Returns: the ended batch, with the answers in its parts; `nil` while it runs, and right after it was
    ///   submitted.
    func ask(_ statements: [String], _ entry: inout VersionedDocument<LoadRecord>) async throws
        -> RedshiftDataStatement?
    {
        if let id = entry.document.statementID {
            let statement = try await services.redshift.describeStatement(id, deadline: scope.deadline)
            return statement.status.isOver ? statement : nil
        }
        let name = name(of: entry.document)
        let batch = try RedshiftBatch(
            name: name,
            statements: statements,
            identity: RedshiftBatch.identity(name, salt: Self.salt(entry.document), statements)
        )
        let id = try await services.batches.submit(batch, to: plan.warehouse, withEvent: true, deadline: scope.deadline)
        _ = try await LoadRecorder(services: services, scope: scope).write(&entry) { $0.statementID = id }
        return nil
    }

    /// Returns the result rows of one statement of a batch.
    ///
    /// - Parameter index: the index of the statement in the batch, from 0.
    func records(_ batch: RedshiftDataStatement, _ index: Int = 0) async throws -> [[RedshiftDataField]] {
        // The results of a batch are read by the ids of its statements.
        let id = batch.parts.indices.contains(index) ? batch.parts[index].id : batch.id
        return try await services.redshift.firstRecords(of: id, deadline: scope.deadline)
    }

    func name(of record: LoadRecord) -> String {
        BatchName(
            prefix: services.settings.statementPrefix,
            plan: plan.name,
            lane: record.lane,
            kind: kind,
            id: record.id,
            attempt: record.attempt
        ).description
    }

    static func salt(_ record: LoadRecord) -> String { "\(record.attempt) \(record.createdAt.rfc3339)" }
}
