import TestSupport
/// One DynamoDB table with a partition and a sort key, as far as the function uses one: whole items, the conditions it
/// writes, queries in pages. What it does not know it refuses.
struct FakeTable: Sendable {
    typealias Item = [String: JSON]

    struct Refusal: Error {
        let code: String
        var item: Item?
    }

    private struct Address: Hashable {
        let partition: String
        let sort: String
    }

    /// Items a page of a query has at most.
    var pageSize = 50
    /// By partition, then by sort key.
    private var partitions: [String: [String: Item]] = [:]

    /// Every item, for a test's eyes.
    var all: [Item] { partitions.values.flatMap(\.values) }

    func items(under partition: String) -> [Item] {
        (partitions[partition] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func handle(_ operation: String, _ input: JSON) throws(Refusal) -> JSON {
        switch operation {
        case "GetItem": return try get(input)
        case "PutItem":
            let item = try object(input["Item"])
            let address = try address(item)
            try check(input, partitions[address.partition]?[address.sort])
            partitions[address.partition, default: [:]][address.sort] = item
            return [:]
        case "DeleteItem":
            let address = try address(try object(input["Key"]))
            try check(input, partitions[address.partition]?[address.sort])
            partitions[address.partition]?[address.sort] = nil
            return [:]
        case "Query": return try query(input)
        default: throw Refusal(code: "UnknownOperationException")
        }
    }

    private func get(_ input: JSON) throws(Refusal) -> JSON {
        guard input["ConsistentRead"]?.bool == true else { throw invalid }
        let address = try address(try object(input["Key"]))
        guard let item = partitions[address.partition]?[address.sort] else { return [:] }
        return ["Item": .object(item)]
    }

    private func query(_ input: JSON) throws(Refusal) -> JSON {
        guard input["ConsistentRead"]?.bool == true, let partition = value(":pk", input)?["S"]?.string else {
            throw invalid
        }
        var prefix = ""
        switch input["KeyConditionExpression"]?.string {
        case "pk = :pk": break
        case "pk = :pk AND begins_with(sk, :prefix)": prefix = value(":prefix", input)?["S"]?.string ?? ""
        default: throw invalid
        }
        let after = input["ExclusiveStartKey"]?["sk"]?["S"]?.string
        let sorts = (partitions[partition] ?? [:]).keys.filter { $0.hasPrefix(prefix) }
            .filter { sort in after.map { $0 < sort } ?? true }.sorted()
        let limit = min(input["Limit"]?.number.map { Int($0) } ?? .max, pageSize)
        let page = sorts.prefix(limit)
        var output: [String: JSON] = [
            "Items": .array(page.compactMap { partitions[partition]?[$0] }.map { .object($0) })
        ]
        // As DynamoDB does: a full page has a next key, even if nothing follows.
        if page.count == limit, let last = page.last {
            output["LastEvaluatedKey"] = ["pk": ["S": .string(partition)], "sk": ["S": .string(last)]]
        }
        return .object(output)
    }

    /// `a OR b`, `attribute_not_exists(x)`, `#x = :x`.
    private func check(_ input: JSON, _ existing: Item?) throws(Refusal) {
        guard let text = input["ConditionExpression"]?.string else { return }
        var holds = false
        for term in text.split(separator: " OR ") {
            let words = term.split(separator: " ").map(String.init)
            if words.count == 1, term.hasPrefix("attribute_not_exists("), term.hasSuffix(")") {
                let name = term.dropFirst("attribute_not_exists(".count).dropLast()
                if existing?[String(name)] == nil { holds = true }
            } else if words.count == 3, words[1] == "=",
                let name = input["ExpressionAttributeNames"]?[words[0]]?.string,
                let expected = value(words[2], input)
            {
                if existing?[name] == expected { holds = true }
            } else {
                throw invalid
            }
        }
        guard holds else {
            let isAskedFor = input["ReturnValuesOnConditionCheckFailure"]?.string == "ALL_OLD"
            throw Refusal(code: "ConditionalCheckFailedException", item: isAskedFor ? existing : nil)
        }
    }

    private func value(_ name: String, _ input: JSON) -> JSON? { input["ExpressionAttributeValues"]?[name] }
    private var invalid: Refusal { Refusal(code: "ValidationException") }

    private func object(_ json: JSON?) throws(Refusal) -> Item {
        guard let object = json?.object else { throw invalid }
        return object
    }

    private func address(_ item: Item) throws(Refusal) -> Address {
        guard let partition = item["pk"]?["S"]?.string, let sort = item["sk"]?["S"]?.string, !partition.isEmpty,
            !sort.isEmpty, partition.utf8.count <= 2048, sort.utf8.count <= 1024
        else { throw invalid }
        return Address(partition: partition, sort: sort)
    }
}
