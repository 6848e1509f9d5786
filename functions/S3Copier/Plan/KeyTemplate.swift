import PlanFile
import UTCTime

/// A template for the keys of copies: a text with placeholders for the source's bucket and key, and for times.
struct KeyTemplate: Sendable, Hashable {
    /// The placeholders of a template: `${key}`, `${basename}` (the part of the key after its last `/`), `${ext}` (the
    /// part after the last `.`, or nothing), `${bucket}`, `${modified:yyyy-MM-dd}` (the source's Last-Modified) and
    /// `${event:yyyy-MM-dd}` (the event's time). Both times are in UTC.
    enum Name: String, TemplatePlaceholderName {
        case key, basename, ext, bucket, modified, event

        var isDate: Bool { self == .modified || self == .event }
    }

    static let sameKey = KeyTemplate(TextTemplate(parts: [.name(.key)]))

    private let template: TextTemplate<Name>
    /// `true` when each copy has the same key as its source.
    private let keepsKey: Bool
    /// `true` when the key needs the source's Last-Modified. Reading it costs one request for each object.
    let needsModified: Bool
    /// `true` when the key needs the event's time.
    let needsEventTime: Bool

    init(_ template: TextTemplate<Name>) {
        self.template = template
        keepsKey = template.onlyName == .key
        needsModified = template.uses(.modified)
        needsEventTime = template.uses(.event)
    }

    /// `true` when the key contains a time. One object may then have copies under several keys.
    var isDated: Bool { needsModified || needsEventTime }
    var namesBucket: Bool { template.uses(.bucket) }

    /// `true` when the template has neither `${key}` nor `${basename}`. All copies would then overwrite each other.
    var namesNoPartOfTheKey: Bool { !template.uses(.key) && !template.uses(.basename) }

    /// The reason why removals cannot be mirrored with this template; `nil` when they can.
    var whyRemovalsCannotFollow: String? {
        if isDated { return "has a date" }
        if namesBucket, !separatesBucket {
            return
                "has ${bucket} without a slash between it and the rest, so that objects of two buckets may share a copy"
        }
        return template.uses(.key) ? nil : "has no ${key}, so that objects of several folders share a copy"
    }

    /// `true` when the bucket's name can be found in a key by counting slashes. The number of slashes before the name,
    /// or after it, is known, and no bucket's name contains a slash.
    private var separatesBucket: Bool {
        guard let first = template.parts.firstIndex(of: .name(.bucket)),
            let last = template.parts.lastIndex(of: .name(.bucket))
        else { return true }
        let slash = UInt8(ascii: "/")
        let before = template.parts[..<first].filter { !Self.isText($0) }
        let behind = template.parts[(last + 1)...].filter { !Self.isText($0) }
        let leads =
            before.allSatisfy(Self.hasNoSlash) && (before.isEmpty || text(first - 1)?.utf8.last == slash)
            && text(first + 1)?.utf8.first == slash
        let trails =
            behind.allSatisfy(Self.hasNoSlash) && (behind.isEmpty || text(last + 1)?.utf8.first == slash)
            && text(last - 1)?.utf8.last == slash
        return leads || trails
    }

    private static func isText(_ part: TextTemplate<Name>.Part) -> Bool {
        if case .text = part { true } else { false }
    }

    private static func hasNoSlash(_ part: TextTemplate<Name>.Part) -> Bool {
        part == .name(.ext) || part == .name(.basename)
    }

    private func text(_ index: Int) -> String? {
        guard template.parts.indices.contains(index), case .text(let text) = template.parts[index] else { return nil }
        return text
    }

    /// Returns the common start of all keys of this template, and their common end.
    ///
    /// - Parameters:
    ///   - bucket: the source bucket; `nil` for any bucket.
    ///   - keyPrefix: the prefix of all source keys.
    ///   - keySuffix: the suffix of all source keys.
    func fixedText(bucket: String?, keyPrefix: String, keySuffix: String) -> (start: String, end: String) {
        var start = ""
        for part in template.parts {
            if case .text(let text) = part {
                start += text
            } else if part == .name(.bucket), let bucket {
                start += bucket
            } else {
                if part == .name(.key) { start += keyPrefix }
                break
            }
        }
        var end = ""
        for part in template.parts.reversed() {
            if case .text(let text) = part {
                end = text + end
            } else if part == .name(.bucket), let bucket {
                end = bucket + end
            } else {
                if part == .name(.key) { end = keySuffix + end }
                break
            }
        }
        return (start, end)
    }

    /// Makes the key of one copy.
    ///
    /// - Parameters:
    ///   - modified: `nil` only if ``needsModified`` is false.
    ///   - event: `nil` only if ``needsEventTime`` is false.
    /// - Returns: `nil` for a folder's marker (`in/folder/`, or Hadoop's `in/folder_$folder$`), unless the template
    ///   contains the whole key: a marker means only its own folder, and the markers of several folders would become
    ///   one object.
    func key(for source: String, in bucket: String, modified: UTCTime?, event: UTCTime?) -> String? {
        if keepsKey { return source }
        // By bytes: a combining mark behind a slash would make one Character with it, and hide it.
        let bytes = source.utf8
        let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
        let name = source[nameStart...]
        let isMarker = name.isEmpty || name.utf8.reversed().starts(with: "_$folder$".utf8.reversed())
        if isMarker, !template.uses(.key) { return nil }
        let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        return template.filled { placeholder in
            switch placeholder {
            case .key: .text(source)
            case .basename: .text(String(name))
            case .ext: .text(dot.map { String(name[name.utf8.index(after: $0)...]) } ?? "")
            case .bucket: .text(bucket)
            case .modified: modified.map { .date($0) } ?? .text("")
            case .event: event.map { .date($0) } ?? .text("")
            }
        }
    }
}
