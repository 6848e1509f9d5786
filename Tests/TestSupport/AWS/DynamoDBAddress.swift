/// The place of an item.
struct DynamoDBAddress: Sendable, Hashable, Comparable {
    let table: String
    let partition: String
    let sort: String

    /// Sort keys are ordered by their bytes.
    static func < (left: DynamoDBAddress, right: DynamoDBAddress) -> Bool {
        for (a, b) in [(left.table, right.table), (left.partition, right.partition), (left.sort, right.sort)]
        where a != b {
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        return false
    }
}

extension FakeDynamoDB.Schema {
    typealias Refusal = FakeDynamoDB.Refusal
    typealias Item = FakeDynamoDB.Item

    /// The key of a request, which has the key attributes and no other.
    func address(ofKey key: JSON?, _ table: String) throws(FakeDynamoDB.Refusal) -> DynamoDBAddress {
        guard let item = key?.object, item.count == (sortKey == nil ? 1 : 2) else {
            throw .invalid("The provided key element does not match the schema")
        }
        return try address(of: item, table)
    }

    func address(of item: Item, _ table: String) throws(FakeDynamoDB.Refusal) -> DynamoDBAddress {
        guard let partition = item[partitionKey]?["S"]?.string, (1...2_048).contains(partition.utf8.count) else {
            throw .invalid("the partition key \(partitionKey) is missing, or not 1 to 2048 bytes")
        }
        guard let sortKey else { return DynamoDBAddress(table: table, partition: partition, sort: "") }
        guard let sort = item[sortKey]?["S"]?.string, (1...1_024).contains(sort.utf8.count) else {
            throw .invalid("the sort key \(sortKey) is missing, or not 1 to 1024 bytes")
        }
        return DynamoDBAddress(table: table, partition: partition, sort: sort)
    }

    /// Holds an item to DynamoDB's limits: 400 kB, no empty sets, key attributes of the index of its types.
    func storable(_ item: Item) throws(FakeDynamoDB.Refusal) -> Item {
        guard Self.size(item) <= 409_600 else {
            throw .invalid("Item size has exceeded the maximum allowed size")
        }
        for (name, value) in item {
            guard let members = value.object, members.count == 1 else {
                throw .invalid("\(name) is no attribute value")
            }
            if members["SS"]?.array?.isEmpty == true || members["NS"]?.array?.isEmpty == true {
                throw .invalid("An empty set is not allowed")
            }
        }
        guard let index else { return item }
        if let value = item[index.partitionKey], value["S"]?.string?.isEmpty != false {
            throw .invalid("Type mismatch for Index Key \(index.partitionKey)")
        }
        if let value = item[index.sortKey], value["N"]?.string.flatMap({ Double($0) }) == nil {
            throw .invalid("Type mismatch for Index Key \(index.sortKey)")
        }
        return item
    }

    /// Bytes as DynamoDB counts them.
    private static func size(_ item: Item) -> Int { item.reduce(0) { $0 + $1.key.utf8.count + size($1.value) } }

    private static func size(_ value: JSON) -> Int {
        guard let (kind, content) = value.object?.first else { return 1 }
        switch kind {
        case "S": return content.string?.utf8.count ?? 0
        case "N": return number(content.string ?? "")
        case "SS": return (content.array ?? []).reduce(0) { $0 + ($1.string?.utf8.count ?? 0) }
        case "NS": return (content.array ?? []).reduce(0) { $0 + number($1.string ?? "") }
        case "L": return (content.array ?? []).reduce(3) { $0 + size($1) + 1 }
        case "M": return 3 + (content.object ?? [:]).reduce(0) { $0 + $1.key.utf8.count + size($1.value) + 1 }
        default: return 1
        }
    }

    private static func number(_ text: String) -> Int {
        (text.filter(\.isNumber).count + 1) / 2 + 1 + (text.hasPrefix("-") ? 1 : 0)
    }
}
