import AWSS3
import LambdaRuntime
import Logging
import RedshiftSQL
import UTCTime

/// Groups the waiting files of a `replace` table into snapshots.
struct ReplacementFileSetFinder: Sendable {
    struct Found: Sendable {
        var snapshot: ReplacementFileSet
        var files: [PendingFile]
    }

    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// Finds the snapshots in the waiting pages of a table.
    ///
    /// - Parameter pages: the table's pages, in the order of their arrival.
    /// - Returns: the snapshots that senders named, and the newest snapshot of files that arrived without a command.
    ///   The oldest is first, because a newer snapshot replaces the content of an older one.
    func snapshots(_ pages: [FilePage], of table: PlannedTable) async throws -> [Found] {
        var found: [Found] = []
        for page in pages {
            guard let snapshot = page.snapshot else { continue }
            found.append(Found(snapshot: snapshot, files: page.files))
        }
        let files = pages.filter { $0.snapshot == nil }.flatMap(\.files)
        if let newest = try await newest(of: files, table) { found.append(newest) }
        return found.enumerated().sorted {
            ($0.element.snapshot.time, $0.offset) < ($1.element.snapshot.time, $1.offset)
        }
        .map(\.element)
    }

    private func newest(of files: [PendingFile], _ table: PlannedTable) async throws -> Found? {
        let finder = FileFinder(services: services, deadline: scope.deadline)
        let timed = try await finder.timed(files)
        func time(_ file: PendingFile) -> UTCTime { file.writtenAt ?? UTCTime(millisecondsSinceEpoch: 0) }
        guard let file = timed.max(by: { time($0) < time($1) }) else { return nil }
        switch table.snapshots {
        case nil, .dataset?: return nil
        case .file?:
            let snapshot = ReplacementFileSet(place: file.location, eTag: file.eTag, time: time(file))
            return Found(snapshot: snapshot, files: [file])
        case .folder?: return try await folder(file.location.folder, table)
        }
    }

    /// Finds the snapshot in a folder: the files of the table's source that are directly in it now.
    ///
    /// - Returns: `nil` when there are no such files.
    func folder(_ place: S3Location, _ table: PlannedTable) async throws -> Found? {
        guard let source = plan.source(table.source) else { return nil }
        let finder = FileFinder(services: services, deadline: scope.deadline)
        // Files of subfolders are left out: each subfolder is a separate snapshot.
        let listed = try await finder.list(LoadRequest.Folder(place: place, rows: nil))
            .filter { source.has($0.location) && $0.location.folder == place }
        guard let newest = listed.compactMap(\.writtenAt).max() else { return nil }
        let files = try await FileInspector(services: services, deadline: scope.deadline).inspect(listed, of: source)
        return Found(snapshot: ReplacementFileSet(place: place, eTag: "", time: newest, isListed: true), files: files)
    }
}
