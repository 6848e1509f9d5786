/// A condition: comparisons, `attribute_exists`, `attribute_not_exists`, AND, OR, parentheses.
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
        if first == "(" {
            let result = try either(item)
            guard try next() == ")" else { throw .invalid("a parenthesis does not close") }
            return result
        }
        if first == "attribute_exists" || first == "attribute_not_exists" {
            guard try next() == "(" else { throw .invalid("expected ( after \(first)") }
            let name = try name(try next())
            guard try next() == ")" else { throw .invalid("a parenthesis does not close") }
            return (item[name] != nil) == (first == "attribute_exists")
        }
        let left = item[try name(first)]
        let comparison = try next()
        let right = values?[try next()]
        guard let right else { throw .invalid("a value is not defined") }
        // A comparison with an attribute that is not there does not hold, whichever it is.
        guard let left else { return false }
        switch comparison {
        case "=": return left == right
        case "<>": return left != right
        default: break
        }
        guard let a = number(left), let b = number(right) else { throw .invalid("only numbers are compared here") }
        switch comparison {
        case "<": return a < b
        case "<=": return a <= b
        case ">": return a > b
        case ">=": return a >= b
        default: throw .invalid("unknown comparison \(comparison)")
        }
    }

    private mutating func next() throws(FakeDynamoDB.Refusal) -> String {
        guard !words.isEmpty else { throw .invalid("the expression ends too early") }
        return words.removeFirst()
    }

    private func name(_ word: String) throws(FakeDynamoDB.Refusal) -> String { try dynamoDBName(word, names) }

    private func number(_ value: JSON) -> Double? { value["N"]?.string.flatMap { Double($0) } }
}

/// An update: SET of plain values, REMOVE, ADD of numbers and to sets.
struct DynamoDBUpdateExpression {
    private let clauses: [(action: String, operands: [[String]])]
    private let names: JSON?
    private let values: JSON?

    init(_ text: String, _ input: JSON) {
        names = input["ExpressionAttributeNames"]
        values = input["ExpressionAttributeValues"]
        var clauses: [(action: String, operands: [[String]])] = []
        for word in dynamoDBWords(text) {
            if ["SET", "REMOVE", "ADD", "DELETE"].contains(word) {
                clauses.append((word, [[]]))
            } else if !clauses.isEmpty {
                if word == "," {
                    clauses[clauses.count - 1].operands.append([])
                } else {
                    let last = clauses[clauses.count - 1].operands.count - 1
                    clauses[clauses.count - 1].operands[last].append(word)
                }
            }
        }
        self.clauses = clauses
    }

    func apply(to item: inout FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) {
        for (action, operands) in clauses {
            for operand in operands {
                switch (action, operand.count) {
                case ("SET", 3) where operand[1] == "=":
                    item[try dynamoDBName(operand[0], names)] = try value(operand[2])
                case ("REMOVE", 1): item[try dynamoDBName(operand[0], names)] = nil
                case ("ADD", 2):
                    let name = try dynamoDBName(operand[0], names)
                    item[name] = try sum(item[name], try value(operand[1]))
                default: throw .invalid("not understood here: \(action) \(operand.joined(separator: " "))")
                }
            }
        }
    }

    private func sum(_ old: JSON?, _ new: JSON) throws(FakeDynamoDB.Refusal) -> JSON {
        for kind in ["SS", "NS"] {
            if let added = new[kind]?.array {
                guard let old else { return new }
                guard let present = old[kind]?.array else { throw .invalid("ADD to another type") }
                return .object([kind: .array(Set(present + added).sorted { $0.text < $1.text })])
            }
        }
        guard let added = new["N"]?.string.flatMap({ Int64($0) }) else { throw .invalid("ADD takes numbers and sets") }
        return .object(["N": .string("\((old?["N"]?.string.flatMap { Int64($0) } ?? 0) + added)")])
    }

    private func value(_ word: String) throws(FakeDynamoDB.Refusal) -> JSON {
        guard let value = values?[word] else { throw .invalid("\(word) is not defined") }
        return value
    }
}

private func dynamoDBName(_ word: String, _ names: JSON?) throws(FakeDynamoDB.Refusal) -> String {
    if word.hasPrefix("#") {
        guard let name = names?[word]?.string else { throw .invalid("\(word) is not defined") }
        return name
    }
    // Some of DynamoDB's hundreds of reserved words, those somebody here might come upon.
    let reserved: Set = [
        "token", "source", "status", "state", "name", "key", "value", "plan", "timestamp", "time", "date", "range",
        "parts",
        "target", "bucket", "owner", "lease", "size", "count", "type", "data", "window", "schedule", "run", "items",
        "user",
    ]
    guard !reserved.contains(word.lowercased()) else { throw .invalid("\(word) is a reserved word") }
    return word
}

/// Words, and the signs between them as words of their own.
private func dynamoDBWords(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
        switch character {
        case " ", "(", ")", ",":
            if !word.isEmpty { words.append(word) }
            word = ""
            if character != " " { words.append(String(character)) }
        default: word.append(character)
        }
    }
    return word.isEmpty ? words : words + [word]
}
