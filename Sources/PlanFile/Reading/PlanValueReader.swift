/// Reads one value of a plan as the type that the caller expects. For a value of another type, a method records a
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

    /// The value's path for messages: `exports[2].format`.
    public var path: String { place.text }
    public var position: PlanPosition { node.position }
    /// `true` when the reader runs without a plan, only to list the fields for a comparison with the schema. There is
    /// no value then.
    public var isExploration: Bool { reading.mode == .exploration }

    /// Records a mistake at this value.
    ///
    /// - Parameter message: completes "exports[2].format: …".
    public func refuse(_ message: String) {
        switch reading.mode {
        case .plan: note(message)
        // What the caller compares (a field with another) is not known of a made-up item.
        case .defaults, .exploration: break
        }
    }

    /// Records that the value has a wrong type or is out of its range. A value in `defaults` is checked too, even if no
    /// item uses it.
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

    /// Records that the value has a wrong type.
    ///
    /// - Parameter expected: completes "expected …".
    func wrongType(_ expected: String) { mistake("\(node.found); expected \(expected)") }

    func declare(_ kind: PlanFieldKind) { reading.declare(place, kind) }

    /// The value as a scalar; `nil` for a list or a mapping.
    public var scalar: PlanScalar? { if case .scalar(let scalar) = node.content { scalar } else { nil } }

    /// Reads a value that may have one of several shapes: `compare: exact` or `compare: {rows: 10}`.
    ///
    /// - Returns: the result of the function for the value's shape. A shape without a function is a mistake.
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

    /// Reads the fields of a mapping. ``PlanDocument/read(_:)`` states the rules for `body`.
    public func mapping<Value>(_ body: (FieldReader) -> Value?) -> Value? { mapping(isTop: false, body) }

    func mapping<Value>(isTop: Bool, _ body: (FieldReader) -> Value?) -> Value? {
        mapping(isTop: isTop, defaults: nil, body)
    }

    /// Reads the fields of a mapping, with default values.
    ///
    /// - Parameter defaults: the values of fields that this mapping does not have.
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
    /// - Parameter count: the allowed number of items.
    /// - Returns: the result of `body` for each item, without the `nil` results.
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
    /// - Parameter defaults: the values of fields that an item does not have; see ``FieldReader/defaults(_:own:)``.
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

    /// Reads a mapping with keys that the plan's author chooses, such as tables or topics.
    ///
    /// - Returns: the result of `body` for each key in the order of the text, without the `nil` results.
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

    /// Reads a mapping in which each value is a mapping, too. The plan's author chooses the keys. A key without a
    /// value has only the defaults.
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

    /// Reads an invented empty item with the defaults. This finds mistakes in `defaults` that every real item
    /// overrides, and fields of `defaults` that no item may have.
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
