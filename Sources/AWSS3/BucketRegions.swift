import AWSClient
import Synchronization

/// The known regions of the buckets that this process reads and writes.
final class BucketRegions: Sendable {
    private struct Entry {
        let region: String
        /// `true` when S3 itself named the region, `false` when only an event named it.
        let isCertain: Bool
    }

    /// The maximum number of known regions. When it is reached, all are dropped, and the regions are learned again.
    private static let capacity = 10_000

    private let home: String
    private let partition: AWSPartition
    private let known = Mutex<[String: Entry]>([:])

    /// Makes an empty collection of known regions.
    ///
    /// - Parameter home: the region for requests on a bucket whose region is not known.
    init(home: String) {
        self.home = home
        partition = AWSPartition(region: home)
    }

    func region(of bucket: String) -> String { known.withLock { $0[bucket]?.region } ?? home }

    func isCertain(of bucket: String) -> Bool { known.withLock { $0[bucket]?.isCertain ?? false } }

    /// Records the region that an event names. A region of another partition is ignored, because its accounts and keys
    /// are different ones.
    func hint(_ location: String, of bucket: String) {
        let region = WrongRegion.name(of: location)
        guard WrongRegion.isRegion(region) else { return }
        known.withLock { known in
            if let entry = known[bucket] {
                guard !entry.isCertain, entry.region != region else { return }
            } else if region == home {
                return
            }
            // Last: nearly every event says what is known.
            guard AWSPartition(region: region) == partition else { return }
            Self.store(Entry(region: region, isCertain: false), bucket, &known)
        }
    }

    /// Removes the region that an event named for the bucket.
    ///
    /// - Returns: `false` when there was no such region, or when S3 itself had named it.
    func forgetHint(of bucket: String) -> Bool {
        known.withLock { known in
            guard let entry = known[bucket], !entry.isCertain else { return false }
            known[bucket] = nil
            return true
        }
    }

    /// Records the region that S3 itself names.
    func remember(_ region: String, of bucket: String) {
        known.withLock { Self.store(Entry(region: region, isCertain: true), bucket, &$0) }
    }

    private static func store(_ entry: Entry, _ bucket: String, _ known: inout [String: Entry]) {
        if known.count >= capacity, known[bucket] == nil { known.removeAll() }
        known[bucket] = entry
    }
}
