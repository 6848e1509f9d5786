/// Reads the fields of one mapping. An unknown field is a mistake: a misspelt `where` would otherwise unload a whole
/// table.
///
/// A field with the value `null` counts as missing, and does not get a default either. `description` is allowed
/// everywhere.
public final class FieldReader {
    /// The mapping that contains the fields.
    public let value: PlanValueReader
    private let entries: [PlanEntry]
    private let defaults: PlanDefaults?
    private(set) var asked: [String] = []

    init(_ value: PlanValueReader, _ entries: [PlanEntry], _ defaults: PlanDefaults?) {
        self.value = value
        self.entries = entries
        self.defaults = defaults
    }

    /// The names of the mapping's own fields, in the order of the text. The fields of the defaults are not included.
    public var names: [String] { entries.map(\.key) }

    /// Returns `true` when the mapping or its defaults have this field, with a value other than null. This does not
    /// count as asking for the field.
    public func has(_ name: String) -> Bool { find(name) != nil }

    /// Returns `true` when the mapping itself has this field, with a value other than null. The defaults are ignored.
    public func hasOwn(_ name: String) -> Bool { entries.contains { $0.key == name && !$0.value.isNull } }

    /// Returns the value of a field. The caller then reads it as the expected type.
    ///
    /// - Parameter expected: completes "is missing; expected …".
    /// - Returns: `nil` when the field is missing. For a required field this is recorded as a mistake.
    public func value(_ name: String, _ need: PlanFieldNeed = .optional, expected: @autoclosure () -> String)
        -> PlanValueReader?
    {
        if !asked.contains(name) { asked.append(name) }
        if value.isExploration {
            let node = PlanNode(.scalar(PlanScalar(.null, text: "")), at: .start)
            let found = PlanValueReader(node, path: value.place.field(name), reading: value.reading)
            found.declare(.any)
            return found
        }
        if let found = find(name) { return found }
        if need == .required { refuse(name, "is missing; expected \(expected())") }
        return nil
    }

    /// Records a mistake at a field, or at the mapping when the field is missing.
    ///
    /// - Parameter message: completes "exports[2].format: …".
    public func refuse(_ name: String, _ message: String) {
        if let found = find(name) ?? ownNull(name) {
            // What an item makes of a default is the item's mistake: its path says which item.
            let path = found.place.isDefault ? value.place.field(name) : found.place
            PlanValueReader(found.node, path: path, reading: value.reading).refuse(message)
        } else {
            PlanValueReader(value.node, path: value.place.field(name), reading: value.reading).refuse(message)
        }
    }

    private func find(_ name: String) -> PlanValueReader? {
        if let entry = entries.first(where: { $0.key == name }) {
            return entry.value.isNull
                ? nil : PlanValueReader(entry.value, path: value.place.field(name), reading: value.reading)
        }
        guard let defaults, !defaults.own.contains(name),
            let entry = defaults.entries.first(where: { $0.key == name }), !entry.value.isNull
        else { return nil }
        let path = value.place.inDefaults(defaults.value.place)
        return PlanValueReader(
            entry.value,
            path: PlanFieldPath(
                text: defaults.value.place.field(name).text,
                shape: path.field(name).shape,
                isDefault: true
            ),
            reading: value.reading
        )
    }

    private func ownNull(_ name: String) -> PlanValueReader? {
        entries.first { $0.key == name }.map {
            PlanValueReader($0.value, path: value.place.field(name), reading: value.reading)
        }
    }

    /// Reads the plan's `defaults:`, the values for fields that an item leaves out. Pass the result to
    /// ``list(_:_:defaults:count:_:)`` or ``entries(_:_:defaults:count:_:)``, which checks its fields.
    ///
    /// - Parameter own: the fields that each item must have itself.
    public func defaults(_ name: String = "defaults", own: [String] = ["name"]) -> PlanDefaults? {
        guard let found = value(name, expected: "a mapping of fields") else { return nil }
        found.declare(.mapping)
        if value.isExploration { return PlanDefaults(value: found, entries: [], own: own) }
        guard case .mapping(let entries) = found.node.content else {
            found.wrongType("a mapping of fields")
            return nil
        }
        return PlanDefaults(value: found, entries: entries, own: own)
    }

    /// Requires exactly one of several fields; at most one when `need` is `.optional`.
    ///
    /// - Returns: the name of the field that is present. Otherwise `nil`: several fields are a mistake, and so is no
    ///   field when one is required.
    public func exactlyOne(of names: [String], _ need: PlanFieldNeed = .required) -> String? {
        let present = names.filter(has)
        let all = Self.alternatives(names)
        // A field of its own beside a default is a choice, not a contradiction.
        let own = names.filter(hasOwn)
        let candidates = own.isEmpty ? present : own
        switch candidates.count {
        case 1: return candidates[0]
        case 0:
            if need == .required { value.refuse("has none of \(all); expected one") }
            return nil
        default:
            refuse(candidates[1], "cannot be with \(candidates[0]); expected one of \(all)")
            return nil
        }
    }

    func refuseUnknown(isTop: Bool) {
        guard value.reading.mode == .plan else { return }
        for entry in entries where !asked.contains(entry.key) && entry.key != "description" {
            if isTop, entry.key == "$schema" || entry.key.hasPrefix("x-") { continue }
            value.reading.record(
                PlanProblem(
                    file: value.reading.file,
                    position: entry.keyPosition,
                    path: value.place.field(entry.key).text,
                    message: Self.unknown(entry.key, asked)
                )
            )
        }
    }

    static func unknown(_ name: String, _ known: [String]) -> String {
        let meant = SpellingSuggestion.of(name, among: known).map { " (did you mean \($0)?)" } ?? ""
        return "is not a field here; the fields are \(known.joined(separator: ", "))\(meant)"
    }

    /// Joins words for a message: `a, b or c`.
    static func alternatives(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : "\(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])"
    }
}
