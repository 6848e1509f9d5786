import AWSClient
import AWSS3
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Compares a load's files with the objects that are at the files' keys now.
///
/// COPY reads the current object and cannot name a version. Without this comparison, the ledger would record the new
/// content of an overwritten key under the ETag of the old content.
struct OverwrittenFileDetector: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    private var finder: FileFinder { FileFinder(services: services, deadline: scope.deadline) }

    /// Updates a load's list of files just before the load is submitted. An overwritten file gets its current content,
    /// because the old content is gone.
    ///
    /// - Returns: `false` when the load has ended, or when another invocation has changed its record.
    func refresh(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        let record = entry.document
        guard !record.files.isEmpty, let table = plan.table(record.table), let source = plan.source(table.source) else {
            return true
        }
        let recorder = LoadRecorder(services: services, scope: scope)
        let states = try await finder.states(record.files)
        if states.allSatisfy(\.isToBeLoaded) { return true }
        var files: [PendingFile] = []
        var snapshot = record.snapshot
        if let known = snapshot, known.isListed {
            let snapshots = ReplacementFileSetFinder(services: services, scope: scope, plan: plan)
            guard let found = try await snapshots.folder(known.place, table) else {
                _ = try await recorder.end(&entry, .missing, "\(known.place) has no files any more", step: .copy)
                return false
            }
            (files, snapshot) = (found.files, found.snapshot)
        } else {
            for (file, state) in zip(record.files, states) {
                switch state {
                case .same, .refused: files.append(file)
                case .gone:
                    _ = try await recorder.end(&entry, .missing, "\(file.location) is not there any more", step: .copy)
                    return false
                case .changed(let now):
                    files.append(now)
                    if let time = now.writtenAt, let known = snapshot { snapshot?.time = max(time, known.time) }
                }
            }
        }
        report(states, of: record, "was written anew before it was loaded: its new content is loaded")
        let now = try await FileInspector(services: services, deadline: scope.deadline).inspect(files, of: source)
        let (current, time) = (now, snapshot)
        return try await recorder.write(&entry) { record in
            record.files = current
            record.snapshot = time
        }
    }

    /// Compares a load's files with their objects again, after the load is committed.
    ///
    /// COPY may have read an overwritten object before or after the change. Its new content is therefore accepted as a
    /// new file, which changes nothing if the content was loaded already. An `append` table is an exception, because
    /// rows might be in the table twice.
    ///
    /// - Returns: a sentence for the load's message; `nil` when every file is unchanged.
    func verify(_ record: LoadRecord) async throws -> String? {
        guard let table = plan.table(record.table) else { return nil }
        let states = try await finder.states(record.files)
        let changed = states.compactMap { state -> PendingFile? in
            if case .changed(let file) = state { return file }
            return nil
        }
        guard let first = changed.first, let source = plan.source(table.source) else {
            return unchecked(states, of: record)
        }
        report(states, of: record, "was written anew while it was loaded: its rows may be of either content")
        let names = changed.count > 1 ? "\(first.location) and \(changed.count - 1) other files" : "\(first.location)"
        guard table.target.strategy != .append else {
            return "\(names) was written anew while it was loaded: compare its rows with the table's"
        }
        guard table.snapshots != .dataset else { return "\(names) was written anew while it was loaded" }
        let inspected = try await FileInspector(services: services, deadline: scope.deadline)
            .inspect(changed, of: source)
        try await LoadAssembler(services: services, scope: scope, plan: plan)
            .take(inspected, for: table, due: services.clock.now(), request: nil)
        return "\(names) was written anew while it was loaded, and is loaded once more"
    }

    /// Reports the files that were not compared, because S3 refused to describe their objects.
    ///
    /// - Returns: a sentence for the load's message; `nil` when all files were compared.
    private func unchecked(_ states: [FileFinder.State], of record: LoadRecord) -> String? {
        let refused = zip(record.files, states).compactMap { file, state in
            if case .refused(let code) = state { return (file.location, code) }
            return nil
        }
        guard let (place, code) = refused.first else { return nil }
        let more = refused.count > 1 ? " and of \(refused.count - 1) other files" : ""
        let text =
            "S3 does not tell the function the ETag of \(place)\(more) (\(code)): a key that is written anew while it is loaded is not noticed; give its role s3:GetObject"
        scope.context.metrics.add("FilesNotCompared", Double(refused.count))
        scope.context.logger.warning(
            "\(text)",
            metadata: ["loadId": "\(record.id)", "table": "\(record.table)", "file": "\(place)"]
        )
        return text
    }

    private func report(_ states: [FileFinder.State], of record: LoadRecord, _ text: String) {
        for (file, state) in zip(record.files, states) where !state.isToBeLoaded {
            scope.context.metrics.add("FilesOverwritten", 1)
            scope.context.logger.warning(
                "\(file.location) \(text)",
                metadata: ["loadId": "\(record.id)", "table": "\(record.table)", "file": "\(file.location)"]
            )
        }
    }
}

extension FileFinder.State {
    /// `true` when the file's entry in the load needs no change.
    fileprivate var isToBeLoaded: Bool {
        switch self {
        case .same, .refused: true
        case .changed, .gone: false
        }
    }
}
