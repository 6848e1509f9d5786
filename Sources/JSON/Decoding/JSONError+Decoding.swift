extension JSONError {
    /// Wraps the error in a `DecodingError`, for `Decodable` types that catch `DecodingError`; ``init(_:in:)`` unwraps
    /// it.
    ///
    /// - Parameter key: the name of the missing member, if one is missing.
    func asDecodingError(_ element: JSONElement, _ key: (any CodingKey)?) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: element.codingPath,
            debugDescription: description,
            underlyingError: self
        )
        switch (kind, key) {
        case (.missing, let key?): return .keyNotFound(key, context)
        case (.missing, nil): return .valueNotFound(Any.self, context)
        case (.wrongKind, _):
            return element.isNull ? .valueNotFound(Any.self, context) : .typeMismatch(Any.self, context)
        default: return .dataCorrupted(context)
        }
    }

    /// Makes the error from a `DecodingError`.
    ///
    /// - Parameter root: the element that was decoded when the error was thrown.
    init(_ error: DecodingError, in root: JSONElement) {
        let context: DecodingError.Context
        var kind = Kind.refused
        var missingKey: (any CodingKey)?
        switch error {
        case .keyNotFound(let key, let found):
            context = found
            kind = .missing
            missingKey = key
        case .valueNotFound(_, let found), .typeMismatch(_, let found):
            context = found
            kind = .wrongKind
        case .dataCorrupted(let found): context = found
        @unknown default:
            self = root.error("cannot be decoded")
            return
        }
        if let original = context.underlyingError as? JSONError {
            self = original
            return
        }
        let path = JSONFieldPath(context.codingPath + (missingKey.map { [$0] } ?? []))
        self.init(
            kind,
            missingKey == nil ? "is refused: \(context.debugDescription)" : "is missing",
            path: path.text,
            position: root.position(at: context.codingPath)
        )
    }
}

extension JSONElement {
    /// Returns the position of the value at a coding path. For a missing value, it is the position of the last existing
    /// value on the path.
    fileprivate func position(at codingPath: [any CodingKey]) -> JSONPosition {
        var here = JSONElement(tape, 0)
        for step in JSONFieldPath(codingPath).steps {
            switch step {
            case .member(let name): here = here[name]
            case .element(let place): here = here[place]
            }
        }
        return here.position
    }
}
