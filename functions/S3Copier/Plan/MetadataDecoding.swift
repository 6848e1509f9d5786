import Base64Coding
import TextSearch

/// Decodes metadata that is not ASCII. S3 returns it encoded like mail headers (RFC 2047), and accepts it unencoded.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
enum MetadataDecoding {
    /// - Returns: the decoded text; the same text when it is not encoded, or is encoded in an unknown way.
    static func decoded(_ text: String) -> String {
        guard text.contains(text: "=?") else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = firstRange(of: "=?", in: rest) {
            let fields = rest[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count >= 3, fields[0].uppercased() == "UTF-8",
                let end = firstRange(of: "?=", in: rest[fields[2].startIndex...]),
                let word = word(rest[fields[2].startIndex..<end.lowerBound], encoding: fields[1])
            else { return text }
            let gap = rest[..<start.lowerBound]
            // White space between two encoded words is their separator, not text.
            if result.isEmpty || !gap.allSatisfy(\.isWhitespace) { result += gap }
            result += word
            rest = rest[end.upperBound...]
        }
        result += rest
        // Somebody's text that only looks encoded must not end a header's line.
        return result.utf8.contains { $0 < 0x20 || $0 == 0x7F } ? text : result
    }

    private static func word(_ text: Substring, encoding: Substring) -> String? {
        switch encoding {
        case "B", "b":
            return Base64.decode(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
        case "Q", "q":
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "_"): bytes.append(0x20)
                case UInt8(ascii: "="):
                    guard let pair = String(validating: rest.prefix(2), as: UTF8.self), pair.utf8.count == 2,
                        let value = UInt8(pair, radix: 16)
                    else { return nil }
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                default: bytes.append(byte)
                }
            }
            return String(validating: bytes, as: UTF8.self)
        default: return nil
        }
    }

    private static func firstRange(of needle: String, in text: Substring) -> Range<Substring.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(needle) { return index..<text.index(index, offsetBy: needle.count) }
            index = text.index(after: index)
        }
        return nil
    }
}
