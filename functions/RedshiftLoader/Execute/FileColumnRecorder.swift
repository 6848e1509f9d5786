import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Records the columns that files add to a plan: new columns, and wider text columns.
struct FileColumnRecorder: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// Returns the plan with all columns that were recorded for its sources.
    func evolved(_ plan: LoadPlan) async throws -> LoadPlan {
        plan.evolved(by: try await scope.state.load(.schema(of: plan.name), as: SchemaRecord.self)?.document)
    }

    /// Adds new or wider columns of a source to the schema record. The tables are changed later: after a crash, the
    /// next invocation continues from the record.
    func learn(_ columns: [ColumnDefinition], of source: String, in plan: String, from file: String) async throws {
        let now = services.clock.now()
        let (_, isNew) = try await scope.state.change(.schema(of: plan), from: SchemaRecord()) { record in
            record.learn(columns, of: source, from: file, at: now)
        }
        guard isNew else { return }
        scope.context.metrics.add("ColumnsLearned", Double(columns.count))
        scope.context.logger.notice(
            "source \(source) has other columns than the plan",
            metadata: [
                "plan": "\(plan)", "file": "\(file)",
                "columns": "\(columns.map { "\($0.name.name) \($0.type)" }.joined(separator: ", "))",
            ]
        )
    }
}
