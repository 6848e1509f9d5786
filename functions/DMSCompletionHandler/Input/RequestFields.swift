import JSON

/// The members of an input as far as they are of the kind that is asked for: a foreign message may use the same names for
/// something else.
struct RequestFields {
    private let element: JSONElement

    init(_ element: JSONElement) { self.element = element }

    var isObject: Bool { element.kind == .object }

    /// Text; `nil` for what is not there, empty, or something else.
    subscript(name: String) -> String? {
        guard let text = try? element[name].ifPresent?.string, !text.isEmpty else { return nil }
        return text
    }

    func flag(_ name: String) -> Bool? { try? element[name].ifPresent?.bool }

    func integer(_ name: String) -> Int? { try? element[name].ifPresent?.int }

    func texts(_ name: String) -> [String] {
        guard let list = try? element[name].ifPresent?.array else { return [] }
        return list.compactMap { try? $0.string }
    }

    func fields(_ name: String) -> RequestFields? {
        let fields = RequestFields(element[name])
        return fields.isObject ? fields : nil
    }
}
