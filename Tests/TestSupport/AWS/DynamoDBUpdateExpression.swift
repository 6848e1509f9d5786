/// An update: SET of plain values, of `if_not_exists` and of sums; REMOVE; ADD of numbers and to sets; DELETE from sets.
struct DynamoDBUpdateExpression {
    private let clauses: [(action: String, operands: [[String]])]
    private let names: JSON?
    private let values: JSON?

    init(_ text: String, _ input: JSON) {
        names = input["ExpressionAttributeNames"]
        values = input["ExpressionAttributeValues"]
        var clauses: [(action: String, operands: [[String]])] = []
        var depth = 0
        for word in dynamoDBWords(text) {
            if depth == 0, ["SET", "REMOVE", "ADD", "DELETE"].contains(word) {
                clauses.append((word, [[]]))
            } else if !clauses.isEmpty {
                depth += word == "(" ? 1 : word == ")" ? -1 : 0
                if word == ",", depth == 0 {
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
        let before = item
        for (action, operands) in clauses {
            for operand in operands {
                switch (action, operand.count) {
                case ("SET", 3...) where operand[1] == "=":
                    item[try dynamoDBName(operand[0], names)] = try term(Array(operand[2...]), before)
                case ("REMOVE", 1): item[try dynamoDBName(operand[0], names)] = nil
                case ("ADD", 2):
                    let name = try dynamoDBName(operand[0], names)
                    item[name] = try sum(before[name], try value(operand[1]))
                case ("DELETE", 2):
                    let name = try dynamoDBName(operand[0], names)
                    item[name] = try difference(before[name], try value(operand[1]))
                default: throw .invalid("not understood here: \(action) \(operand.joined(separator: " "))")
                }
            }
        }
    }

    /// `:value`, `name`, `if_not_exists ( name , :value )`, and the sum of two of them.
    private func term(_ words: [String], _ item: FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) -> JSON {
        if let plus = words.firstIndex(of: "+") {
            let left = try term(Array(words[..<plus]), item)
            return try sum(left, try term(Array(words[(plus + 1)...]), item))
        }
        switch words.count {
        case 1 where words[0].hasPrefix(":"): return try value(words[0])
        case 1:
            guard let value = item[try dynamoDBName(words[0], names)] else {
                throw .invalid("an attribute of the update expression is not in the item")
            }
            return value
        case 6 where words[0] == "if_not_exists" && words[1] == "(" && words[3] == "," && words[5] == ")":
            if let present = item[try dynamoDBName(words[2], names)] { return present }
            return try value(words[4])
        default: throw .invalid("not understood here: \(words.joined(separator: " "))")
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

    /// A set that becomes empty goes.
    private func difference(_ old: JSON?, _ taken: JSON) throws(FakeDynamoDB.Refusal) -> JSON? {
        for kind in ["SS", "NS"] {
            if let taken = taken[kind]?.array {
                guard let old else { return nil }
                guard let present = old[kind]?.array else { throw .invalid("DELETE from another type") }
                let rest = Set(present).subtracting(taken).sorted { $0.text < $1.text }
                return rest.isEmpty ? nil : .object([kind: .array(rest)])
            }
        }
        throw .invalid("DELETE takes sets")
    }

    private func value(_ word: String) throws(FakeDynamoDB.Refusal) -> JSON {
        guard let value = values?[word] else { throw .invalid("\(word) is not defined") }
        return value
    }
}
