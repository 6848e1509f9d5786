import AWSClient
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Finds the reason why Redshift refused a load. If the reason can be removed, the load is queued again. The warehouse
/// is queried only after a failure.
struct LoadDiagnosis: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// The maximum number of files that one load puts into quarantine. Each of them costs a failed COPY. If more files
    /// are bad, the source itself is at fault.
    static let mostQuarantined = 10

    private var recorder: LoadRecorder { LoadRecorder(services: services, scope: scope) }

    private func question(_ kind: BatchName.Kind) -> LoadQueryRunner {
        LoadQueryRunner(services: services, scope: scope, plan: plan, kind: kind)
    }

    // MARK: Files that are loaded already

    /// Removes from a load the files that the ledger contains already. A load without other files ends as `duplicate`.
    func compare(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        guard let table = plan.table(entry.document.table) else {
            return try await recorder.end(&entry, .failed, "the plan has no table \(entry.document.table) any more")
        }
        let files = entry.document.files.map { LoadFile($0.location, eTag: $0.eTag, bytes: $0.bytes, rows: $0.rows) }
        let question = question(.compare)
        let query = plan.ledger.loaded(table.target.table, among: files)
        guard let batch = try await question.ask([query], &entry) else { return false }
        guard batch.status == .finished else { return try await recorder.again(&entry, batch.reason) }
        var loaded: Set<[String]> = []
        for record in try await question.records(batch) {
            guard record.count == 2, case .text(let file) = record[0], case .text(let eTag) = record[1] else {
                continue
            }
            loaded.insert([file, eTag])
        }
        let left = entry.document.files.filter { !loaded.contains([$0.location.description, $0.eTag]) }
        let count = entry.document.files.count - left.count
        if left.isEmpty {
            return try await recorder.end(&entry, .duplicate, "all of its files are loaded already")
        }
        guard count > 0 else {
            // The transaction with these files was rolled back, or the files are not in the first page of the answer.
            return try await recorder.again(&entry, "the ledger had some of the files, and has none of them any more")
        }
        return try await form(&entry, again: left)
    }

    // MARK: Files that COPY refuses

    /// Finds the files that COPY refuses, and queues the load again without them. If wider columns may be enough, the
    /// load's texts are measured first. The load ends when a file is gone, or when the files may not be quarantined.
    func diagnose(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        if let gone = try await missing(entry.document.files) {
            return try await recorder.end(&entry, .missing, "\(gone) is not there any more", step: .copy)
        }
        let message = entry.document.message ?? "Redshift gives no reason"
        var records: [[RedshiftDataField]] = []
        if let id = entry.document.refusedQuery {
            let question = question(.diagnose)
            guard let batch = try await question.ask([RefusedFiles.query(id)], &entry) else { return false }
            if batch.status == .finished { records = try await question.records(batch) }
        }
        let refusal = RefusedFiles(records, message: message, of: entry.document.files)
        guard plan.schema.widerText == .widen, refusal.mayBeWidth, hasTexts(entry.document) else {
            return try await quarantine(refusal.files, message, &entry)
        }
        // Perhaps a text is longer than its column. The view reports this for most formats, but not for columnar files.
        return try await recorder.write(&entry) { record in
            record.phase = .measuring
            record.statementID = nil
            record.suspects = refusal.files
        }
    }

    private func hasTexts(_ record: LoadRecord) -> Bool {
        plan.table(record.table)?.target.source.columns.contains { $0.type.family == .text } ?? false
    }

    /// Measures the longest value of each text column in a load's files. Columns that are too short get a wider type in
    /// the schema record.
    func measure(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        let (record, message) = (entry.document, entry.document.message ?? "Redshift gives no reason")
        let planner = FileGrouping(plan: plan, manifestBase: services.settings.manifestBase)
        guard let table = plan.table(record.table), let load = try? planner.load(record),
            let statements = try? load.measurement(), statements.count <= RedshiftBatch.mostStatements
        else { return try await quarantine(record.suspects, message, &entry) }
        let question = question(.measure)
        guard let batch = try await question.ask(statements, &entry) else { return false }
        guard batch.status == .finished else { return try await quarantine(record.suspects, message, &entry) }
        let lengths = try await question.records(batch, statements.count - 1).first ?? []
        let wider = TextWidths(lengths, load.measuredColumns).wider
        guard !wider.isEmpty else { return try await quarantine(record.suspects, message, &entry) }
        let keeper = FileColumnRecorder(services: services, scope: scope)
        let first = (record.suspects.first?.file ?? record.files.first)?.location.description ?? ""
        try await keeper.learn(wider, of: table.source, in: plan.name, from: first)
        return try await form(&entry, again: record.files)
    }

    private func quarantine(
        _ bad: [QuarantinedFile],
        _ message: String,
        _ entry: inout VersionedDocument<LoadRecord>
    ) async throws -> Bool {
        let all = entry.document.quarantined + bad
        let left = entry.document.files.filter { file in !bad.contains { $0.file == file } }
        let reasons = bad.isEmpty ? message : bad.map(\.description).joined(separator: "; ")
        // A snapshot is loaded whole: without the rows of one file, the table would be wrong.
        guard plan.quarantinesBadFiles, entry.document.snapshot == nil, !bad.isEmpty, !left.isEmpty,
            all.count <= Self.mostQuarantined
        else {
            return try await recorder.end(&entry, .rejected, reasons, step: .copy)
        }
        for file in bad {
            scope.context.logger.warning(
                "a file is quarantined",
                metadata: [
                    "loadId": "\(entry.document.id)", "table": "\(entry.document.table)",
                    "file": "\(file.file.location)", "errorMessage": "\(file.description)",
                ]
            )
        }
        let isMoved = try await form(&entry, again: left) { $0.quarantined = all }
        if isMoved { scope.context.metrics.add("FilesQuarantined", Double(bad.count)) }
        return isMoved
    }

    /// Returns the first file that does not exist any more; `nil` when all files exist.
    private func missing(_ files: [PendingFile]) async throws -> S3Location? {
        let (s3, deadline) = (services.s3, scope.deadline)
        return try await concurrentMap(files, limit: 16) { file in
            let head = try await s3.headObject(
                bucket: file.location.bucket,
                key: file.location.key,
                deadline: deadline
            )
            return head == nil ? file.location : nil
        }.compactMap { $0 }.first
    }

    // MARK: Promises that do not hold

    /// Counts the rows that break each failed check, and reads some of those rows. The load then ends as `held` or
    /// `ambiguous`.
    func examine(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        let (record, message) = (entry.document, entry.document.message ?? "a promise does not hold")
        let outcome: LoadOutcome = record.step == .ambiguous ? .ambiguous : .held
        let planner = FileGrouping(plan: plan, manifestBase: services.settings.manifestBase)
        guard let step = record.step, let examination = try? planner.load(record).examination(of: step) else {
            return try await recorder.end(&entry, outcome, message, step: record.step)
        }
        let question = question(.examine)
        guard let batch = try await question.ask(examination.statements, &entry) else { return false }
        guard batch.status == .finished else {
            // The load is held in any case; only its evidence is missing.
            let reason = "\(message); no evidence could be gathered: \(batch.reason)"
            return try await recorder.end(&entry, outcome, reason, step: step)
        }
        let counts = try await question.records(batch, examination.counting).first ?? []
        let broken = FailedChecks(counts, examination.evidence)
        var evidence: [CheckEvidence] = []
        for (place, found) in broken.found {
            var found = found
            if let sample = examination.samples[place] {
                found.samples = try await question.records(batch, sample).prefix(GuardFailureQueries.sampledRows)
                    .map { $0.map(\.shown).joined(separator: ", ") }
            }
            evidence.append(found)
        }
        let known = evidence
        let reasons = evidence.map(\.description) + broken.uncounted.map { "\($0): it may be this one" }
        let told = reasons.isEmpty ? message : "\(message): \(reasons.joined(separator: "; "))"
        return try await recorder.end(&entry, outcome, told, step: step) { $0.evidence = known }
    }

    private func form(
        _ entry: inout VersionedDocument<LoadRecord>,
        again files: [PendingFile],
        also change: (inout LoadRecord) -> Void = { _ in }
    ) async throws -> Bool {
        try await recorder.write(&entry) { record in
            record.files = files
            record.phase = .queued
            record.statementID = nil
            record.refusedQuery = nil
            record.suspects = []
            change(&record)
        }
    }
}
