/// The items of a fake's tables, found by partition and by the partition of the index.
struct DynamoDBItems: Sendable {
    typealias Item = FakeDynamoDB.Item
    typealias Entry = (address: DynamoDBAddress, item: Item)

    private struct Partition: Sendable, Hashable {
        let table: String
        let name: String
    }

    private var partitions: [Partition: [String: Item]] = [:]
    private var index: [Partition: [DynamoDBAddress: Item]] = [:]

    var all: [Entry] {
        partitions.flatMap { partition, items in
            items.map { (DynamoDBAddress(table: partition.table, partition: partition.name, sort: $0.key), $0.value) }
        }
    }

    subscript(address: DynamoDBAddress) -> Item? {
        partitions[Partition(table: address.table, name: address.partition)]?[address.sort]
    }

    func items(of table: String, _ partition: String) -> [Entry] {
        (partitions[Partition(table: table, name: partition)] ?? [:]).map {
            (DynamoDBAddress(table: table, partition: partition, sort: $0.key), $0.value)
        }
    }

    func indexed(_ table: String, _ partition: String) -> [Entry] {
        (index[Partition(table: table, name: partition)] ?? [:]).map { ($0.key, $0.value) }
    }

    /// - Parameter name: the attribute that is the index's partition key.
    mutating func set(_ item: Item?, at address: DynamoDBAddress, index name: String?) {
        let partition = Partition(table: address.table, name: address.partition)
        if let name {
            if let old = partitions[partition]?[address.sort]?[name]?["S"]?.string {
                index[Partition(table: address.table, name: old)]?[address] = nil
            }
            if let item, let new = item[name]?["S"]?.string {
                index[Partition(table: address.table, name: new), default: [:]][address] = item
            }
        }
        partitions[partition, default: [:]][address.sort] = item
    }
}
