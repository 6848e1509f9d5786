/// A condition: comparisons, `IN`, `BETWEEN`, `attribute_exists`, `attribute_not_exists`, `begins_with`, `contains`, NOT,
/// AND, OR, parentheses.
struct DynamoDBCondition {
    private typealias Refusal = FakeDynamoDB.Refusal

    private var words: [String]
    private let names: JSON?
    private let values: JSON?

    init(_ text: String, _ input: JSON) {
        words = dynamoDBWords(text)
        names = input["ExpressionAttributeNames"]
        values = input["ExpressionAttributeValues"]
    }

    mutating func holds(for item: FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) -> Bool {
        let result = try either(item)
        guard words.isEmpty else { throw .invalid("unexpected \(words[0])") }
        return result
    }

    private mutating func either(_ item: FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) -> Bool {
        var result = try both(item)
        while words.first == "OR" {
            words.removeFirst()
            let other = try both(item)
            result = result || other
        }
        return result
    }

    private mutating func both(_ item: FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) -> Bool {
        var result = try term(item)
        while words.first == "AND" {
            words.removeFirst()
            let other = try term(item)
            result = result && other
        }
        return result
    }

    private mutating func term(_ item: FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) -> Bool {
        let first = try next()
        switch first {
        case "NOT": return try !term(item)
        case "(":
            let result = try either(item)
            try expect(")")
            return result
        case "attribute_exists", "attribute_not_exists":
            try expect("(")
            let name = try name(try next())
            try expect(")")
            return (item[name] != nil) == (first == "attribute_exists")
        case "begins_with", "contains":
            try expect("(")
            let left = item[try name(try next())]
            try expect(",")
            let right = try value(try next())
            try expect(")")
            return first == "contains"
                ? Self.contains(left, right)
                : left?["S"]?.string?.utf8.starts(with: (right["S"]?.string ?? "").utf8) ?? false
        default: return try comparison(item[try name(first)], try next())
        }
    }

    /// A comparison with an attribute that is not there does not hold, except `<>`.
    private mutating func comparison(_ left: JSON?, _ sign: String) throws(FakeDynamoDB.Refusal) -> Bool {
        switch sign {
        case "IN":
            try expect("(")
            var isMember = false
            repeat {
                let right = try value(try next())
                isMember = isMember || left == right
            } while try isFollowedByComma()
            return isMember
        case "BETWEEN":
            let low = try value(try next())
            try expect("AND")
            let high = try value(try next())
            guard let fromLow = try order(left, low), let fromHigh = try order(left, high) else { return false }
            return fromLow >= 0 && fromHigh <= 0
        default: break
        }
        let right = try value(try next())
        switch sign {
        case "=": return left == right
        case "<>": return left != right
        case "<": return try order(left, right).map { $0 < 0 } ?? false
        case "<=": return try order(left, right).map { $0 <= 0 } ?? false
        case ">": return try order(left, right).map { $0 > 0 } ?? false
        case ">=": return try order(left, right).map { $0 >= 0 } ?? false
        default: throw .invalid("unknown comparison \(sign)")
        }
    }

    private static func contains(_ left: JSON?, _ right: JSON) -> Bool {
        guard let text = right["S"]?.string else { return left?["NS"]?.array?.contains { $0 == right["N"] } ?? false }
        if let whole = left?["S"]?.string { return whole.contains(text) }
        return left?["SS"]?.array?.contains { $0.string == text } ?? false
    }

    /// Negative, 0 or positive; `nil` when the values are not of one type, which makes every comparison false.
    private func order(_ left: JSON?, _ right: JSON) throws(FakeDynamoDB.Refusal) -> Int? {
        guard let left else { return nil }
        if let a = left["N"]?.string.flatMap({ Double($0) }), let b = right["N"]?.string.flatMap({ Double($0) }) {
            return a < b ? -1 : a > b ? 1 : 0
        }
        if let a = left["S"]?.string, let b = right["S"]?.string {
            return a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        }
        guard right["N"] != nil || right["S"] != nil else { throw .invalid("only numbers and strings have an order") }
        return nil
    }

    private mutating func isFollowedByComma() throws(FakeDynamoDB.Refusal) -> Bool {
        switch try next() {
        case ",": return true
        case ")": return false
        case let word: throw .invalid("unexpected \(word)")
        }
    }

    private mutating func next() throws(FakeDynamoDB.Refusal) -> String {
        guard !words.isEmpty else { throw .invalid("the expression ends too early") }
        return words.removeFirst()
    }

    private mutating func expect(_ word: String) throws(FakeDynamoDB.Refusal) {
        let found = try next()
        guard found == word else { throw .invalid("expected \(word), found \(found)") }
    }

    private func name(_ word: String) throws(FakeDynamoDB.Refusal) -> String { try dynamoDBName(word, names) }

    private func value(_ word: String) throws(FakeDynamoDB.Refusal) -> JSON {
        guard word.hasPrefix(":"), let value = values?[word] else { throw .invalid("\(word) is not defined") }
        return value
    }
}
