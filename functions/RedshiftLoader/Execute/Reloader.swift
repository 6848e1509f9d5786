import AWSS3
import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the command `reload`: loads files again, although the ledger contains them.
struct Reloader: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    func reload(_ request: ReloadRequest) async throws -> LoaderAnswer {
        let handler = RequestHandler(services: services, scope: scope)
        let plan = try await handler.plan(request.plan)
        guard let table = plan.table(request.table), let source = plan.source(table.source) else {
            throw InvalidRequest("\"\(request.table)\" is no table of plan \(plan.name) that files are loaded into")
        }
        if table.target.strategy == .append, !request.allowsDuplicates {
            throw InvalidRequest(
                "\(request.table) is an append: its rows would be there twice; delete them, then ask with \"allow_duplicates\": true"
            )
        }
        if let other = request.files.first(where: { !source.has($0) }) {
            throw InvalidRequest("\(other) is in no place of source \(source.name)")
        }
        let finder = FileFinder(services: services, deadline: scope.deadline)
        let files = try await finder.identified(
            request.files.map { PendingFile(location: $0, eTag: "", bytes: 0) }
        )
        let inspector = FileInspector(services: services, deadline: scope.deadline)
        let inspected = try await inspector.inspect(files, of: source)
        let evolved = try await FileColumnRecorder(services: services, scope: scope).evolved(plan)
        let planner = FileGrouping(plan: evolved, manifestBase: services.settings.manifestBase)
        let now = services.clock.now()
        // The files are the whole content of a table that is replaced.
        var snapshot: ReplacementFileSet?
        if table.snapshots != nil, let first = inspected.first {
            if let refusal = LoadAssembler.refusal(inspected, of: table) { throw InvalidRequest(refusal) }
            let newest = inspected.compactMap(\.writtenAt).max() ?? now
            snapshot = ReplacementFileSet(place: first.location, eTag: first.eTag, time: newest)
        }
        let salt = request.id ?? scope.context.requestID
        let commands = LoadCommandHandler(services: services, scope: scope)
        for batch in planner.batches(inspected, evolved.table(table.name) ?? table) {
            let id = LoadAssembler.id("\(plan.name)\u{0}reload\u{0}\(salt)", table.name, batch)
            var new = LoadRecord(
                id: id,
                plan: plan.name,
                table: table.name,
                lane: table.lane,
                files: batch,
                createdAt: now
            )
            new.isReload = true
            new.snapshot = snapshot
            let (entry, _) = try await scope.state.insert(new, at: .load(id))
            if entry.document.phase != .over { try await commands.enqueue(entry.document) }
        }
        try await LaneDriver(services: services, scope: scope).drive(table.lane, of: plan.name)
        return LoaderAnswer(
            outcome: "Accepted",
            files: files.count,
            lanes: [try await handler.lane(table.lane, plan.name)]
        )
    }
}
