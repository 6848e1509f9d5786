import AWSSigning

/// The key of a request and of its run: a workflow, and a name that is unique within the workflow.
struct RunDedupeKey: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The maximum length of a workflow's name, or of a request's name, in UTF-8 bytes.
    static let longestName = 255

    let workflow: String
    let name: String

    var description: String { "\(workflow)/\(name)" }

    /// The partition key of all items of the run in the state table.
    var partition: String { "run/\(path)" }
    var path: String { "\(Self.part(workflow))/\(Self.part(name))" }

    /// Encodes a text as one part of a key in the state table. The result has no slash and at most 400 bytes, so that
    /// two parts fit into a sort key (1,024 bytes).
    static func part(_ text: String) -> String {
        let encoded = PercentEncoding.encode(text)
        return encoded.utf8.count <= 400 ? encoded : "~\(digest(text))"
    }

    static func digest(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
}
