import AWSS3
import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Takes files in: those of a source wait for each of the source's tables until the tables' window comes.
struct FileIntake: Sendable {
    /// Files of one source that came together.
    struct Arrival: Sendable {
        let source: PlannedSource
        var files: [PendingFile]
        /// The whole content of the source's `replace` tables, when the sender names all files of it.
        var snapshot: ReplacementFileSet?
    }

    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// Sorts files by their sources. A file of no source is counted as ignored.
    func arrivals(_ files: [PendingFile]) -> [Arrival] {
        let found = plan.sources.compactMap { source -> Arrival? in
            let own = files.filter { source.has($0.location) }
            return own.isEmpty ? nil : Arrival(source: source, files: own)
        }
        let others = files.count - found.reduce(0) { $0 + $1.files.count }
        if others > 0 { scope.context.metrics.add("FilesIgnored", Double(others)) }
        return found
    }

    /// Sorts objects that appeared: files, and the lists of datasets that are complete now.
    ///
    /// - Throws: ``InvalidRequest`` for a list that cannot be read.
    func arrivals(objects: [PendingFile]) async throws -> [Arrival] {
        let datasets = try await datasets(objects.filter(\.location.isSuccessFile))
        return arrivals(objects.filter { !$0.location.isSuccessFile }) + datasets
    }

    /// Finds the files that a command names. Where they are all of a source's files, they are a snapshot.
    ///
    /// - Throws: ``InvalidRequest``, `AWSError`.
    func arrivals(of request: LoadRequest) async throws -> [Arrival] {
        let finder = FileFinder(services: services, deadline: scope.deadline)
        var files = request.files
        // Places of which is known that they have no rows.
        var empty: [ReplacementFileSet] = []
        for folder in request.folders {
            let own = try await finder.list(folder)
            files += own
            // Only who counted the rows may empty a table: a wrong name has no files either.
            guard own.isEmpty, folder.rows == 0 else { continue }
            empty.append(ReplacementFileSet(place: folder.place, eTag: "", time: services.clock.now()))
        }
        var list: ReplacementFileSet?
        if let place = request.manifest {
            let (own, snapshot) = try await finder.read(place)
            files += own
            list = snapshot
            if own.isEmpty { empty.append(snapshot) }
        }
        var found = arrivals(files)
        for index in found.indices where replaces(found[index].source) {
            found[index].files = try await finder.timed(found[index].files)
            let own = found[index].files
            let newest = own.compactMap(\.writtenAt).max() ?? services.clock.now()
            let place = request.folders.first { $0.place.contains(own[0].location) }?.place ?? own[0].location.folder
            found[index].snapshot = list ?? ReplacementFileSet(place: place.folder, eTag: "", time: newest)
        }
        for snapshot in empty {
            for source in plan.sources where source.isAt(snapshot.place) {
                guard !found.contains(where: { $0.source.name == source.name }) else { continue }
                found.append(Arrival(source: source, files: [], snapshot: snapshot))
            }
        }
        return found
    }

    /// Writes what arrived to the state table.
    ///
    /// - Parameters:
    ///   - table: takes the files for this table alone.
    ///   - due: the time at which they are to be loaded.
    ///   - request: the id of the command that brought them, where it has one.
    /// - Returns: the number of files, and the lanes that have them.
    /// - Throws: ``InvalidRequest`` for a snapshot that one transaction cannot hold.
    func take(
        _ arrivals: [Arrival],
        only table: String?,
        due: UTCTime,
        request: String? = nil
    ) async throws -> (taken: Int, lanes: [String]) {
        let inspector = FileInspector(services: services, deadline: scope.deadline)
        let former = LoadAssembler(services: services, scope: scope, plan: plan)
        var taken = 0
        var lanes: [String] = []
        for arrival in arrivals {
            let tables = plan.tables(of: arrival.source.name).filter { table == nil || $0.name == table }
            guard !tables.isEmpty else { continue }
            let inspected = try await inspector.inspect(arrival.files, of: arrival.source)
            taken += inspected.count
            for table in tables {
                switch (table.snapshots, arrival.snapshot) {
                case (nil, _) where inspected.isEmpty: continue
                case (nil, _): try await former.take(inspected, for: table, due: due, request: request)
                case (.some, let snapshot?):
                    try await former.take(snapshot, inspected, for: table, due: due, request: request)
                case (.dataset?, nil): continue
                case (.some, nil): try await former.take(inspected, for: table, due: due, request: request)
                }
                if !lanes.contains(table.lane) { lanes.append(table.lane) }
            }
        }
        return (taken, lanes)
    }

    /// Reads the newest `_SUCCESS.json` of each source whose tables are loaded by such lists.
    private func datasets(_ lists: [PendingFile]) async throws -> [Arrival] {
        guard !lists.isEmpty else { return [] }
        let finder = FileFinder(services: services, deadline: scope.deadline)
        var found: [Arrival] = []
        for source in plan.sources where plan.tables(of: source.name).contains(where: { $0.snapshots == .dataset }) {
            let own = lists.filter { source.isAt($0.location) }
            guard
                let list = own.max(by: {
                    ($0.writtenAt?.millisecondsSinceEpoch ?? 0) < ($1.writtenAt?.millisecondsSinceEpoch ?? 0)
                })
            else { continue }
            let (files, snapshot) = try await finder.read(list.location)
            // Other tables of the source have the files by their own events.
            found.append(Arrival(source: source, files: files.filter { source.has($0.location) }, snapshot: snapshot))
        }
        return found
    }

    private func replaces(_ source: PlannedSource) -> Bool {
        plan.tables(of: source.name).contains { $0.snapshots != nil }
    }
}
