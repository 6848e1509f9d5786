import FoundationEssentials
import Synchronization

/// Just enough of DynamoDB for one table of claims: UpdateItem with SET, REMOVE and conditions, and GetItem.
///
/// Expressions are evaluated, not recognised: a condition that says something else than it should fails the tests.
final class FakeDynamoDB: Sendable {
    typealias Item = [String: JSON]

    private let items = Mutex<[String: Item]>([:])

    func item(_ resource: String, _ run: String) -> Item? { items.withLock { $0["\(resource)|\(run)"] } }

    /// Every item, as `status outcome`.
    var all: [Item] { items.withLock { Array($0.values) } }

    func put(_ resource: String, _ run: String, _ item: Item) {
        items.withLock { $0["\(resource)|\(run)"] = item }
    }

    /// - Returns: HTTP status and body.
    func answer(_ operation: String, _ body: [UInt8]) -> (Int, String) {
        guard let input = try? JSONDecoder().decode(JSON.self, from: Data(body)), let key = input["Key"] else {
            return (400, #"{"__type":"ValidationException","message":"no key"}"#)
        }
        let name = "\(key["resource"]?["S"]?.text ?? "")|\(key["run"]?["S"]?.text ?? "")"
        return items.withLock { items in
            if operation == "GetItem" {
                return (200, items[name].map { #"{"Item":\#(JSON.object($0).encoded)}"# } ?? "{}")
            }
            var evaluator = Evaluator(input, items[name] ?? [:])
            if let condition = input["ConditionExpression"]?.text, !evaluator.holds(condition) {
                let existing = items[name].map { #","Item":\#(JSON.object($0).encoded)"# } ?? ""
                return (
                    400,
                    #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"\#(existing)}"#
                )
            }
            evaluator.update(input["UpdateExpression"]?.text ?? "")
            items[name] = evaluator.item.merging(key.members) { old, _ in old }
            return (200, #"{"Attributes":\#(JSON.object(evaluator.item).encoded)}"#)
        }
    }

    private struct Evaluator {
        let names: [String: JSON]
        let values: [String: JSON]
        var item: Item
        private var tokens: [Substring] = []

        init(_ input: JSON, _ item: Item) {
            names = input["ExpressionAttributeNames"]?.members ?? [:]
            values = input["ExpressionAttributeValues"]?.members ?? [:]
            self.item = item
        }

        private static func split(_ text: String) -> [Substring] {
            var spaced = text
            for mark in ["(", ")", ",", "=", "<"] { spaced = spaced.replacing(mark, with: " \(mark) ") }
            return spaced.split(separator: " ")
        }

        private func name(_ token: Substring) -> String { names[String(token)]?.text ?? String(token) }

        // OR of ANDs, with parentheses.
        mutating func holds(_ text: String) -> Bool {
            tokens = Self.split(text)
            return or()
        }

        private mutating func or() -> Bool {
            var result = and()
            while tokens.first == "OR" {
                tokens.removeFirst()
                let right = and()
                result = result || right
            }
            return result
        }

        private mutating func and() -> Bool {
            var result = term()
            while tokens.first == "AND" {
                tokens.removeFirst()
                let right = term()
                result = result && right
            }
            return result
        }

        private mutating func term() -> Bool {
            let first = tokens.removeFirst()
            if first == "(" {
                defer { tokens.removeFirst() }
                return or()
            }
            if first == "attribute_not_exists" {
                let attribute = name(tokens[1])
                tokens.removeFirst(3)
                return item[attribute] == nil
            }
            let left = item[name(first)]
            let sign = tokens.removeFirst()
            if sign == "IN" {
                var found = false
                while true {
                    let token = tokens.removeFirst()
                    if token == ")" { return found }
                    if token.hasPrefix(":") { found = found || left == values[String(token)] }
                }
            }
            let right = values[String(tokens.removeFirst())]
            if sign == "=" { return left != nil && left == right }
            guard let less = left?["N"]?.text.flatMap({ Int64($0) }),
                let more = right?["N"]?.text.flatMap({ Int64($0) })
            else { return false }
            return less < more
        }

        mutating func update(_ text: String) {
            tokens = Self.split(text)
            var isRemoving = false
            while let token = tokens.first {
                tokens.removeFirst()
                switch token {
                case "SET": isRemoving = false
                case "REMOVE": isRemoving = true
                case ",": continue
                case _ where isRemoving: item[name(token)] = nil
                default:
                    let attribute = name(token)
                    tokens.removeFirst()
                    if tokens[0] == "if_not_exists" {
                        let value = values[String(tokens[4])]
                        if item[name(tokens[2])] == nil { item[attribute] = value }
                        tokens.removeFirst(6)
                    } else {
                        item[attribute] = values[String(tokens.removeFirst())]
                    }
                }
            }
        }
    }
}

/// Any JSON.
enum JSON: Codable, Equatable, Sendable {
    case object([String: JSON])
    case array([JSON])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode([String: JSON].self) {
            self = .object(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .null
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }

    subscript(name: String) -> JSON? { members[name] }
    var members: [String: JSON] { if case .object(let value) = self { value } else { [:] } }
    var elements: [JSON] { if case .array(let value) = self { value } else { [] } }
    var text: String? { if case .string(let value) = self { value } else { nil } }
    var integer: Int? { if case .number(let value) = self { Int(value) } else { nil } }
    var encoded: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null" }
}
