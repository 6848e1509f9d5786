import Synchronization

/// What a sweep, or an event, has led to.
final class Tally: Sendable {
    struct Counts: Codable, Sendable, Equatable {
        /// Records and queues that were looked at.
        var open = 0
        var checked = 0
        var started = 0
        var finished = 0
        var callbacks = 0
        /// Tasks that were over before they were told.
        var gone = 0
        var heartbeats = 0
        var stopped = 0
        var failures = 0
    }

    private let counted = Mutex(Counts())

    var counts: Counts { counted.withLock { $0 } }

    func add(_ count: any WritableKeyPath<Counts, Int> & Sendable, _ number: Int = 1) {
        counted.withLock { $0[keyPath: count] += number }
    }
}

/// What tasks that run side by side have found, in no order.
final class Found<Element: Sendable>: Sendable {
    private let found = Mutex<[Element]>([])

    var all: [Element] { found.withLock { $0 } }

    func append(_ element: Element) { found.withLock { $0.append(element) } }
}

/// Does something with every element, at most `atOnce` at a time.
///
/// - Returns: the errors. One does not keep the others from being tried.
func each<Element: Sendable>(
    _ elements: some Sequence<Element>,
    atOnce: Int = 32,
    _ body: @escaping @Sendable (Element) async throws -> Void
) async -> [any Error] {
    await withTaskGroup(of: (any Error)?.self) { group in
        var errors: [any Error] = []
        var running = 0
        for element in elements {
            if running >= atOnce, let result = await group.next() {
                if let error = result { errors.append(error) }
                running -= 1
            }
            group.addTask {
                do {
                    try await body(element)
                    return nil
                } catch {
                    return error
                }
            }
            running += 1
        }
        for await result in group { if let result { errors.append(result) } }
        return errors
    }
}
