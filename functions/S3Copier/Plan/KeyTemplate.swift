import AWSS3
import PlanFile
import UTCTime

/// The text with placeholders that a copy's key is made of, from its source's key and times.
struct KeyTemplate: Sendable, Hashable {
    /// The placeholders: `${key}`, `${basename}` (behind the key's last `/`), `${ext}` (behind its last `.`, or nothing),
    /// `${bucket}`, `${modified:yyyy-MM-dd}` (the source's Last-Modified) and `${event:yyyy-MM-dd}` (the event's time), both
    /// in UTC.
    enum Name: String, TemplateName {
        case key, basename, ext, bucket, modified, event

        var isDate: Bool { self == .modified || self == .event }
    }

    static let sameKey = KeyTemplate(TextTemplate(parts: [.name(.key)]))

    private let template: TextTemplate<Name>
    /// The source's Last-Modified must be known; it costs a request an object.
    let needsModified: Bool
    /// The event's time must be known.
    let needsEventTime: Bool

    init(_ template: TextTemplate<Name>) {
        self.template = template
        let names = template.names
        needsModified = names.contains(.modified)
        needsEventTime = names.contains(.event)
    }

    /// One object may have copies under several keys, by its times.
    var isDated: Bool { needsModified || needsEventTime }
    var namesBucket: Bool { template.names.contains(.bucket) }

    /// All copies would overwrite each other.
    var namesNoPartOfTheKey: Bool { template.names.isDisjoint(with: [.key, .basename]) }

    /// Why nobody can tell where the copy of a removed object is; `nil` when its key alone tells.
    var whyRemovalsCannotFollow: String? {
        if isDated { return "has a date" }
        return template.names.contains(.key) ? nil : "has no ${key}, so that objects of several folders share a copy"
    }

    /// - Parameters:
    ///   - modified: `nil` only if ``needsModified`` is false.
    ///   - event: `nil` only if ``needsEventTime`` is false.
    /// - Returns: `nil` for a folder's marker (`in/folder/`), unless the template keeps the whole key: it has no name of its
    ///   own, and those of all folders would be one object.
    func key(for source: String, in bucket: String, modified: UTCTime?, event: UTCTime?) -> String? {
        if self == .sameKey { return source }
        // By bytes: a combining mark behind a slash would make one Character with it, and hide it.
        let bytes = source.utf8
        let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
        let name = source[nameStart...]
        if name.isEmpty, !template.names.contains(.key) { return nil }
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

extension KeyTemplate {
    /// Reads `s3://bucket/` and a key with placeholders; a mistake is noted at the value.
    static func target(_ value: PlanValue) -> (bucket: String, key: KeyTemplate)? {
        guard let whole = value.template(TextTemplate<Name>.self) else { return nil }
        guard case .text(let start)? = whole.parts.first, start.hasPrefix("s3://") else {
            value.refuse("must begin with s3:// and a bucket")
            return nil
        }
        let rest = start.dropFirst("s3://".count)
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/"))
        let bucket = String(rest[..<(slash ?? rest.endIndex)])
        guard slash != nil || whole.parts.count == 1 else {
            value.refuse("must name a bucket behind s3://, without placeholders, and a slash behind it")
            return nil
        }
        if let problem = S3BucketName.problem(of: bucket) {
            value.refuse("must name a bucket behind s3://; \"\(bucket)\" \(problem)")
            return nil
        }
        let text = slash.map { String(Substring(rest.utf8[$0...].dropFirst())) } ?? ""
        let parts = (text.isEmpty ? [] : [TextTemplate<Name>.Part.text(text)]) + whole.parts.dropFirst()
        let key = parts.isEmpty ? sameKey : KeyTemplate(TextTemplate(parts: parts))
        guard !key.namesNoPartOfTheKey else {
            value.refuse("has neither ${key} nor ${basename}: all copies would overwrite each other")
            return nil
        }
        return (bucket, key)
    }
}
