/// DynamoDB tables with a partition key, as far as leases and records need them: whole items, conditions and updates
/// really evaluated. What it does not know it refuses, as DynamoDB does.
public struct FakeDynamoDB: Sendable {
    public typealias Item = [String: JSON]

    private let partitionKey: String
    private var items: [String: Item] = [:]

    /// - Parameter partitionKey: name of the tables' partition key; its values are strings.
    public init(partitionKey: String) { self.partitionKey = partitionKey }

    /// Every item, for a test's eyes.
    public var all: [Item] { Array(items.values) }

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        let prefix = "DynamoDB_20120810."
        guard let target = request.header("x-amz-target"), target.hasPrefix(prefix), let input = JSON(request.body)
        else {
            return nil
        }
        do {
            return .status(200, body: try handle(String(target.dropFirst(prefix.count)), input).text)
        } catch {
            var body: [String: JSON] = ["__type": .string("com.amazonaws.dynamodb.v20120810#\(error.code)")]
            body["message"] = .string(error.message)
            if let item = error.item { body["Item"] = .object(item) }
            return .status(400, body: JSON.object(body).text)
        }
    }

    struct Refusal: Error {
        let code: String
        var message = ""
        var item: Item?

        static func invalid(_ message: String) -> Refusal { Refusal(code: "ValidationException", message: message) }
    }

    private mutating func handle(_ operation: String, _ input: JSON) throws(Refusal) -> JSON {
        switch operation {
        case "GetItem":
            guard let item = items[try key(input["Key"])] else { return .object([:]) }
            return .object(["Item": .object(item)])
        case "PutItem":
            guard let item = input["Item"]?.object else { throw .invalid("no Item") }
            let key = try key(input["Item"])
            try check(input, items[key])
            items[key] = item
            return .object([:])
        case "DeleteItem":
            let key = try key(input["Key"])
            try check(input, items[key])
            items[key] = nil
            return .object([:])
        case "UpdateItem":
            let key = try key(input["Key"])
            try check(input, items[key])
            guard let update = input["UpdateExpression"]?.string else { throw .invalid("no UpdateExpression") }
            var item = items[key] ?? input["Key"]?.object ?? [:]
            try DynamoDBUpdateExpression(update, input).apply(to: &item)
            items[key] = item
            return .object(["Attributes": .object(item)])
        case "Scan": return .object(["Items": .array(items.sorted { $0.key < $1.key }.map { .object($0.value) })])
        default: throw Refusal(code: "UnknownOperationException")
        }
    }

    private func key(_ json: JSON?) throws(Refusal) -> String {
        guard let key = json?[partitionKey]?["S"]?.string, !key.isEmpty, key.utf8.count <= 2_048 else {
            throw .invalid("the partition key \(partitionKey) is missing, or not 1 to 2048 bytes")
        }
        return key
    }

    private func check(_ input: JSON, _ existing: Item?) throws(Refusal) {
        guard let text = input["ConditionExpression"]?.string else { return }
        var condition = DynamoDBCondition(text, input)
        guard try condition.holds(for: existing ?? [:]) else {
            let isAskedFor = input["ReturnValuesOnConditionCheckFailure"]?.string == "ALL_OLD"
            throw Refusal(code: "ConditionalCheckFailedException", item: isAskedFor ? existing : nil)
        }
    }
}
