/// One migration, as configured: what is watched, how it is proved, and what comes after it.
struct Migration: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case task
        case serverless
        case dataSync
    }

    let name: String
    let taskARN: String
    let kind: Kind
    let source: Endpoint
    let target: Endpoint
    let acceptedStops: Set<StopReason>
    let policy: ComparePolicy
    let tables: [TableName: ComparePolicy]
    let gate: Gate
    let next: NextSteps
    /// The sweeper reports when it does not run.
    let mustRun: Bool
    /// The sweeper reports when its last stop is longer ago.
    let stopsWithinHours: Int?

    func policy(of table: TableName) -> ComparePolicy { tables[table] ?? policy }

    /// Whether an event about this resource is about this migration. DataSync tells of executions of a task.
    func isAbout(_ resource: String) -> Bool {
        resource == taskARN || (kind == .dataSync && resource.hasPrefix("\(taskARN)/execution/"))
    }
}
