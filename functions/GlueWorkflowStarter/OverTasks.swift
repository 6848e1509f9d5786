import Synchronization

/// What the heartbeats of one run's tasks have shown.
final class OverTasks: Sendable {
    struct Task: Sendable {
        let trigger: RunKey
        let waiter: Waiter
    }

    private struct Found {
        var tasks: [Task] = []
        var isAnyoneAlive = false
    }

    private let found = Mutex(Found())

    /// Tasks that are over.
    var tasks: [Task] { found.withLock { $0.tasks } }
    var isAnyoneAlive: Bool { found.withLock { $0.isAnyoneAlive } }

    func add(_ trigger: RunKey, _ waiter: Waiter) {
        found.withLock { $0.tasks.append(Task(trigger: trigger, waiter: waiter)) }
    }

    func someoneIsAlive() { found.withLock { $0.isAnyoneAlive = true } }
}
