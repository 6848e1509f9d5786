/// A change that a transformation rule makes to a name.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.html
enum NameChange: Sendable, Equatable {
    case rename(String)
    case lowercase
    case uppercase
    case addPrefix(String)
    case removePrefix(String)
    case replacePrefix(String, with: String)
    case addSuffix(String)
    case removeSuffix(String)
    case replaceSuffix(String, with: String)

    /// Reads a rule's action; `nil` for an action that leaves names unchanged, such as `remove-column`.
    ///
    /// - Throws: ``MappingError`` for an action whose value is missing.
    init?(action: String, value: String?, oldValue: String?) throws(MappingError) {
        func needed(_ text: String?, _ field: String) throws(MappingError) -> String {
            guard let text else { throw MappingError("a transformation \"\(action)\" without \"\(field)\"") }
            return text
        }
        switch action {
        case "rename": self = .rename(try needed(value, "value"))
        case "convert-lowercase": self = .lowercase
        case "convert-uppercase": self = .uppercase
        case "add-prefix": self = .addPrefix(try needed(value, "value"))
        case "remove-prefix": self = .removePrefix(try needed(value, "value"))
        case "replace-prefix":
            self = .replacePrefix(try needed(oldValue, "old-value"), with: try needed(value, "value"))
        case "add-suffix": self = .addSuffix(try needed(value, "value"))
        case "remove-suffix": self = .removeSuffix(try needed(value, "value"))
        case "replace-suffix":
            self = .replaceSuffix(try needed(oldValue, "old-value"), with: try needed(value, "value"))
        default: return nil
        }
    }

    func apply(to name: String) -> String {
        switch self {
        case .rename(let new): new
        case .lowercase: name.lowercased()
        case .uppercase: name.uppercased()
        case .addPrefix(let prefix): prefix + name
        case .removePrefix(let prefix): Self.replacing(prefix, in: name, with: "", atEnd: false)
        case .replacePrefix(let old, let new): Self.replacing(old, in: name, with: new, atEnd: false)
        case .addSuffix(let suffix): name + suffix
        case .removeSuffix(let suffix): Self.replacing(suffix, in: name, with: "", atEnd: true)
        case .replaceSuffix(let old, let new): Self.replacing(old, in: name, with: new, atEnd: true)
        }
    }

    /// Replaces a prefix or suffix, compared byte by byte. `String` compares an accent together with the letter before
    /// it, and would not find such a suffix.
    private static func replacing(_ old: String, in name: String, with new: String, atEnd: Bool) -> String {
        let (bytes, part) = (Array(name.utf8), Array(old.utf8))
        if atEnd {
            guard bytes.suffix(part.count).elementsEqual(part) else { return name }
            return String(decoding: bytes.dropLast(part.count), as: UTF8.self) + new
        }
        guard bytes.starts(with: part) else { return name }
        return new + String(decoding: bytes.dropFirst(part.count), as: UTF8.self)
    }
}
