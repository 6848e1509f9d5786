import LoopbackServer
import Synchronization
import Testing

@testable import HTTPTransport

@Suite struct TransportLoopTests {
    @Test func runsItsBodyAndTransfersOnOneThread() throws {
        let server = try LoopbackServer { _ in .status(200, body: "hi") }
        defer { server.stop() }
        let transport = HTTPTransport()
        let body = transport.run {
            try? await transport.send(HTTPRequest(.get, server.url)).body
        }
        #expect(body == Array("hi".utf8))
    }

    @Test func hasOneThreadOnly() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let transport = HTTPTransport()
        _ = try await transport.send(HTTPRequest(.get, server.url))
        #expect(transport.run { 1 } == nil)
    }

    @Test func aRequestAfterTheEndDoesNotWaitForEver() async {
        let transport = HTTPTransport()
        _ = transport.run { 1 }
        await #expect(throws: CancellationError.self) {
            _ = try await transport.send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
    }

    @Test func doesScheduledActionsInTheirOrder() async {
        let transport = HTTPTransport()
        let order = Mutex<[Int]>([])
        await withCheckedContinuation { done in
            _ = transport.schedule(after: .milliseconds(30)) {
                order.withLock { $0.append(2) }
                done.resume()
            }
            _ = transport.schedule(after: .milliseconds(10)) { order.withLock { $0.append(1) } }
            transport.schedule(after: .milliseconds(20)) { order.withLock { $0.append(99) } }.cancel()
        }
        #expect(order.withLock { $0 } == [1, 2])
    }

    @Test func aTimerMayBeLookedAtAnyNumberOfTimes() {
        var queue = TimerQueue()
        queue.add(ScheduledAction(at: .now + .seconds(60)) {})
        for _ in 0..<300_000 { #expect(queue.fire(at: .now) != nil) }
        queue = TimerQueue()
    }

    @Test func anActionIsDoneOnceAndNotAfterItWasCancelled() {
        let count = Atomic(0)
        let action = ScheduledAction(at: .now) { count.add(1, ordering: .relaxed) }
        action.fire()
        action.fire()
        #expect(count.load(ordering: .relaxed) == 1)
        let cancelled = ScheduledAction(at: .now) { count.add(1, ordering: .relaxed) }
        cancelled.cancel()
        cancelled.fire()
        #expect(count.load(ordering: .relaxed) == 1)
    }

    @Test func timersKnowTheNextDueTime() {
        var queue = TimerQueue()
        let now = ContinuousClock.now
        #expect(queue.fire(at: now) == nil)
        queue.add(ScheduledAction(at: now + .seconds(2)) {})
        queue.add(ScheduledAction(at: now + .seconds(1)) {})
        #expect(queue.fire(at: now) == now + .seconds(1))
        #expect(queue.fire(at: now + .seconds(1)) == now + .seconds(2))
        #expect(queue.fire(at: now + .seconds(3)) == nil)
    }
}
