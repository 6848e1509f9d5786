/// A value of a ``JSONDocument``. It is decoded only when it is read, and an error names its path:
///
///     for record in try document["Records"].array {
///         let key = try record["s3"]["object"]["key"].string
///         let size = try record["s3"]["object"]["size"].ifPresent?.int64
///     }
///
/// Access to a member never throws. A missing member gives an element that throws when it is read:
/// `Records[3].s3 is missing`, `Records[3].s3 must be an object, found a string`.
public struct JSONElement: Sendable {
    /// The reason why a value is missing; `index` then points to the last value on the path that exists.
    enum Absence: Sendable {
        case member(String)
        case element(Int)
        case notA(JSONKind)
    }

    let tape: JSONTape
    let index: Int
    let absence: Absence?

    init(_ tape: JSONTape, _ index: Int, absence: Absence? = nil) {
        self.tape = tape
        self.index = index
        self.absence = absence
    }

    var token: JSONToken { tape.tokens[index] }

    // MARK: - Steps

    /// The member with this name; the last one when several have the name. Names are compared byte by byte.
    ///
    /// A lookup takes a step for each member of the object: iterate over ``object`` to read all members of a large
    /// object.
    public subscript(_ name: String) -> JSONElement {
        guard absence == nil else { return self }
        guard token.kind == .object else { return JSONElement(tape, index, absence: .notA(.object)) }
        var name = name
        let found = name.withUTF8 { tape.value(named: $0, in: index) }
        guard let found else { return JSONElement(tape, index, absence: .member(name)) }
        return JSONElement(tape, found)
    }

    /// The array element at this index, from 0. A lookup takes a step for each element before it.
    public subscript(_ place: Int) -> JSONElement {
        guard absence == nil else { return self }
        guard token.kind == .array else { return JSONElement(tape, index, absence: .notA(.array)) }
        guard place >= 0, let found = JSONElements(self).dropFirst(place).first(where: { _ in true }) else {
            return JSONElement(tape, index, absence: .element(place))
        }
        return found
    }

    /// The element itself; `nil` when the value is missing or `null`: `try element["size"].ifPresent?.int64`.
    ///
    /// A path through a value of the wrong kind does not count as missing: reading the result throws.
    public var ifPresent: JSONElement? {
        switch absence {
        case nil: token.kind == .null ? nil : self
        case .notA: token.kind == .null ? nil : self
        case .member, .element: nil
        }
    }

    // MARK: - What is there

    /// The kind of the value; `nil` for a missing value.
    public var kind: JSONKind? { absence == nil ? token.kind : nil }

    /// `true` when the value exists and is `null`.
    public var isNull: Bool { kind == .null }

    /// The path from the outermost value: `Records[3].s3.object.key`; empty for the outermost value itself.
    public var path: String { steps.text }

    /// The line and column where the value begins. For a missing value, it is the position of the last existing value
    /// on the path.
    public var position: JSONPosition { JSONPosition(of: token.offset, in: tape.bytes) }

    /// The offset in bytes where the value begins, from 0. ``position`` computes the line and column from it.
    public var offset: Int { token.offset }

    /// Makes an error about this value, for a caller that has rules of its own: `schedule must be a cron expression`.
    ///
    /// - Parameter problem: continues a sentence that begins with the path.
    public func error(_ problem: String, _ kind: JSONError.Kind = .refused) -> JSONError {
        JSONError(kind, problem, self)
    }

    var steps: JSONFieldPath {
        var path = tape.path(to: index)
        switch absence {
        case .member(let name): path.steps.append(.member(name))
        case .element(let place): path.steps.append(.element(place))
        case .notA, nil: break
        }
        return path
    }

    /// Returns the value's token, if the value is of the wanted kind.
    ///
    /// - Throws: ``JSONError`` for a missing value, or for a value of another kind.
    func require(_ wanted: JSONKind) throws(JSONError) -> JSONToken {
        switch absence {
        case .member, .element: throw error("is missing", .missing)
        case .notA(let container): throw error("must be \(container), found \(token.kind)", .wrongKind)
        case nil: break
        }
        let token = token
        guard token.kind == wanted else { throw error("must be \(wanted), found \(token.kind)", .wrongKind) }
        return token
    }
}
