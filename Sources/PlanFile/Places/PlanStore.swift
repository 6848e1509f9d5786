import Synchronization

/// Finds plans by name and keeps them in memory. It reads a plan again only when the plan has changed.
///
/// Each call of ``plan(named:deadline:)`` asks S3 for the plan with the known ETag, so call it once per invocation. A
/// plan in the zip cannot change.
public final class PlanStore<Plan: Sendable>: Sendable {
    private struct Known: Sendable {
        let eTag: String?
        let loaded: LoadedPlan<Plan>
    }

    private let place: PlanPlace
    private let objects: (any PlanObjectReading)?
    private let readFields: @Sendable (_ name: String?, FieldReader) -> Plan?
    private let known = Mutex<[String: Known]>([:])

    /// Makes a store of the plans at `place`.
    ///
    /// - Parameters:
    ///   - objects: S3; `nil` when all plans are in the zip.
    ///   - readFields: reads a plan's fields; the name is the name of the plan's file, `nil` for a plan in an event.
    ///     See ``PlanDocument/read(_:)``.
    public init(
        _ place: PlanPlace,
        objects: (any PlanObjectReading)?,
        readFields: @escaping @Sendable (_ name: String?, FieldReader) -> Plan?
    ) {
        self.place = place
        self.objects = objects
        self.readFields = readFields
    }

    /// Returns the plan with this name.
    ///
    /// - Parameters:
    ///   - name: the plan's name without a file extension.
    ///   - deadline: the time when the caller gives up.
    /// - Throws: ``PlanNotFound``, ``PlanError``, or the error of S3.
    public func plan(named name: String, deadline: ContinuousClock.Instant? = nil) async throws -> LoadedPlan<Plan> {
        guard PlanName.isValid(name) else { throw PlanNotFound(name: name, places: []) }
        let candidates = place.candidates(name)
        for candidate in candidates {
            if let plan = try await load(candidate, name, deadline) { return plan }
        }
        throw PlanNotFound(name: name, places: candidates.map(\.title))
    }

    /// Reads a plan that is part of an event.
    ///
    /// - Parameters:
    ///   - bytes: the plan's text, YAML or JSON.
    ///   - file: the name for messages.
    /// - Throws: ``PlanError``.
    public func plan(inline bytes: [UInt8], file: String = "the event's plan") throws(PlanError) -> LoadedPlan<Plan> {
        try read(bytes, name: nil, file: file)
    }

    private func load(
        _ candidate: PlanCandidate,
        _ name: String,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> LoadedPlan<Plan>? {
        let title = candidate.title
        let before = known.withLock { $0[title] }
        switch candidate {
        case .file(let path, _):
            if let before { return before.loaded }
            guard let bytes = try PlanFileReader.read(path) else { return nil }
            return remember(try read(bytes, name: name, file: title), eTag: nil)
        case .object(let bucket, let key):
            let object = try await objects?.planObject(
                bucket: bucket,
                key: key,
                unless: before?.eTag,
                deadline: deadline
            )
            switch object {
            case nil:
                known.withLock { $0[title] = nil }
                return nil
            case .unchanged?: return before?.loaded
            case .content(let bytes, let eTag)?:
                return remember(try read(bytes, name: name, file: title), eTag: eTag)
            }
        }
    }

    private func remember(_ loaded: LoadedPlan<Plan>, eTag: String?) -> LoadedPlan<Plan> {
        known.withLock { $0[loaded.file] = Known(eTag: eTag, loaded: loaded) }
        return loaded
    }

    private func read(_ bytes: [UInt8], name: String?, file: String) throws(PlanError) -> LoadedPlan<Plan> {
        let document = try PlanDocument(bytes, file: file)
        let plan = try document.read { self.readFields(name, $0) }
        return LoadedPlan(name: name, file: file, content: document.content, plan: plan)
    }
}
