/// The path from a text's outermost value to another value.
struct JSONFieldPath {
    enum Step {
        case member(String)
        case element(Int)
    }

    var steps: [Step] = []

    /// The path in the form for messages: `Records[3].s3.object`, `["a b"].c`. Names are escaped and shortened, because
    /// they come from outside and are written to logs.
    var text: String {
        var text = ""
        for step in steps {
            switch step {
            case .element(let index): text += "[\(index)]"
            case .member(let name) where Self.isWord(name): text += (text.isEmpty ? "" : ".") + name
            case .member(let name):
                var writer = JSONWriter()
                writer.string(name.unicodeScalars.count > 100 ? String(name.unicodeScalars.prefix(100)) + "…" : name)
                text += "[" + writer.text + "]"
            }
            if text.utf8.count > 1000 { return text + "…" }
        }
        return text
    }

    private static func isWord(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }
}

extension JSONTape {
    /// Finds the path from the outermost value to an entry. Only errors and coding paths need this search.
    func path(to wanted: Int) -> JSONFieldPath {
        var path = JSONFieldPath()
        var container = 0
        while container != wanted, tokens[container].kind.isContainer {
            let isObject = tokens[container].kind == .object
            var index = container + 1
            var position = 0
            let end = next(after: container)
            while index < end {
                let value = isObject ? index + 1 : index
                if wanted < next(after: value) {
                    path.steps.append(
                        isObject
                            ? .member(JSONUnescaping.string(of: tokens[index], in: bytes) ?? "�") : .element(position)
                    )
                    container = value
                    break
                }
                index = next(after: value)
                position += 1
            }
            if index >= end { break }
        }
        return path
    }
}
