import Synchronization

/// Workflows whose queue the sweep looks at already, as far as this process knows: that is written down once and stays, and
/// need not be written a thousand times in a burst.
final class KnownQueues: Sendable {
    private let workflows = Mutex<Set<String>>([])

    func contains(_ workflow: String) -> Bool { workflows.withLock { $0.contains(workflow) } }
    func insert(_ workflow: String) { workflows.withLock { _ = $0.insert(workflow) } }
}
