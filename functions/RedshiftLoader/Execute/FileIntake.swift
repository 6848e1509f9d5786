import AWSS3
import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Accepts files: they wait in the state table, for each table of their source, until the table's load window opens.
struct FileIntake: Sendable {
    /// Files of one source that arrived together.
    struct Arrival: Sendable {
        let source: PlannedSource
        var files: [PendingFile]
        /// The snapshot of the source's `replace` tables, when the sender named all files of the snapshot; `nil`
        /// otherwise.
        var snapshot: ReplacementFileSet?
    }

    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// Groups files by their source. The metric `FilesIgnored` counts files that belong to no source.
    func arrivals(_ files: [PendingFile]) -> [Arrival] {
        let found = plan.sources.compactMap { source -> Arrival? in
            let own = files.filter { source.has($0.location) }
            return own.isEmpty ? nil : Arrival(source: source, files: own)
        }
        let others = files.count - found.reduce(0) { $0 + $1.files.count }
        if others > 0 { scope.context.metrics.add("FilesIgnored", Double(others)) }
        return found
    }

    /// Groups new objects by their source. For a `_SUCCESS.json`, the files that it lists are returned.
    ///
    /// - Throws: ``InvalidRequest`` for a list that cannot be read.
    func arrivals(objects: [PendingFile]) async throws -> [Arrival] {
        let datasets = try await datasets(objects.filter(\.location.isSuccessFile))
        return arrivals(objects.filter { !$0.location.isSuccessFile }) + datasets
    }

    /// Finds the files that a command names. The files of a source with a `replace` table form a snapshot.
    ///
    /// - Throws: ``InvalidRequest``, `AWSError`.
    func arrivals(of request: LoadRequest) async throws -> [Arrival] {
        let finder = FileFinder(services: services, deadline: scope.deadline)
        var files = request.files
        // Snapshots that are known to have no rows.
        var empty: [ReplacementFileSet] = []
        for folder in request.folders {
            let own = try await finder.list(folder)
            files += own
            // Only a sender that counted 0 rows may empty a table: a wrong folder name has no files either.
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

    /// Writes arrived files to the state table.
    ///
    /// - Parameters:
    ///   - table: accepts the files for this table alone; `nil` for every table of their source.
    ///   - due: the time at which the files are to be loaded.
    ///   - request: the id of the command that brought the files; `nil` when the command has none.
    /// - Returns: the number of accepted files, and the lanes of the tables that they are for.
    /// - Throws: ``InvalidRequest`` for a snapshot that one transaction cannot load.
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

    /// Reads the newest of these `_SUCCESS.json` files for each source that has a table with `snapshot: dataset`.
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
            // The source's other tables get the files by the files' own events.
            found.append(Arrival(source: source, files: files.filter { source.has($0.location) }, snapshot: snapshot))
        }
        return found
    }

    private func replaces(_ source: PlannedSource) -> Bool {
        plan.tables(of: source.name).contains { $0.snapshots != nil }
    }
}
