import FormEncoding
import JSON

extension StartRequest {
    static let mostEvents = 1000
    static let longestToken = 2048
    /// The maximum length of an event's id in bytes. S3 has the same limit for keys, and the id of an event about an
    /// object is the object's key.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    static let longestEventID = 1024
    static let reservedPrefix = "starter."
    /// The maximum length of a request's JSON text in bytes. An item of at most 400 kB must contain this text and the
    /// end of a run.
    static let mostBytes = 196_608

    /// - Throws: `StarterError`, which names the field, or `JSONError`.
    init(_ input: StateMachineInput, _ mode: StateMachineInput.Mode, _ settings: StarterSettings) throws {
        let workflow = try input.workflow()
        let eventIDs = try Self.events(input)
        let properties = try Self.properties(input)
        key = RunDedupeKey(workflow: workflow, name: try RunDedupeKey.name(input, mode, eventIDs, properties))
        if mode == .resume { work = .resume(runID: try input.requiredName(.runId)) }
        token = try Self.token(input, mode)
        executionName = try input.name(.executionName)
        executionARN = try input.text(.executionArn)
        if let executionARN { try ExecutionARN.check(executionARN, region: settings.region) }
        self.eventIDs = eventIDs
        self.properties = properties
        concurrency = try Self.concurrency(input, mode, settings)
        waitLimit = try input.number(.waitLimitSeconds, 0...StarterSettings.longestWait, settings.waitLimit)
        window = try input.number(.windowSeconds, 0...StarterSettings.longestWindow, settings.window)
        verdict = try VerdictPolicy(input, settings)
        onFailed = mode == .resume ? .keep : try input.choice(.onFailed) ?? settings.onFailed
        stopOnAbort = try input.flag(.stopOnAbort) ?? settings.stopOnAbort
        let bytes = try JSONWriter.bytes(of: self).count
        guard bytes <= Self.mostBytes else {
            throw StarterError.invalid(
                "\"eventIds\", \"properties\" and the lists of nodes have \(bytes) bytes as JSON; at most \(Self.mostBytes) are taken: give fewer events at once"
            )
        }
    }

    private static func token(_ input: StateMachineInput, _ mode: StateMachineInput.Mode) throws -> String? {
        let token = try input.text(.taskToken)
        if mode == .startAndWait, token == nil {
            throw StarterError.invalid("\"taskToken\" is missing; without one use mode start")
        }
        if let token, !(1...longestToken).contains(token.utf8.count) {
            throw StarterError.invalid("\"taskToken\" must have 1 to \(longestToken) characters")
        }
        return token
    }

    private static func concurrency(
        _ input: StateMachineInput,
        _ mode: StateMachineInput.Mode,
        _ settings: StarterSettings
    ) throws -> ConcurrencyPolicy {
        let standard = mode == .resume && settings.concurrency.usesLock ? .wait : settings.concurrency
        let policy = try input.choice(.concurrency) ?? standard
        if mode == .resume, policy.usesLock {
            throw StarterError.invalid("\"concurrency\" is \"\(policy.rawValue)\"; with resume it is wait or fail")
        }
        return policy
    }

    fileprivate static func events(_ input: StateMachineInput) throws -> [String] {
        let (one, several) = (try input.text(.eventId), try input.texts(.eventIds))
        guard one == nil || several == nil else {
            throw StarterError.invalid("give only one of \"eventId\" and \"eventIds\"")
        }
        let all = several ?? one.map { [$0] } ?? []
        guard all.count <= mostEvents else {
            throw StarterError.invalid("\"eventIds\" has \(all.count) events; at most \(mostEvents) are taken at once")
        }
        var known: Set<String> = []
        return try all.filter { id in
            guard (1...longestEventID).contains(id.utf8.count) else {
                throw StarterError.invalid("\"\(id.cut(toBytes: 50))\" is no event id: 1 to \(longestEventID) bytes")
            }
            return known.insert(id).inserted
        }
    }

    fileprivate static func properties(_ input: StateMachineInput) throws -> [String: String] {
        let properties = try input.properties()
        for name in properties.keys.sorted() {
            if name.isEmpty || name.utf8.count > RunDedupeKey.longestName {
                throw StarterError.invalid(
                    "\"properties\" has the name \"\(name.cut(toBytes: 50))\"; a name has 1 to \(RunDedupeKey.longestName) bytes"
                )
            }
            if name.hasPrefix(reservedPrefix) {
                throw StarterError.invalid(
                    "\"properties\" has the name \"\(name)\"; names beginning with starter. are the function's own"
                )
            }
        }
        let size = properties.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size <= mostPropertyBytes else {
            throw StarterError.invalid("\"properties\" have \(size) bytes; at most \(mostPropertyBytes) are taken")
        }
        return properties
    }

    private static let mostPropertyBytes = 32_768
}

extension RunReference {
    /// - Throws: `StarterError`, which names the field, or `JSONError`.
    init(_ input: StateMachineInput) throws {
        let workflow = try input.workflow()
        if let id = try input.name(.runId) {
            self = .run(workflow: workflow, id: id)
            return
        }
        let (events, properties) = (try StartRequest.events(input), try StartRequest.properties(input))
        self = .key(RunDedupeKey(workflow: workflow, name: try RunDedupeKey.name(input, .check, events, properties)))
    }
}

extension VerdictPolicy {
    init(_ input: StateMachineInput, _ settings: StarterSettings) throws {
        unreached = try input.choice(.unreached) ?? settings.unreached
        mayBeUnreached = try input.texts(.mayBeUnreached) ?? []
        mayFail = try input.texts(.mayFail) ?? []
    }
}

extension RunDedupeKey {
    /// Chooses the name of a request: the caller's `dedupeKey`, else a name from the event ids or the execution's name.
    /// The execution's name is used only without event ids. For mode `resume`, the run's id comes before the event ids.
    ///
    /// All iterations of a Map state have the same execution name. Their properties differ, so the properties are part
    /// of the default name.
    fileprivate static func name(
        _ input: StateMachineInput,
        _ mode: StateMachineInput.Mode,
        _ eventIDs: [String],
        _ properties: [String: String]
    ) throws -> String {
        if let name = try input.name(.dedupeKey) { return name }
        if mode == .resume, let run = try input.name(.runId) { return "resume:\(run)" }
        if eventIDs.count == 1 {
            return eventIDs[0].utf8.count <= longestName ? eventIDs[0] : "event:\(digest(eventIDs[0]))"
        }
        if eventIDs.count > 1 { return "events:\(digest(eventIDs.sorted().joined(separator: "\n")))" }
        guard let execution = try input.name(.executionName) else {
            throw StarterError.invalid(
                "one of \"dedupeKey\", \"eventId\" and \"executionName\" must say which request this is"
            )
        }
        guard !properties.isEmpty else { return execution }
        let content = try JSONWriter.text(of: properties, [.sortedKeys])
        let name = "\(execution):\(digest(content).prefix(16))"
        return name.utf8.count <= longestName ? name : "execution:\(digest(name))"
    }
}
