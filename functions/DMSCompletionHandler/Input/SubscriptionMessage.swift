import UTCTime

/// A message of a DMS event subscription, as SNS delivers it. DMS has published several shapes of it: with `SourceId`, with
/// `Source ID`, and with the id in `Identifier Link` alone, behind a line break and before a blank.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html
struct SubscriptionMessage: Sendable, Equatable {
    /// The task's name as DMS keeps it: in small letters, whatever the user wrote.
    let identifier: String
    /// `http://…#DMS-EVENT-0079 `.
    let eventID: String?
    let time: UTCTime?

    /// - Returns: `nil` for anything else.
    init?(_ input: RequestFields) {
        guard let event = input["Event ID"] ?? input["Event Message"] else { return nil }
        let link = input["Identifier Link"]
        let named =
            input["SourceId"] ?? input["Source ID"] ?? input["SourceIdentifier"]
            ?? link.flatMap { Self.identifier(ofLink: $0) }
        guard let identifier = named.map(Self.normalized), !identifier.isEmpty else { return nil }
        self.identifier = identifier
        eventID = input["Event ID"].map { _ in event }
        time = (input["Event Time"] ?? input["Notification time"]).flatMap(Self.time)
    }

    /// The id behind `SourceId:`, else behind `ids=`, else behind the link's last slash.
    private static func identifier(ofLink link: String) -> String? {
        for mark in ["SourceId:", "ids=", "taskDetails/"] {
            guard let range = Self.range(of: mark, in: link) else { continue }
            let rest = link.utf8[range...].drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
            let id = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: ";") }
            if !id.isEmpty { return String(decoding: id, as: UTF8.self) }
        }
        return nil
    }

    /// Where the text behind the last `mark` begins.
    private static func range(of mark: String, in text: String) -> String.Index? {
        let (bytes, part) = (text.utf8, Array(mark.utf8))
        var found: String.Index?
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index...].starts(with: part) { found = bytes.index(index, offsetBy: part.count) }
            index = bytes.index(after: index)
        }
        return found
    }

    private static func normalized(_ identifier: String) -> String {
        let words = identifier.split(whereSeparator: \.isWhitespace)
        return words.first.map { $0.lowercased() } ?? ""
    }

    /// `2026-11-21 02:00:00.123`: no zone, which is UTC.
    private static func time(_ text: String) -> UTCTime? {
        let iso = text.split(whereSeparator: \.isWhitespace).joined(separator: "T")
        return UTCTime(iso8601: iso) ?? UTCTime(iso8601: iso + "Z")
    }
}
