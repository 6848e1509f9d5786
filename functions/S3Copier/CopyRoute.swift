/// From where to where: which objects it is for, and the bucket and key of their copies.
struct CopyRoute: Sendable, Equatable {
    /// `nil` means any bucket.
    var sourceBucket: String?
    var prefix = ""
    var suffix = ""
    var targetBucket: String
    var targetKey = KeyTemplate.sameKey

    func isFor(bucket: String) -> Bool { sourceBucket == nil || sourceBucket == bucket }

    func matches(bucket: String, key: String) -> Bool {
        // Compared as bytes: to `hasPrefix`, é in one code point and in two are the same, to S3 they are not.
        isFor(bucket: bucket) && key.utf8.starts(with: prefix.utf8)
            && key.utf8.reversed().starts(with: suffix.utf8.reversed())
    }

    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, as far as a mistake is certain.
    static func isBucketName(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "."): true
                default: false
                }
            }
    }
}

/// How a copy's key is made from its source's: text with `{key}`, `{basename}` (behind the last `/`) and `{ext}` (behind
/// its last `.`, or nothing).
struct KeyTemplate: Sendable, Equatable {
    private enum Part: Equatable {
        case text(String)
        case key
        case basename
        case ext
    }

    static let sameKey = KeyTemplate(parts: [.key])

    private let parts: [Part]

    private init(parts: [Part]) { self.parts = parts }

    /// `nil` for a brace that does not close, a placeholder that does not exist, or a template that names no part of the
    /// key: all its copies would overwrite each other.
    init?(_ template: String) {
        var parts: [Part] = []
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{") {
            if open != rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            switch rest[rest.index(after: open)..<close] {
            case "key": parts.append(.key)
            case "basename": parts.append(.basename)
            case "ext": parts.append(.ext)
            default: return nil
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        guard parts.contains(.key) || parts.contains(.basename) else { return nil }
        self.parts = parts
    }

    func key(for source: String) -> String {
        // By bytes again: a combining mark behind a slash would make one Character with it, and hide it.
        let bytes = source.utf8
        let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
        let name = source[nameStart...]
        let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        return parts.map { part in
            switch part {
            case .text(let text): text
            case .key: source
            case .basename: String(name)
            case .ext: dot.map { String(name[name.utf8.index(after: $0)...]) } ?? ""
            }
        }.joined()
    }
}
