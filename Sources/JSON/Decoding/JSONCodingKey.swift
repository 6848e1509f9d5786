/// One step of a coding path: a member's name or an array index.
struct JSONCodingKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) {
        stringValue = name
        intValue = nil
    }

    init(_ index: Int) {
        stringValue = "Index \(index)"
        intValue = index
    }

    init(stringValue: String) { self.init(stringValue) }
    init(intValue: Int) { self.init(intValue) }
}

extension JSONFieldPath {
    init(_ codingPath: [any CodingKey]) {
        // A dictionary's key that is a number has an `intValue` too; only an array's has a name that is not the number.
        steps = codingPath.map { key in
            if let index = key.intValue, key.stringValue != String(index) {
                .element(index)
            } else {
                .member(key.stringValue)
            }
        }
    }
}

extension JSONElement {
    var codingPath: [any CodingKey] {
        steps.steps.map { step in
            switch step {
            case .member(let name): JSONCodingKey(name)
            case .element(let index): JSONCodingKey(index)
            }
        }
    }
}
