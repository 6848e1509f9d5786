import PlanFile
import UTCTime

/// A manifest that has no verdict yet.
struct UnjudgedManifest: Sendable {
    let migration: Migration
    let revision: Int
    let observation: Observation
    let checkedAt: UTCTime
    /// The request id of the invocation that makes the check.
    let checkedBy: String

    init(_ migration: Migration, _ revision: Int, _ observation: Observation, _ checkedAt: UTCTime, _ checkedBy: String)
    {
        self.migration = migration
        self.revision = revision
        self.observation = observation
        self.checkedAt = checkedAt
        self.checkedBy = checkedBy
    }

    /// Makes a manifest without counts. Its verdict follows from the service's own status.
    func manifest(_ verdict: Manifest.Verdict, _ reason: String) -> Manifest {
        let isTransfer = migration.kind == .dataSync
        let words = isTransfer ? "DataSync's own result" : "not counted"
        return manifest(verdict, reason, Manifest.Evidence(source: words, target: words))
    }

    /// Makes a manifest with the findings on each table. Its verdict follows from the examined tables.
    func manifest(_ verdict: Manifest.Verdict, _ reason: String, _ result: Reconciliation) -> Manifest {
        var manifest = manifest(verdict, reason, result.evidence)
        let tables = result.findings.map(Manifest.Table.init)
        func names(_ verdict: String) -> [String] { tables.filter { $0.verdict == verdict }.map(\.table) }
        manifest.passed = names("passed")
        manifest.quarantined = names("quarantined")
        manifest.ignored = names("ignored")
        manifest.warnings = result.warnings
        manifest.tables = tables
        return manifest
    }

    private func manifest(
        _ verdict: Manifest.Verdict,
        _ reason: String,
        _ evidence: Manifest.Evidence
    ) -> Manifest {
        let task: Manifest.Task
        var bucket: String?
        if case .s3(let name, _, _) = migration.target { bucket = name }
        var files: Manifest.TransferredFiles?
        switch observation {
        case .task(let state): task = Manifest.Task(state)
        case .transfer(let execution):
            task = Manifest.Task(execution, identifier: migration.name)
            files = Manifest.TransferredFiles(execution)
        case .absent(_, let reason):
            task = Manifest.Task(arn: migration.taskARN, kind: "absent", identifier: migration.name, status: reason)
        }
        return Manifest(
            migration: migration.name,
            revision: revision,
            plan: migration.plan?.hash,
            task: task,
            verdict: verdict,
            reason: reason,
            policy: migration.policy.rawValue,
            evidence: evidence,
            bucket: bucket,
            files: files,
            checkedAt: checkedAt.rfc3339,
            checkedBy: checkedBy
        )
    }
}
