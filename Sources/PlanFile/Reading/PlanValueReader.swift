/// One value of a plan with its place, to be read as what the caller expects. A reader that finds something else notes the
/// mistake and returns `nil`.
public struct PlanValueReader {
    public let node: PlanNode
    let place: PlanFieldPath
    let reading: PlanReadingState

    init(_ node: PlanNode, path: PlanFieldPath, reading: PlanReadingState) {
        self.node = node
        place = path
        self.reading = reading
    }

    /// The place for messages: `exports[2].format`.
    public var path: String { place.text }
    public var position: PlanPosition { node.position }
    /// `true` while the fields are only listed, for the test that compares them with a schema: there is no value.
    public var isExploration: Bool { reading.mode == .exploration }

    /// Notes a mistake at this value.
    ///
    /// - Parameter message: completes "exports[2].format: …".
    public func refuse(_ message: String) {
        switch reading.mode {
        case .plan: note(message)
        // What the caller compares (a field with another) is not known of a made-up item.
        case .defaults, .exploration: break
        }
    }

    /// Notes that the value has a wrong type or is out of its range, in `defaults` too, before any item uses it.
    func mistake(_ message: String) {
        switch reading.mode {
        case .plan: note(message)
        case .defaults: if place.isDefault { note(message) }
        case .exploration: break
        }
    }

    private func note(_ message: String) {
        reading.record(PlanProblem(file: reading.file, position: node.position, path: place.text, message: message))
    }

    /// - Parameter expected: completes "expected …".
    func wrongType(_ expected: String) { mistake("\(node.found); expected \(expected)") }

    func declare(_ kind: PlanFieldKind) { reading.declare(place, kind) }

    /// The scalar, unless this is a list or a mapping.
    public var scalar: PlanScalar? { if case .scalar(let scalar) = node.content { scalar } else { nil } }

    /// Reads a value that may be of several shapes: `compare: exact` or `compare: {rows: 10}`.
    ///
    /// - Returns: what the reader of the present shape returned. A shape without a reader is a mistake.
    public func either<Value>(
        expected: String,
        scalar readScalar: ((PlanValueReader) -> Value?)? = nil,
        list readList: ((PlanValueReader) -> Value?)? = nil,
        mapping readMapping: ((PlanValueReader) -> Value?)? = nil
    ) -> Value? {
        declare(.any)
        if isExploration {
            for read in [readScalar, readList, readMapping] { _ = read?(self) }
            return nil
        }
        let read =
            switch node.content {
            case .scalar: readScalar
            case .sequence: readList
            case .mapping: readMapping
            }
        guard let read else {
            wrongType(expected)
            return nil
        }
        return read(self)
    }

    /// Reads the fields of a mapping. See ``PlanDocument/read(_:)`` for what `body` must keep to.
    public func mapping<Value>(_ body: (FieldReader) -> Value?) -> Value? { mapping(isTop: false, body) }

    func mapping<Value>(isTop: Bool, _ body: (FieldReader) -> Value?) -> Value? {
        mapping(isTop: isTop, defaults: nil, body)
    }

    /// - Parameter defaults: whose fields count where this mapping does not have them.
    func mapping<Value>(isTop: Bool, defaults: PlanDefaults?, _ body: (FieldReader) -> Value?) -> Value? {
        declare(.mapping)
        let entries: [PlanEntry]
        switch node.content {
        case .mapping(let found): entries = found
        case _ where isExploration: entries = []
        default:
            wrongType("a mapping of fields")
            return nil
        }
        let fields = FieldReader(self, entries, defaults)
        let value = body(fields)
        fields.refuseUnknown(isTop: isTop)
        return value
    }

    /// Reads each item of a list.
    ///
    /// - Parameters:
    ///   - count: how many items are allowed.
    ///   - defaults: what counts for items, which are mappings then, where they say nothing.
    /// - Returns: what `body` returned of each item, without those of which it returned `nil`.
    public func list<Value>(count: ClosedRange<Int> = 1...10_000, _ body: (PlanValueReader) -> Value?) -> [Value]? {
        declare(.list)
        if isExploration {
            _ = body(PlanValueReader(node, path: place.item(0), reading: reading))
            return nil
        }
        guard case .sequence(let items) = node.content else {
            wrongType("a list")
            return nil
        }
        if !count.contains(items.count) {
            mistake(
                items.isEmpty
                    ? "is empty" : "has \(items.count) items; expected \(count.lowerBound) to \(count.upperBound)"
            )
        }
        // By a loop: the types of `enumerated().compactMap` cost a start a tenth of its instructions.
        var values: [Value] = []
        for index in items.indices {
            let item = PlanValueReader(items[index], path: place.item(index), reading: reading)
            if let value = body(item) { values.append(value) }
        }
        return values
    }

    /// Reads each item of a list of mappings.
    ///
    /// - Parameter defaults: what counts where an item says nothing; see ``FieldReader/defaults(_:own:)``.
    public func list<Value>(
        count: ClosedRange<Int> = 1...10_000,
        defaults: PlanDefaults?,
        _ body: (FieldReader) -> Value?
    ) -> [Value]? {
        tryDefaults(defaults, path: place.item(0), body)
        let items = list(count: count) { $0.mapping(isTop: false, defaults: defaults, body) }
        if let defaults, isExploration { reading.declare(defaults, asItem: place.item(0)) }
        return items
    }

    /// Reads a mapping whose keys are names that the plan chooses: tables, topics.
    ///
    /// - Returns: what `body` returned for each, in the order of the text.
    public func entries<Value>(
        count: ClosedRange<Int> = 1...10_000,
        _ body: (_ name: String, _ value: PlanValueReader) -> Value?
    ) -> [Value]? {
        declare(.mapping)
        if isExploration {
            _ = body("", PlanValueReader(node, path: place.entry("*"), reading: reading))
            return nil
        }
        guard case .mapping(let entries) = node.content else {
            wrongType("a mapping of names")
            return nil
        }
        if !count.contains(entries.count) {
            mistake(
                entries.isEmpty
                    ? "is empty" : "has \(entries.count) names; expected \(count.lowerBound) to \(count.upperBound)"
            )
        }
        var values: [Value] = []
        for entry in entries {
            let value = PlanValueReader(entry.value, path: place.entry(entry.key), reading: reading)
            if let value = body(entry.key, value) { values.append(value) }
        }
        return values
    }

    /// Reads a mapping of names whose values are mappings; a name without a value has only the defaults.
    public func entries<Value>(
        count: ClosedRange<Int> = 1...10_000,
        defaults: PlanDefaults?,
        _ body: (_ name: String, _ fields: FieldReader) -> Value?
    ) -> [Value]? {
        tryDefaults(defaults, path: place.entry("*")) { body("name", $0) }
        let items = entries(count: count) { name, value in
            let node = value.node.isNull ? PlanNode(.mapping([]), at: value.node.position) : value.node
            return PlanValueReader(node, path: value.place, reading: reading)
                .mapping(isTop: false, defaults: defaults) { body(name, $0) }
        }
        if let defaults, isExploration { reading.declare(defaults, asItem: place.entry("*")) }
        return items
    }

    /// Reads a made-up empty item, to find the mistakes in `defaults` that every real item overrides, and the fields in it that
    /// no item has.
    private func tryDefaults<Value>(_ defaults: PlanDefaults?, path: PlanFieldPath, _ body: (FieldReader) -> Value?) {
        guard let defaults, reading.mode == .plan else { return }
        reading.mode = .defaults
        defer { reading.mode = .plan }
        let item = PlanValueReader(PlanNode(.mapping([]), at: defaults.value.position), path: path, reading: reading)
        let fields = FieldReader(item, [], defaults)
        _ = body(fields)
        defaults.refuseUnknown(asked: fields.asked)
    }
}
