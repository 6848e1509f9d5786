import LambdaRuntime
import AWSS3
import JSON
import UTCTime

/// Reads the fields of a command. A field with an unclear value is refused, never guessed.
enum CommandFieldReader {
    static func refuseUnknown(_ members: JSONObject, _ known: [String], in place: String) throws(InvalidRequest) {
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw InvalidRequest(
                "\"\(unknown)\" is not known in \(place); the fields are \(known.joined(separator: ", "))"
            )
        }
    }

    /// Reads a text of 1 to 2,048 bytes; `nil` when the field is missing.
    static func text(_ name: String, _ members: JSONObject) throws(InvalidRequest) -> String? {
        guard let value = members[name], value != .null else { return nil }
        guard let text = value.string, (1...2048).contains(text.utf8.count), !text.utf8.contains(0) else {
            throw InvalidRequest("\"\(name)\" is expected to be a string of 1 to 2048 bytes")
        }
        return text
    }

    static func list(_ name: String, _ members: JSONObject) throws(InvalidRequest) -> [JSONValue] {
        guard let value = members[name], value != .null else { return [] }
        guard case .array(let items) = value else { throw InvalidRequest("\"\(name)\" is expected to be a list") }
        return items
    }

    /// Reads `true` or `false`; a missing field is `false`.
    static func flag(_ name: String, _ members: JSONObject) throws(InvalidRequest) -> Bool {
        switch members[name] {
        case nil, .null?: return false
        case .bool(let flag)?: return flag
        default: throw InvalidRequest("\"\(name)\" is expected to be true or false")
        }
    }

    /// Reads a time in ISO 8601 with an offset; `nil` when the field is missing.
    static func time(_ name: String, _ members: JSONObject) throws(InvalidRequest) -> UTCTime? {
        guard let text = try text(name, members) else { return nil }
        guard let time = UTCTime(iso8601: text) else {
            throw InvalidRequest("\"\(name)\" is \"\(text)\"; expected a time such as 2026-11-27T10:00:00Z")
        }
        return time
    }

    /// Reads a list of strings; `nil` when the field is missing.
    static func texts(_ name: String, _ members: JSONObject, _ path: String) throws(InvalidRequest) -> [String]? {
        guard let value = members[name], value != .null else { return nil }
        var texts: [String] = []
        for item in try list(name, members) {
            guard let text = item.string else {
                throw InvalidRequest("\(path).\(name) is expected to be a list of strings")
            }
            texts.append(text)
        }
        return texts
    }

    static func count(_ name: String, _ members: JSONObject, _ path: String) throws(InvalidRequest) -> Int64? {
        guard let value = members[name], value != .null else { return nil }
        guard let number = value.int64, number >= 0 else {
            throw InvalidRequest("\(path).\(name) is expected to be a whole number, not negative")
        }
        return number
    }

    static func place(_ text: String, _ path: String) throws(InvalidRequest) -> S3Location {
        guard text.hasPrefix("s3://"), let place = S3Location(text) else {
            throw InvalidRequest("\(path) is \"\(text)\"; expected s3://bucket/key")
        }
        return place
    }
}
