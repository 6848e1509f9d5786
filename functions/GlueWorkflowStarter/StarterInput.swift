/// An input as it is written in a state machine: every field optional, and none that is not known.
struct StarterInput: Decodable {
    enum Mode: String, CaseIterable, Decodable {
        case start, startAndWait, check, stop, resume, sweep

        static let list = allCases.map(\.rawValue).joined(separator: ", ")

        /// The fields that mean something in this mode.
        var fields: Set<Field> {
            let trigger: Set<Field> = [.dedupeKey, .executionName, .concurrency, .waitLimitSeconds]
            let verdict: Set<Field> = [.unreached, .mayBeUnreached]
            let start: Set<Field> = [.eventId, .eventIds, .properties, .windowSeconds]
            let wait: Set<Field> = [.taskToken, .executionArn, .stopOnAbort]
            let reference: Set<Field> = [.runId, .dedupeKey, .eventId, .eventIds, .executionName]
            return switch self {
            case .start: trigger.union(verdict).union(start).union([.workflow])
            case .startAndWait: trigger.union(verdict).union(start).union(wait).union([.workflow])
            case .resume: trigger.union(verdict).union(wait).union([.workflow, .runId])
            case .check: reference.union(verdict).union([.workflow, .failOnError])
            case .stop: reference.union([.workflow])
            case .sweep: []
            }
        }
    }

    enum Field: String, CaseIterable, CodingKey {
        case mode, workflow, taskToken, dedupeKey, eventId, eventIds, executionName, executionArn, properties
        case concurrency, waitLimitSeconds, windowSeconds, unreached, mayBeUnreached, stopOnAbort, runId, failOnError
    }

    static let mostEvents = 1000
    static let longestToken = 2048
    /// Bytes: a thousand of them must leave room in an item.
    static let longestEventID = 128
    static let reservedPrefix = "starter."

    let mode: Mode?
    let workflow: String?
    let taskToken: String?
    let dedupeKey: String?
    let eventId: String?
    let eventIds: [String]?
    let executionName: String?
    let executionArn: String?
    let properties: [String: String]?
    let concurrency: ConcurrencyPolicy?
    let waitLimitSeconds: Int?
    let windowSeconds: Int?
    let unreached: UnreachedNodes?
    let mayBeUnreached: [String]?
    let stopOnAbort: Bool?
    let runId: String?
    let failOnError: Bool?
    private let given: Set<Field>

    init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue)
        if let unknown = names.sorted().first(where: { Field(stringValue: $0) == nil }) {
            throw invalid(
                "there is no field \"\(unknown)\"; the fields are \(Field.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        let container = try decoder.container(keyedBy: Field.self)
        func text(_ field: Field) throws -> String? { try container.decodeIfPresent(String.self, forKey: field) }
        func choice<Choice: RawRepresentable<String> & CaseIterable>(_ field: Field) throws -> Choice? {
            guard let word = try text(field) else { return nil }
            guard let choice = Choice(rawValue: word) else {
                let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw invalid("\"\(field.rawValue)\" is \"\(word)\"; it is one of \(all)")
            }
            return choice
        }
        mode = try choice(.mode)
        workflow = try text(.workflow)
        taskToken = try text(.taskToken)
        dedupeKey = try text(.dedupeKey)
        eventId = try text(.eventId)
        eventIds = try container.decodeIfPresent([String].self, forKey: .eventIds)
        executionName = try text(.executionName)
        executionArn = try text(.executionArn)
        properties = try container.decodeIfPresent([String: String].self, forKey: .properties)
        concurrency = try choice(.concurrency)
        waitLimitSeconds = try container.decodeIfPresent(Int.self, forKey: .waitLimitSeconds)
        windowSeconds = try container.decodeIfPresent(Int.self, forKey: .windowSeconds)
        unreached = try choice(.unreached)
        mayBeUnreached = try container.decodeIfPresent([String].self, forKey: .mayBeUnreached)
        stopOnAbort = try container.decodeIfPresent(Bool.self, forKey: .stopOnAbort)
        runId = try text(.runId)
        failOnError = try container.decodeIfPresent(Bool.self, forKey: .failOnError)
        given = Set(names.compactMap(Field.init(stringValue:)))
    }

    private struct AnyName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension StarterInput {
    /// A field that would be ignored is a misunderstanding: `taskToken` with `start` would leave its task waiting for ever.
    func refuseFieldsNotOf(_ mode: Mode) throws(StarterError) {
        let odd = given.subtracting(mode.fields).subtracting([.mode]).map(\.rawValue).sorted()
        guard let field = odd.first else { return }
        throw invalid("\"\(field)\" means nothing in mode \(mode.rawValue)")
    }

    func trigger(_ mode: Mode, _ settings: StarterSettings) throws(StarterError) -> Trigger {
        let workflow = try name(workflow, .workflow)
        if mode == .startAndWait, taskToken == nil {
            throw invalid("\"taskToken\" is missing; without one use mode start")
        }
        if let taskToken, !(1...Self.longestToken).contains(taskToken.utf8.count) {
            throw invalid("\"taskToken\" must have 1 to \(Self.longestToken) characters")
        }
        var work = Trigger.Work.start
        if mode == .resume { work = .resume(runID: try name(runId, .runId)) }
        let policy = concurrency ?? (mode == .resume && settings.concurrency.usesSlot ? .wait : settings.concurrency)
        if mode == .resume, policy.usesSlot {
            throw invalid("\"concurrency\" is \"\(policy.rawValue)\"; with resume it is wait or fail")
        }
        let eventIDs = try events()
        return Trigger(
            key: RunKey(workflow: workflow, name: try keyName(eventIDs)),
            work: work,
            token: taskToken,
            executionName: executionName,
            executionARN: executionArn,
            eventIDs: eventIDs,
            properties: try callersProperties(),
            concurrency: policy,
            waitLimit: try number(
                waitLimitSeconds,
                .waitLimitSeconds,
                0...StarterSettings.longestWait,
                settings.waitLimit
            ),
            window: try number(windowSeconds, .windowSeconds, 0...StarterSettings.longestWindow, settings.window),
            verdict: verdictPolicy(settings),
            stopOnAbort: stopOnAbort ?? settings.stopOnAbort
        )
    }

    func reference() throws(StarterError) -> StarterRequest.Reference {
        let workflow = try name(workflow, .workflow)
        if runId != nil { return .run(workflow: workflow, id: try name(runId, .runId)) }
        return .key(RunKey(workflow: workflow, name: try keyName(try events())))
    }

    func verdictPolicy(_ settings: StarterSettings) -> VerdictPolicy {
        VerdictPolicy(unreached: unreached ?? settings.unreached, mayBeUnreached: mayBeUnreached ?? [])
    }

    /// What the trigger is known by: what the caller says, else what it is about, else who asks.
    private func keyName(_ eventIDs: [String]) throws(StarterError) -> String {
        if dedupeKey != nil { return try name(dedupeKey, .dedupeKey) }
        if mode == .resume, let runId { return "resume:\(runId)" }
        if eventIDs.count == 1 { return eventIDs[0] }
        if eventIDs.count > 1 { return "events:\(RunKey.digest(eventIDs.sorted().joined(separator: "\n")))" }
        guard executionName != nil else {
            throw invalid("one of \"dedupeKey\", \"eventId\" and \"executionName\" must say which trigger this is")
        }
        return try name(executionName, .executionName)
    }

    private func events() throws(StarterError) -> [String] {
        guard eventId == nil || eventIds == nil else { throw invalid("give only one of \"eventId\" and \"eventIds\"") }
        let all = eventIds ?? eventId.map { [$0] } ?? []
        guard all.count <= Self.mostEvents else {
            throw invalid("\"eventIds\" has \(all.count) events; at most \(Self.mostEvents) are taken at once")
        }
        var known: Set<String> = []
        var events: [String] = []
        for id in all {
            // A comma would make two of it in the run property.
            guard (1...Self.longestEventID).contains(id.utf8.count), !id.utf8.contains(UInt8(ascii: ",")) else {
                throw invalid("\"\(id.prefix(50))\" is no event id: 1 to \(Self.longestEventID) bytes, no comma")
            }
            if known.insert(id).inserted { events.append(id) }
        }
        return events
    }

    private func callersProperties() throws(StarterError) -> [String: String] {
        let properties = properties ?? [:]
        for name in properties.keys.sorted() {
            if name.isEmpty || name.utf8.count > RunKey.longestName {
                throw invalid(
                    "\"properties\" has the name \"\(name.prefix(50))\"; a name has 1 to \(RunKey.longestName) bytes"
                )
            }
            if name.hasPrefix(Self.reservedPrefix) {
                throw invalid(
                    "\"properties\" has the name \"\(name)\"; names beginning with starter. are the function's own"
                )
            }
        }
        let size = properties.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        // With events and nodes they must fit into one item of 400 KB, else the end could not be noted down.
        guard size <= Self.largestProperties else {
            throw invalid("\"properties\" have \(size) bytes; at most \(Self.largestProperties) are taken")
        }
        return properties
    }

    private static let largestProperties = 32_768

    private func name(_ text: String?, _ field: Field) throws(StarterError) -> String {
        guard let text else { throw invalid("\"\(field.rawValue)\" is missing") }
        guard (1...RunKey.longestName).contains(text.utf8.count) else {
            throw invalid("\"\(field.rawValue)\" must have 1 to \(RunKey.longestName) bytes")
        }
        return text
    }

    private func number(
        _ value: Int?,
        _ field: Field,
        _ range: ClosedRange<Int>,
        _ standard: Int
    ) throws(StarterError) -> Int {
        guard let value else { return standard }
        guard range.contains(value) else {
            throw invalid("\"\(field.rawValue)\" is \(value); it is from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
