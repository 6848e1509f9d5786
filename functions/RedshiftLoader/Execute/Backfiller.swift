import AWSS3
import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Lists the files of a plan's sources, one page of a listing at a time, and queues them for loading. The ledger
/// refuses files that are already loaded; it is therefore harmless to list a page twice.
struct Backfiller: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    func begin(_ request: BackfillRequest) async throws -> LoaderAnswer {
        let handler = RequestHandler(services: services, scope: scope)
        let plan = try await handler.plan(request.plan)
        if let table = request.table, plan.table(table) == nil {
            throw InvalidRequest("\"\(table)\" is no table of plan \(plan.name) that files are loaded into")
        }
        let sources = plan.sources.filter { source in
            request.table == nil || plan.tables(of: source.name).contains { $0.name == request.table }
        }
        let now = services.clock.now()
        // A repeated event has the same id.
        let id = String(sha256("backfill \(plan.name) \(request.id ?? scope.context.requestID)").prefix(24))
        let new = BackfillRecord(
            id: id,
            plan: plan.name,
            table: request.table,
            from: request.from,
            to: request.to,
            places: sources.flatMap(\.from).map(\.description),
            createdAt: now,
            due: now
        )
        var (entry, _) = try await scope.state.insert(new, at: .backfill(id))
        try await advance(&entry)
        return answer(entry.document)
    }

    func status(_ id: String) async throws -> LoaderAnswer {
        guard var entry = try await scope.state.load(.backfill(id), as: BackfillRecord.self) else {
            throw InvalidRequest("there is no backfill \"\(id)\"")
        }
        try await advance(&entry)
        return answer(entry.document)
    }

    /// Lists and queues files, page by page, until the backfill is complete or the invocation's time is used up. The
    /// sweeper continues an unfinished backfill.
    func advance(_ entry: inout VersionedDocument<BackfillRecord>) async throws {
        let plan = try await services.plan(entry.document.plan, deadline: scope.deadline)
        let intake = FileIntake(services: services, scope: scope, plan: plan)
        var lanes: Set<String> = []
        while let place = entry.document.places.first, scope.hasTime {
            let known = entry.document
            guard let location = S3Location(place) else {
                try await scope.state.changeAsRead(&entry) { $0.places.removeFirst() }
                continue
            }
            let page = try await services.s3.listObjects(
                bucket: location.bucket,
                prefix: location.key,
                continuation: known.continuation,
                deadline: scope.deadline
            )
            let files = page.objects.compactMap { PendingFile($0, in: location.bucket) }.filter { known.asks(for: $0) }
            let now = services.clock.now()
            let arrivals = try await intake.arrivals(objects: files)
            let (taken, own) = try await intake.take(arrivals, only: known.table, due: now)
            lanes.formUnion(own)
            let isMoved = try await scope.state.changeAsRead(&entry) { record in
                record.files += taken
                record.continuation = page.continuation
                if page.continuation == nil { record.places.removeFirst() }
                record.due = now
            }
            // Another invocation lists the same backfill, and continues it.
            guard isMoved else { break }
        }
        for lane in lanes.sorted() where scope.hasTime {
            try await LaneDriver(services: services, scope: scope).drive(lane, of: plan.name)
        }
    }

    private func answer(_ record: BackfillRecord) -> LoaderAnswer {
        LoaderAnswer(
            outcome: "Backfill",
            files: record.files,
            backfill: LoaderAnswer.Backfill(id: record.id, status: record.status, placesLeft: record.places)
        )
    }
}

extension PendingFile {
    /// Makes a ``PendingFile`` from a listed object; `nil` for an empty object, and for a key that is too long for the
    /// ledger.
    init?(_ object: S3ListedObject, in bucket: String) {
        let location = S3Location(bucket: bucket, key: object.key)
        guard object.size > 0, location.description.utf8.count <= LoaderLedger.longestFile else { return nil }
        self.init(
            location: location,
            eTag: object.etag,
            bytes: object.size,
            writtenAt: object.lastModified.flatMap { UTCTime(iso8601: $0) }
        )
    }
}
