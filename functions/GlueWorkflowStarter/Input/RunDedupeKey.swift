import AWSSigning

/// The name of a request, and of its run, within a workflow.
struct RunDedupeKey: Codable, Hashable, Sendable, CustomStringConvertible {
    /// UTF-8 bytes of a workflow's name or a key.
    static let longestName = 255

    let workflow: String
    let name: String

    var description: String { "\(workflow)/\(name)" }

    /// The partition of all items of the run.
    var partition: String { "run/\(path)" }
    var path: String { "\(Self.part(workflow))/\(Self.part(name))" }

    /// Encodes a text as one part of a key of the table: without slashes, and short enough for two of them in a sort key
    /// (1,024 bytes).
    static func part(_ text: String) -> String {
        let encoded = PercentEncoding.encode(text)
        return encoded.utf8.count <= 400 ? encoded : "~\(digest(text))"
    }

    static func digest(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
}
