import LambdaEvents
import Synchronization

/// The next offset of each partition's chain, as this process last saw the chain. It only saves requests: other
/// processes may have added links since.
final class KnownPositions: Sendable {
    private let positions = Mutex<[KafkaPartition: Int64]>([:])

    subscript(partition: KafkaPartition) -> Int64? { positions.withLock { $0[partition] } }

    func remember(_ next: Int64, of partition: KafkaPartition) {
        positions.withLock { $0[partition] = max($0[partition] ?? 0, next) }
    }
}
