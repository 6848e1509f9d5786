/// A name pattern of DMS's object locators. It compares byte by byte and case-sensitively, and `_` matches a whole
/// character.
///
/// `%` matches any number of characters, `_` one character, `[_]` an underscore, `[ab]` or `[a-d]` one of these
/// letters.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Wildcards.html
struct NamePattern: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case anything
        case anyOne
        case exactly(Unicode.Scalar)
        case oneOf([ClosedRange<Unicode.Scalar>])
    }

    let text: String
    private let parts: [Part]

    init(_ text: String) {
        self.text = text
        var parts: [Part] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "%": parts.append(.anything)
            case "_": parts.append(.anyOne)
            case "[":
                if let end = rest.firstIndex(of: "]"), end != rest.startIndex {
                    parts.append(.oneOf(Self.ranges(Array(rest[..<end]))))
                    rest = rest[rest.index(after: end)...]
                } else {
                    parts.append(.exactly(scalar))
                }
            default: parts.append(.exactly(scalar))
            }
        }
        self.parts = parts
    }

    /// Makes a pattern with `%` as the only wildcard. `_` and `[` match only themselves.
    init(percentOnly text: String) {
        self.text = text
        parts = text.unicodeScalars.map { $0 == "%" ? .anything : .exactly($0) }
    }

    /// The single name that the pattern stands for; `nil` for a pattern with a wildcard other than `_`. The wildcard
    /// `_` is read as an underscore. A table of this name must exist.
    var literal: String? {
        var name = String.UnicodeScalarView()
        for part in parts {
            switch part {
            case .exactly(let scalar): name.append(scalar)
            case .oneOf(let ranges) where ranges.count == 1 && ranges[0].lowerBound == ranges[0].upperBound:
                name.append(ranges[0].lowerBound)
            // Mappings written by hand use `_` unescaped in names such as sales_order, and mean the underscore.
            case .anyOne: name.append("_")
            case .anything, .oneOf: return nil
            }
        }
        return String(name)
    }

    func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        // Greedy, with one position to return to. That is enough, because `%` is the only repetition.
        var (position, part) = (0, 0)
        var retry: (part: Int, position: Int)?
        while position < scalars.count {
            if part < parts.count, parts[part] == .anything {
                retry = (part + 1, position)
                part += 1
            } else if part < parts.count, Self.accepts(parts[part], scalars[position]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                (part, position) = (last.part, last.position + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anything }
    }

    private static func accepts(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .anything, .anyOne: true
        case .exactly(let expected): expected == scalar
        case .oneOf(let ranges): ranges.contains { $0.contains(scalar) }
        }
    }

    private static func ranges(_ set: [Unicode.Scalar]) -> [ClosedRange<Unicode.Scalar>] {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var index = 0
        while index < set.count {
            if index + 2 < set.count, set[index + 1] == "-", set[index] <= set[index + 2] {
                ranges.append(set[index]...set[index + 2])
                index += 3
            } else {
                ranges.append(set[index]...set[index])
                index += 1
            }
        }
        return ranges
    }
}
