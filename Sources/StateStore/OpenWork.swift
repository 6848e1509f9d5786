public import UTCTime

/// The entry of a document in the list of open work, which sweepers read.
///
/// It is part of the document's own item (attributes `open` and `due`, which only open documents have), so that one
/// write changes both the document and its entry. The sparse index `open-due` lists it.
public struct OpenWork: Sendable, Hashable {
    /// The kind of documents in the list, e.g. `run`, without `#`. All documents of one kind have the same Swift type.
    public let kind: String
    /// The time at which a sweeper should check the document, unless another invocation changes the document before
    /// that time.
    public let due: UTCTime

    public init(kind: String, due: UTCTime) {
        self.kind = kind
        self.due = due
    }

    static let index = "open-due"

    /// The number of index partitions for one kind. Each partition accepts 1,000 writes a second.
    static let shardCount = 4

    /// Returns the index partition of a document. It stays the same as long as the document's kind does.
    func partition(of key: StateKey) -> String { Self.partition(kind, shard: Self.shard(of: key)) }

    static func partition(_ kind: String, shard: Int) -> String { "\(kind)#\(shard)" }

    /// Chooses a partition by the FNV-1a hash, which is the same in every process.
    static func shard(of key: StateKey) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [key.partition, key.sort] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        return Int(hash % UInt64(shardCount))
    }
}
