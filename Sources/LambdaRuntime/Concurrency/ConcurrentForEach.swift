/// Runs `body` for every element, at most `limit` at a time. The elements are started in their order.
///
/// The first error cancels the running bodies, and is thrown when all of them have ended. Elements that were not
/// started yet are skipped.
///
/// - Parameters:
///   - limit: 1 or more; less counts as 1.
///   - body: a child task of the caller, and therefore cancelled with the caller.
public func concurrentForEach<Element: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    limit: Int,
    isolation: isolated (any Actor)? = #isolation,
    _ body: @escaping @Sendable (Element) async throws(Failure) -> Void
) async throws(Failure) {
    var iterator = elements.makeIterator()
    try await concurrentForEach(limit: limit, next: { iterator.next() }, body, finished: { _ in })
}

/// Runs `body` for at most `limit` elements at a time, and calls `next` to choose each element. A choice may depend on
/// the work that has finished.
///
/// - Parameters:
///   - limit: 1 or more; less counts as 1.
///   - next: chooses the next element when one more may run; `nil` ends the choosing for good.
///   - body: as in ``concurrentForEach(_:limit:isolation:_:)``.
///   - finished: receives each result as it comes, one at a time, before the next element is chosen.
/// - Throws: the first error, when all bodies have ended.
public func concurrentForEach<Element: Sendable, Output: Sendable, Failure: Error>(
    limit: Int,
    isolation: isolated (any Actor)? = #isolation,
    next: () -> Element?,
    _ body: @escaping @Sendable (Element) async throws(Failure) -> Output,
    finished: (Output) -> Void
) async throws(Failure) {
    // Mostly there is nothing to do where there could be: no group is made for it.
    guard let first = next() else { return }
    let failure = await withTaskGroup(of: Result<Output, Failure>.self, isolation: isolation) { group in
        var first = Optional(first)
        var failure: Failure?
        var running = 0
        func take(_ result: Result<Output, Failure>) {
            running -= 1
            switch result {
            case .success(let output): finished(output)
            case .failure(let error):
                failure = failure ?? error
                group.cancelAll()
            }
        }
        while failure == nil {
            if running >= max(limit, 1), let result = await group.next() {
                take(result)
                continue
            }
            guard let element = first.take() ?? next() else { break }
            group.addTask {
                do throws(Failure) {
                    return .success(try await body(element))
                } catch {
                    return .failure(error)
                }
            }
            running += 1
        }
        while let result = await group.next() { take(result) }
        return failure
    }
    if let failure { throw failure }
}

/// Transforms every element with `body`, at most `limit` at a time.
///
/// - Returns: the results in the elements' order.
/// - Throws: the first error, when all bodies have ended.
public func concurrentMap<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Collection<Element>,
    limit: Int,
    isolation: isolated (any Actor)? = #isolation,
    _ body: @escaping @Sendable (Element) async throws(Failure) -> Output
) async throws(Failure) -> [Output] {
    guard !elements.isEmpty else { return [] }
    var outputs = [Output?](repeating: nil, count: elements.count)
    var iterator = elements.enumerated().makeIterator()
    try await concurrentForEach(
        limit: limit,
        next: { iterator.next() },
        { (item: (offset: Int, element: Element)) async throws(Failure) -> (Int, Output) in
            (item.offset, try await body(item.element))
        },
        finished: { (index, output) in outputs[index] = output }
    )
    return outputs.compactMap { $0 }
}

/// Runs `body` for every element, at most `limit` at a time. An error of one element does not stop the others.
///
/// - Returns: the elements that failed, each with its error, in the elements' order.
public func concurrentAttempt<Element: Sendable, Failure: Error>(
    _ elements: some Collection<Element>,
    limit: Int,
    isolation: isolated (any Actor)? = #isolation,
    _ body: @escaping @Sendable (Element) async throws(Failure) -> Void
) async -> [(element: Element, error: Failure)] {
    let failures = await concurrentMap(elements, limit: limit) {
        (element) async -> (element: Element, error: Failure)? in
        do throws(Failure) {
            try await body(element)
            return nil
        } catch {
            return (element, error)
        }
    }
    return failures.compactMap { $0 }
}
