import Glibc
import Testing

import SelfPipe

@Suite struct SelfPipeTests {
    @Test func aWakeUpWhileNobodyWaitsIsKeptForTheNextWait() {
        let pipe = SelfPipe()
        pipe.wake()
        pipe.wake()
        #expect(pipe.wait(until: .now + .seconds(10)))
        #expect(!pipe.wait(until: .now), "one wait takes all that came before it")
    }

    /// A signal handler runs between any two instructions of any thread, also between a failed system call and the read of its
    /// `errno`. The full pipe makes the handler's own system call fail.
    @Test func wakingLeavesErrnoAsItWas() {
        let pipe = SelfPipe()
        for _ in 0..<(1 << 17) { pipe.wake() }
        errno = ENOENT
        pipe.wake()
        #expect(errno == ENOENT)
    }
}
