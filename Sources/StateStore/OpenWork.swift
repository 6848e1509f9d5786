public import UTCTime

/// The entry of a document in the list of open work, by which a sweeper finds it.
///
/// It is part of the document's own item (attributes `open` and `due`, which only open documents have), so that it appears
/// and goes with the same write. The sparse index `open-due` lists it.
public struct OpenWork: Sendable, Hashable {
    /// The list it is in, e.g. `run`. All documents of one kind have one type. Without `#`.
    public let kind: String
    /// The time at which a sweeper should look at the document, unless somebody has moved it before.
    public let due: UTCTime

    public init(kind: String, due: UTCTime) {
        self.kind = kind
        self.due = due
    }

    static let index = "open-due"

    /// Partitions of the index that one kind spreads over. One takes 1,000 writes a second.
    static let shardCount = 4

    /// The index partition of a document. It stays the same as long as the document is of one kind.
    func partition(of key: StateKey) -> String { Self.partition(kind, shard: Self.shard(of: key)) }

    static func partition(_ kind: String, shard: Int) -> String { "\(kind)#\(shard)" }

    /// FNV-1a, which is the same in every process.
    static func shard(of key: StateKey) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [key.partition, key.sort] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        return Int(hash % UInt64(shardCount))
    }
}
