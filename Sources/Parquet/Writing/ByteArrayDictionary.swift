/// The distinct byte arrays of a column chunk, in the order of their first appearance.
///
/// Its bytes and the steps of a search are limited. Therefore long values, or values chosen to collide, cost no more
/// than in a column without a dictionary.
struct ByteArrayDictionary: Sendable {
    static let mostBytes = 1 << 20
    static let mostEntries = 1 << 16
    private static let mostSteps = 32

    /// The values in the encoding PLAIN: each value follows its four-byte length.
    private(set) var plain: [UInt8] = []
    /// The offsets in ``plain`` at which the values' bytes begin. The length before each value does not count.
    private var starts: [Int] = []
    /// A hash table with open addressing; its size is a power of two. Each slot contains the index of a value; -1 marks
    /// a free slot.
    private var slots = [Int32](repeating: -1, count: 1024)

    var count: Int { starts.count }

    func value(_ index: UInt32) -> ArraySlice<UInt8> {
        let start = starts[Int(index)]
        let end = Int(index) + 1 < starts.count ? starts[Int(index) + 1] - 4 : plain.count
        return plain[start..<end]
    }

    /// Finds a value, or adds it.
    ///
    /// - Returns: the value's index; `nil` when there is no room for a new value.
    mutating func index(of value: ArraySlice<UInt8>) -> UInt32? {
        if starts.count * 2 >= slots.count { grow() }
        let mask = slots.count - 1
        var slot = Self.hash(value) & mask
        for _ in 0..<Self.mostSteps {
            let index = slots[slot]
            if index < 0 {
                guard starts.count < Self.mostEntries, plain.count + 4 + value.count <= Self.mostBytes else {
                    return nil
                }
                slots[slot] = Int32(starts.count)
                plain.appendLittleEndian(UInt32(value.count))
                starts.append(plain.count)
                plain += value
                return UInt32(starts.count - 1)
            }
            if self.value(UInt32(index)).elementsEqual(value) { return UInt32(index) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private mutating func grow() {
        let old = slots.count
        slots = [Int32](repeating: -1, count: old * 2)
        let mask = slots.count - 1
        for index in starts.indices {
            var slot = Self.hash(value(UInt32(index))) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }

    /// Hashes a value by FNV-1a. Hashing eight bytes at a time would be faster, but is not needed.
    private static func hash(_ value: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in value { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
    }
}
