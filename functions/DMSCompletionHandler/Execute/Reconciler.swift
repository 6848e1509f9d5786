import LambdaRuntime
import AWSDMS

/// Compares the expected tables and rows with those that arrived in the target.
struct Reconciler: Sendable {
    let databases: DatabaseCounter
    let files: S3TargetCounter
    let redshift: RedshiftCounter

    /// - Parameter token: the name of the run's end. A service that gets the same name again does not repeat the work.
    /// - Throws: ``CheckBlocked``.
    func reconcile(
        _ migration: Migration,
        _ task: TaskState,
        _ statistics: [TableStatistics],
        token: String,
        _ scope: InvocationScope
    ) async throws -> Reconciliation {
        let mappings: TableMappings
        do {
            guard let json = task.tableMappings else { throw MappingError("DMS shows none") }
            mappings = try TableMappings(json: json)
        } catch {
            throw CheckBlocked("reading what should have been migrated", error)
        }
        let job = ReconciliationJob(
            migration: migration,
            task: task,
            mappings: mappings,
            statistics: statistics,
            token: token
        )
        // Do not count while DMS itself does not report every table as finished.
        let unsure = job.findings(job.expected(relations: nil), [:]).filter {
            switch $0.verdict {
            case .recheck, .undecided: true
            default: false
            }
        }
        guard unsure.isEmpty else {
            return Reconciliation(findings: unsure, evidence: .init(source: "not counted", target: "not counted"))
        }
        return try await count(job, scope.deadline.work)
    }

    private func count(_ job: ReconciliationJob, _ deadline: ContinuousClock.Instant) async throws -> Reconciliation {
        let began = ContinuousClock.now
        let source = try await sourceCounts(job, deadline)
        let expected = job.expected(relations: source?.relations)
        var counts: [TableName: TableCounts] = [:]
        for table in expected { counts[table.source] = TableCounts(source: source?.counts[table.source]?.result) }
        let targetCaveat = try await addTarget(job, expected, source, deadline, to: &counts)
        var reconciliation = Reconciliation(
            findings: job.findings(expected, counts),
            evidence: job.evidence,
            warnings: job.warnings(expected)
        )
        if let caveat = source?.caveat { reconciliation.evidence.source += ", \(caveat)" }
        if let caveat = targetCaveat { reconciliation.evidence.target += ", \(caveat)" }
        for count in counts.values {
            for side in [count.source, count.target] {
                let rows = (try? side?.get().rows) ?? 0
                reconciliation.rowsCounted = reconciliation.rowsCounted.addingReportingOverflow(rows).partialValue
            }
        }
        reconciliation.duration = ContinuousClock.now - began
        return reconciliation
    }

    private func sourceCounts(
        _ job: ReconciliationJob,
        _ deadline: ContinuousClock.Instant
    ) async throws -> DatabaseCounts? {
        guard case .database(let endpoint) = job.migration.source else { return nil }
        return try await databases.count(endpoint, side: "source", deadline: deadline) { relations in
            job.sourceJobs(job.expected(relations: relations))
        }
    }

    /// Adds the target's counts to `counts`.
    ///
    /// - Returns: the reason why the counts are not all from one moment; `nil` when they are.
    private func addTarget(
        _ job: ReconciliationJob,
        _ expected: [ExpectedTable],
        _ source: DatabaseCounts?,
        _ deadline: ContinuousClock.Instant,
        to counts: inout [TableName: TableCounts]
    ) async throws -> String? {
        switch job.migration.target {
        case .unreachable: break
        case .database(let endpoint):
            let jobs = job.targetJobs(expected, source)
            let found = try await databases.count(endpoint, side: "target", deadline: deadline) { _ in jobs }
            for table in job.counted(expected) { counts[table.source]?.target = found.counts[table.target]?.result }
            return found.caveat
        case .s3(let bucket, let prefix, let countsFooters):
            let listed = job.listed(expected)
            let found = try await files.files(
                of: listed.map(\.target),
                counted: countsFooters && job.task.type == .fullLoad ? Set(job.counted(expected).map(\.target)) : [],
                bucket: bucket,
                prefix: prefix,
                loadBegan: job.task.freshStartDate,
                deadline: deadline
            )
            for table in listed { counts[table.source]?.files = found[table.target] }
        case .redshift(let warehouse):
            let found = try await redshift.count(
                job.targetJobs(expected, source),
                warehouse,
                token: job.token,
                deadline: deadline
            )
            for table in job.counted(expected) { counts[table.source]?.target = found[table.target] }
        }
        return nil
    }
}
