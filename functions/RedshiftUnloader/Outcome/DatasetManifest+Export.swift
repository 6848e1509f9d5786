import AWSRedshiftData
import RedshiftSQL
import UTCTime

extension DatasetManifest {
    init(
        _ export: ExportRecord,
        _ files: VerifiedFiles,
        _ statement: RedshiftDataStatement,
        _ run: RunRecord,
        replaces: AttemptPrefix?
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
            queryHash: sha256(export.statements(in: run).unload.select),
            statementId: statement.id,
            redshiftQueryId: statement.queryID,
            statementMilliseconds: statement.duration.map { Int64($0 / .milliseconds(1)) },
            finishedAt: statement.updatedAt.map { UTCTime(secondsSinceEpoch: $0) },
            replaces: replaces
        )
    }
}

extension UTCTime {
    /// Makes a time from seconds since 1970. A number that is out of range becomes the nearest possible time.
    init(secondsSinceEpoch seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self.init(millisecondsSinceEpoch: milliseconds.isNaN ? 0 : Int64(max(-6.3e13, min(milliseconds, 2.6e14))))
    }
}
