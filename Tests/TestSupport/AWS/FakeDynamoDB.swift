public import UTCTime

/// DynamoDB tables of one schema, with real conditions, updates, queries, pages and limits. What it does not know it
/// refuses, as DynamoDB does. By default the schema is the one of every state table of the suite.
public struct FakeDynamoDB: Sendable {
    public typealias Item = [String: JSON]

    /// Names of key attributes.
    public struct Schema: Sendable {
        public var partitionKey: String
        public var sortKey: String?
        /// A sparse index: partition key (a string) and sort key (a number).
        public var index: (name: String, partitionKey: String, sortKey: String)?

        public init(
            partitionKey: String,
            sortKey: String? = nil,
            index: (name: String, partitionKey: String, sortKey: String)? = nil
        ) {
            self.partitionKey = partitionKey
            self.sortKey = sortKey
            self.index = index
        }

        public static let state = Schema(partitionKey: "pk", sortKey: "sk", index: ("open-due", "open", "due"))
    }

    /// Items that a page of a query or scan has at most.
    public var pageSize = 50
    /// Operations so far, e.g. `PutItem`.
    public private(set) var operations: [String] = []

    let schema: Schema
    var items = DynamoDBItems()
    /// The items that the index shows; `nil` when it is up to date.
    var staleItems: DynamoDBItems?

    public init(_ schema: Schema = .state) { self.schema = schema }

    /// - Parameter partitionKey: name of the partition key of tables without a sort key.
    public init(partitionKey: String) { self.init(Schema(partitionKey: partitionKey)) }

    // MARK: - For tests

    /// Every item of every table, in the order of keys.
    public var all: [Item] { items.all.sorted { $0.address < $1.address }.map(\.item) }

    /// The items of a partition, in the order of sort keys.
    public func items(under partition: String) -> [Item] {
        items.all.filter { $0.address.partition == partition }.sorted { $0.address < $1.address }.map(\.item)
    }

    /// The index shows things as they are now until ``catchUp()``: it is eventually consistent.
    public mutating func letIndexLag() { staleItems = items }

    public mutating func catchUp() { staleItems = nil }

    /// Deletes what has expired, as DynamoDB does some time later.
    public mutating func expire(at now: UTCTime) {
        let seconds = Double(now.millisecondsSinceEpoch / 1_000)
        for (address, item) in items.all {
            guard let expiry = item["expiresAt"]?["N"]?.string.flatMap({ Double($0) }), expiry <= seconds else {
                continue
            }
            items.set(nil, at: address, index: schema.index?.partitionKey)
        }
    }

    // MARK: - Answering

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        let prefix = "DynamoDB_20120810."
        guard let target = request.header("x-amz-target"), target.hasPrefix(prefix), let input = JSON(request.body)
        else { return nil }
        return reply(to: String(target.dropFirst(prefix.count)), input)
    }

    /// Answers a request.
    public mutating func reply(to operation: String, _ input: JSON) -> LoopbackServer.Reply {
        do {
            return .status(200, body: try handle(operation, input).text)
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
        operations.append(operation)
        guard let table = input["TableName"]?.string, !table.isEmpty else { throw .invalid("no TableName") }
        switch operation {
        case "GetItem":
            guard let item = items[try schema.address(ofKey: input["Key"], table)] else { return [:] }
            return ["Item": .object(item)]
        case "PutItem":
            guard let item = input["Item"]?.object else { throw .invalid("no Item") }
            let address = try schema.address(of: item, table)
            try check(input, items[address])
            items.set(try schema.storable(item), at: address, index: schema.index?.partitionKey)
            return [:]
        case "DeleteItem":
            let address = try schema.address(ofKey: input["Key"], table)
            try check(input, items[address])
            items.set(nil, at: address, index: schema.index?.partitionKey)
            return [:]
        case "UpdateItem":
            let address = try schema.address(ofKey: input["Key"], table)
            try check(input, items[address])
            guard let update = input["UpdateExpression"]?.string else { throw .invalid("no UpdateExpression") }
            var item = items[address] ?? input["Key"]?.object ?? [:]
            try DynamoDBUpdateExpression(update, input).apply(to: &item)
            guard try schema.address(of: item, table) == address else { throw .invalid("a key cannot be updated") }
            items.set(try schema.storable(item), at: address, index: schema.index?.partitionKey)
            return ["Attributes": .object(item)]
        case "Query": return try query(table, input)
        case "Scan": return try scan(table, input)
        default: throw Refusal(code: "UnknownOperationException")
        }
    }

    private func check(_ input: JSON, _ existing: Item?) throws(Refusal) {
        guard let text = input["ConditionExpression"]?.string else { return }
        var condition = DynamoDBCondition(text, input)
        guard try condition.holds(for: existing ?? [:]) else {
            let isAskedFor = input["ReturnValuesOnConditionCheckFailure"]?.string == "ALL_OLD"
            throw Refusal(
                code: "ConditionalCheckFailedException",
                message: "The conditional request failed",
                item: isAskedFor ? existing : nil
            )
        }
    }
}
