import Synchronization
import Testing

@testable import LambdaRuntime

@Suite struct ConcurrentForEachTests {
    struct Refused: Error, Equatable { let element: Int }

    /// Counts what runs at a time.
    final class Gauge: Sendable {
        private let state = Mutex((running: 0, most: 0, begun: [Int]()))
        var most: Int { state.withLock { $0.most } }
        var begun: [Int] { state.withLock { $0.begun } }

        func hold(_ element: Int) async {
            state.withLock { state in
                state.running += 1
                state.most = max(state.most, state.running)
                state.begun.append(element)
            }
            for _ in 0..<20 { await Task.yield() }
            state.withLock { $0.running -= 1 }
        }
    }

    @Test(arguments: [(1, 1), (3, 3), (100, 20), (0, 1)])
    func runsAtMostTheLimitAtATime(limit: Int, most: Int) async {
        let gauge = Gauge()
        await concurrentForEach(0..<20, limit: limit) { await gauge.hold($0) }
        #expect(gauge.begun.sorted() == Array(0..<20))
        #expect(gauge.most <= most)
    }

    @Test func theFirstErrorCancelsTheOthersAndIsThrownWhenAllHaveEnded() async {
        let cancelled = Atomic(0)
        let begun = Atomic(0)
        await #expect(throws: Refused(element: 1)) {
            try await concurrentForEach(0..<100, limit: 4) { element in
                begun.add(1, ordering: .relaxed)
                if element == 1 { throw Refused(element: 1) }
                while !Task.isCancelled { await Task.yield() }
                cancelled.add(1, ordering: .relaxed)
            }
        }
        #expect(cancelled.load(ordering: .relaxed) == begun.load(ordering: .relaxed) - 1)
        #expect(begun.load(ordering: .relaxed) <= 5)
    }

    @Test func doesNothingForNoElements() async {
        let choices = Atomic(0)
        await concurrentForEach(
            limit: 3,
            next: { () -> Int? in
                choices.add(1, ordering: .relaxed)
                return nil
            },
            { element in element },
            finished: { _ in Issue.record("nothing was begun") }
        )
        #expect(choices.load(ordering: .relaxed) == 1)
        #expect(await concurrentMap([Int](), limit: 3) { $0 } == [])
    }

    @Test func choosesTheNextElementOnlyWhenThereIsRoomForIt() async {
        var finished = 0
        var number = 0
        await concurrentForEach(
            limit: 2,
            next: { () -> Int? in
                #expect(number - finished < 2)
                number += 1
                return number <= 6 ? number : nil
            },
            { element in element },
            finished: { _ in finished += 1 }
        )
        #expect(finished == 6)
    }

    @Test func mapsInTheElementsOrder() async {
        let squares = await concurrentMap([3, 1, 2], limit: 2) { element -> Int in
            for _ in 0..<element * 10 { await Task.yield() }
            return element * element
        }
        #expect(squares == [9, 1, 4])
    }

    @Test func triesEveryElementAndSaysWhichFailed() async {
        let failures = await concurrentAttempt([1, 2, 3, 4], limit: 2) { element throws(Refused) in
            if element % 2 == 0 { throw Refused(element: element) }
        }
        #expect(failures.map(\.element) == [2, 4])
        #expect(failures.map(\.error) == [Refused(element: 2), Refused(element: 4)])
    }

    @Test func choosesTheNextElementByWhatTheFinishedOnesWereLike() async {
        var next = 1
        var sum = 0
        await concurrentForEach(
            limit: 1,
            next: { sum > 10 ? nil : next },
            { (element: Int) in element },
            finished: { output in
                sum += output
                next += output
            }
        )
        #expect(sum == 15)
    }

    @Test func isCancelledWithItsCaller() async {
        let began = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await concurrentForEach(0..<2, limit: 2) { _ in
                began.continuation.yield()
                while !Task.isCancelled { await Task.yield() }
            }
            return Task.isCancelled
        }
        _ = await began.stream.first { true }
        task.cancel()
        #expect(await task.value)
    }
}
