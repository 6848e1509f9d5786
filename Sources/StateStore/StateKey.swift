internal import AWSDynamoDB

/// The key of one document in the table: the attributes `pk` and `sk`.
public struct StateKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The partition key, 1 to 2,048 bytes. Documents of one partition are listed together.
    public let partition: String
    /// The sort key, 1 to 1,024 bytes. A partition is listed in the byte order of its sort keys.
    public let sort: String

    public init(_ partition: String, _ sort: String) {
        self.partition = partition
        self.sort = sort
    }

    public var description: String { "\(partition) \(sort)" }

    /// Compares two keys in DynamoDB's order, which is the order of their UTF-8 bytes.
    public static func < (left: StateKey, right: StateKey) -> Bool {
        left.partition == right.partition
            ? left.sort.utf8.lexicographicallyPrecedes(right.sort.utf8)
            : left.partition.utf8.lexicographicallyPrecedes(right.partition.utf8)
    }

    static let longestPartition = 2_048
    static let longestSort = 1_024

    /// The reason why DynamoDB would refuse the key; `nil` for a valid key.
    var problem: String? {
        switch (partition.utf8.count, sort.utf8.count) {
        case (0, _): "its partition key is empty"
        case (_, 0): "its sort key is empty"
        case (let bytes, _) where bytes > Self.longestPartition:
            "its partition key has \(bytes) bytes, at most \(Self.longestPartition) are allowed"
        case (_, let bytes) where bytes > Self.longestSort:
            "its sort key has \(bytes) bytes, at most \(Self.longestSort) are allowed"
        default: nil
        }
    }
}

extension StateKey {
    var attributes: DynamoDB.Item { ["pk": .string(partition), "sk": .string(sort)] }

    /// Reads an item's key.
    ///
    /// - Returns: `nil` for an item without string keys.
    init?(_ item: DynamoDB.Item) {
        guard let partition = item["pk"]?.string, let sort = item["sk"]?.string else { return nil }
        self.init(partition, sort)
    }
}
