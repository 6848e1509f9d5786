import AWSSQS
import JSON

extension FollowUpMessage {
    private struct Wire: Codable {
        struct Parts: Codable {
            let range: Int
            let of: CopyName
        }

        var parts: Parts?
        var object: ObjectRequest?
        var crawl: Bool?
    }

    /// The text at the beginning of every ``FollowUpMessage``. A message without this text is not decoded.
    private static let opening = #"{"s3Copier":"#

    /// Reads the body of a message.
    ///
    /// - Returns: `nil` when the body is not a ``FollowUpMessage``.
    init?(messageBody body: String) {
        guard body.hasPrefix(Self.opening),
            let wire = try? JSONDocument(body).decode([String: Wire].self)["s3Copier"]
        else { return nil }
        switch (wire.parts, wire.object, wire.crawl) {
        case (let parts?, nil, nil): self = .parts(range: parts.range, of: parts.of)
        case (nil, let object?, nil): self = .object(object)
        case (nil, nil, true?): self = .crawl
        default: return nil
        }
    }

    /// Writes the message's body.
    ///
    /// - Throws: `JSONError`, but no value of this type causes one.
    func messageBody() throws -> String {
        let wire =
            switch self {
            case .parts(let range, let name): Wire(parts: .init(range: range, of: name))
            case .object(let request): Wire(object: request)
            case .crawl: Wire(crawl: true)
            }
        return SQS.messageBody(json: try JSONWriter.text(of: ["s3Copier": wire]))
    }
}
