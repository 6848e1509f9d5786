import Synchronization
import UTCTime

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
    _ elements: [Element],
    atOnce: Int = 32,
    _ body: @escaping @Sendable (Element) async throws -> Void
) async -> [any Error] {
    await eachIndex(below: elements.count, atOnce: atOnce) { try await body(elements[$0]) }
}

/// Not generic, so that there is one copy of it and not one for each kind of element.
private func eachIndex(
    below count: Int,
    atOnce: Int,
    _ body: @escaping @Sendable (Int) async throws -> Void
) async -> [any Error] {
    await withTaskGroup(of: (any Error)?.self) { group in
        var errors: [any Error] = []
        var running = 0
        for index in 0..<count {
            if running >= atOnce, let result = await group.next() {
                if let error = result { errors.append(error) }
                running -= 1
            }
            group.addTask {
                do {
                    try await body(index)
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

/// The oldest first; of the same age, in the order they were given.
func oldestFirst<Element>(_ elements: [Element], _ time: (Element) -> UTCTime) -> [Element] {
    order(elements.map { time($0).millisecondsSinceEpoch }).map { elements[$0] }
}

/// Where each of the sorted numbers was. One sort for all kinds of elements.
private func order(_ numbers: [Int64]) -> [Int] {
    numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
}
