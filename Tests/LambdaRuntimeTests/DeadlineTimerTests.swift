import Synchronization
import Testing

@testable import LambdaRuntime

@Suite struct DeadlineTimerTests {
    @Test func firesInTheOrderOfTimeAndNotWhatWasCancelled() async {
        let timer = DeadlineTimer.shared
        let order = Mutex<[Int]>([])
        await withCheckedContinuation { done in
            _ = timer.schedule(after: .milliseconds(60)) {
                order.withLock { $0.append(2) }
                done.resume()
            }
            _ = timer.schedule(after: .milliseconds(20)) { order.withLock { $0.append(1) } }
            timer.schedule(after: .milliseconds(40)) { order.withLock { $0.append(99) } }.cancel()
        }
        #expect(order.withLock { $0 } == [1, 2])
    }

    @Test func reachesAHandlerThatNeverSuspends() async {
        let result = await DeadlineGuard.run(within: .milliseconds(300), margin: .milliseconds(200)) {
            while !Task.isCancelled {}
            return LambdaResponse("saw it".utf8)
        }
        #expect((try? result.get()) == LambdaResponse("saw it".utf8))
    }

    @Test func anActionIsDoneOnceAndNotAfterItWasCancelled() {
        let count = Atomic(0)
        let action = CancellableTimer(at: .now) { count.add(1, ordering: .relaxed) }
        action.fire()
        action.fire()
        #expect(count.load(ordering: .relaxed) == 1)
        let cancelled = CancellableTimer(at: .now) { count.add(1, ordering: .relaxed) }
        cancelled.cancel()
        cancelled.fire()
        #expect(count.load(ordering: .relaxed) == 1)
    }

    @Test func aTimerMayBeLookedAtAnyNumberOfTimes() {
        var queue = TimerQueue()
        _ = queue.add(CancellableTimer(at: .now + .seconds(60)) {})
        for _ in 0..<300_000 where !queue.takeDue(at: .now).due.isEmpty { Issue.record("not due yet") }
        queue = TimerQueue()
    }

    @Test func knowsWhatIsDueAndWhenToLookAgain() {
        var queue = TimerQueue()
        let now = ContinuousClock.now
        let idle = queue.takeDue(at: now).next
        #expect(idle == now + TimerQueue.idle)
        for seconds in [2, 1, 3] { _ = queue.add(CancellableTimer(at: now + .seconds(seconds)) {}) }
        let next = queue.takeDue(at: now).next
        #expect(next == now + .seconds(1))
        let later = queue.takeDue(at: now + .seconds(2))
        #expect(later.due.count == 2)
        #expect(later.next == now + .seconds(3))
    }

    @Test func onlyATimerThatIsDueBeforeTheNextLookMustWakeAnybody() {
        var queue = TimerQueue()
        let now = ContinuousClock.now
        _ = queue.takeDue(at: now)
        let first = CancellableTimer(at: now + .seconds(3)) {}
        let wakes = queue.add(first)
        #expect(wakes)
        _ = queue.takeDue(at: now)
        // The usual case: an invocation has ended, the next one has a later deadline.
        first.cancel()
        let wakesAgain = queue.add(CancellableTimer(at: now + .seconds(4)) {})
        #expect(!wakesAgain)
        let wakesForEarlier = queue.add(CancellableTimer(at: now + .seconds(2)) {})
        #expect(wakesForEarlier)
    }
}
