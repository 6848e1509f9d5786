/// A value of a ``JSONDocument``, decoded when it is asked for, with an error that names its path:
///
///     for record in try document["Records"].array {
///         let key = try record["s3"]["object"]["key"].string
///         let size = try record["s3"]["object"]["size"].ifPresent?.int64
///     }
///
/// Stepping to a member never throws. A step to what is not there gives an element that says so when it is read:
/// `Records[3].s3 is missing`, `Records[3].s3 must be an object, found a string`.
public struct JSONElement: Sendable {
    /// The reason for a missing value; `index` is then the last value on the way that exists.
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

    /// The member with this name; of several, the last. Names are compared byte by byte.
    ///
    /// Looking up costs as much as the object has members: go over ``object`` to read all of a large one.
    public subscript(_ name: String) -> JSONElement {
        guard absence == nil else { return self }
        guard token.kind == .object else { return JSONElement(tape, index, absence: .notA(.object)) }
        var name = name
        let found = name.withUTF8 { tape.value(named: $0, in: index) }
        guard let found else { return JSONElement(tape, index, absence: .member(name)) }
        return JSONElement(tape, found)
    }

    /// The element at this place, from 0. Looking up costs as much as there are elements before it.
    public subscript(_ place: Int) -> JSONElement {
        guard absence == nil else { return self }
        guard token.kind == .array else { return JSONElement(tape, index, absence: .notA(.array)) }
        guard place >= 0, let found = JSONElements(self).dropFirst(place).first(where: { _ in true }) else {
            return JSONElement(tape, index, absence: .element(place))
        }
        return found
    }

    /// `nil` for a value that is not there or is `null`: `try element["size"].ifPresent?.int64`.
    ///
    /// A step through a value of the wrong kind is not an absence: reading the result throws.
    public var ifPresent: JSONElement? {
        switch absence {
        case nil: token.kind == .null ? nil : self
        case .notA: token.kind == .null ? nil : self
        case .member, .element: nil
        }
    }

    // MARK: - What is there

    /// `nil` for a value that is not there.
    public var kind: JSONKind? { absence == nil ? token.kind : nil }

    /// `true` when the value is there and is `null`.
    public var isNull: Bool { kind == .null }

    /// The path from the outermost value: `Records[3].s3.object.key`; empty for the outermost value itself.
    public var path: String { steps.text }

    /// The line and column where the value begins. For a missing value: where the value that should hold it begins.
    public var position: JSONPosition { JSONPosition(of: token.offset, in: tape.bytes) }

    /// The place where the value begins, in bytes from 0. ``position`` counts lines and columns up to it.
    public var offset: Int { token.offset }

    /// An error about this value, for a caller whose rules it breaks: `schedule must be a cron expression`.
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

    /// - Throws: the absence, if there is no value here, or that it is of another kind.
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
