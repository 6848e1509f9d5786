import AWSRedshiftData
import RedshiftSQL
import UTCTime

@testable import RedshiftUnloader

let sampleTime = UTCTime(millisecondsSinceEpoch: 1_795_226_400_000)

func sampleDefinition(_ name: String) -> PlannedExport {
    PlannedExport(
        name: name,
        source: .query("select 1"),
        before: [],
        location: "s3://example-lake/${export}/",
        writeDisposition: .append,
        role: .default,
        database: nil,
        options: UnloadOptions(),
        windowColumn: nil,
        windowType: .timestamp,
        onEmpty: .publish,
        timeoutMinutes: 60,
        catalog: nil
    )
}

/// An export in a phase, or over with an outcome.
func sampleExport(
    _ name: String,
    _ phase: ExportRecord.Phase = .pending,
    _ outcome: ExportOutcome? = nil,
    round: Int = 1
) -> ExportRecord {
    var export = ExportRecord(sampleDefinition(name))
    export.phase = phase
    export.round = round
    if phase != .pending { export.since = sampleTime }
    if phase == .submitted || phase == .stopping { export.submittedAt = sampleTime }
    export.result = outcome.map { CompletedExport(outcome: $0, endedAt: sampleTime) }
    return export
}

func sampleRun(active: [String] = [], limit: Int = 2, round: Int = 1, isCancelled: Bool = false) throws -> RunRecord {
    let plan = UnloadPlan(
        name: "p",
        warehouse: Warehouse(target: .serverless(workgroup: "w", database: "d", secretARN: nil), role: nil),
        window: .none,
        maximumStatements: limit,
        retry: RetryPolicy(),
        exports: []
    )
    let request = RunRequest(plan: .named("p"), trigger: .manual(id: "i"), time: sampleTime)
    var run = RunRecord(request, plan, id: "p-1", trigger: "test", window: nil, time: sampleTime, startedAt: sampleTime)
    run.state = .open
    run.active = active
    run.round = round
    run.isCancelRequested = isCancelled
    return run
}
