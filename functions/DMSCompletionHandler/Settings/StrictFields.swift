/// A JSON object whose every field must be known: a misspelt one would otherwise change what is proved without a word.
struct StrictFields {
    private let container: KeyedDecodingContainer<AnyKey>
    private let place: String

    /// - Parameter place: names the object in errors, e.g. `migration "shop"`.
    init(_ decoder: any Decoder, place: String, known: [String]) throws {
        guard let container = try? decoder.container(keyedBy: AnyKey.self) else {
            throw ConfigurationError("\(place) to be a JSON object")
        }
        if let unknown = container.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) {
            throw ConfigurationError(
                "\(place) not to have a field \"\(unknown)\"; the fields are \(known.joined(separator: ", "))"
            )
        }
        self.container = container
        self.place = place
    }

    func optional<Value: Decodable>(_ name: String, _ type: Value.Type, expected: String) throws -> Value? {
        do {
            return try container.decodeIfPresent(type, forKey: AnyKey(name))
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError("\(place) to have \(expected) as \"\(name)\"")
        }
    }

    func required<Value: Decodable>(_ name: String, _ type: Value.Type, expected: String) throws -> Value {
        guard let value = try optional(name, type, expected: expected) else {
            throw ConfigurationError("\(place) to have a field \"\(name)\": \(expected)")
        }
        return value
    }

    /// Text that is not empty.
    func text(_ name: String, expected: String = "text") throws -> String? {
        guard let value = try optional(name, String.self, expected: expected) else { return nil }
        guard !value.isEmpty else { throw ConfigurationError("\(place) to have \(expected) as \"\(name)\", not \"\"") }
        return value
    }

    func requiredText(_ name: String, expected: String) throws -> String {
        guard let value = try text(name, expected: expected) else {
            throw ConfigurationError("\(place) to have a field \"\(name)\": \(expected)")
        }
        return value
    }

    func flag(_ name: String) throws -> Bool { try optional(name, Bool.self, expected: "true or false") ?? false }

    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = try optional(name, Int.self, expected: expected) else { return nil }
        guard range.contains(value) else { throw ConfigurationError("\(place) to have \(expected) as \"\(name)\"") }
        return value
    }

    func error(_ expected: String) -> ConfigurationError { ConfigurationError("\(place) \(expected)") }
}
