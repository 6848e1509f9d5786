import StateStore
import Testing
import UTCTime

@Suite struct LeaseTests {
    private let now = UTCTime(millisecondsSinceEpoch: 1_795_219_200_000)
    private func expect(_ isDone: Bool, _ expected: Bool, at location: SourceLocation = #_sourceLocation) {
        #expect(isDone == expected, sourceLocation: location)
    }
    private func at(_ seconds: Int) -> UTCTime { now.advanced(by: .seconds(seconds)) }

    @Test func aFreeLeaseIsTaken() {
        var lease: Lease?
        #expect(!lease.isHeld(at: now))
        expect(lease.take(for: "a", until: at(60), at: now), true)
        #expect(lease.isHeld(at: at(59)))
        #expect(lease.isHeld(by: "a"))
    }

    @Test(arguments: [(59, false), (60, true), (61, true)])
    func somebodyElseTakesItWhenItHasEnded(seconds: Int, isTaken: Bool) {
        var lease: Lease? = Lease(owner: "a", until: at(60))
        expect(lease.take(for: "b", until: at(200), at: at(seconds)), isTaken)
        #expect(lease?.owner == (isTaken ? "b" : "a"))
    }

    @Test(arguments: [0, 59, 60, 1_000])
    func itsOwnerTakesItAgain(seconds: Int) {
        var lease: Lease? = Lease(owner: "a", until: at(60))
        expect(lease.take(for: "a", until: at(2_000), at: at(seconds)), true)
        #expect(lease?.until == at(2_000))
    }

    @Test func onlyItsOwnerGivesItBack() {
        var lease: Lease? = Lease(owner: "a", until: at(60))
        expect(lease.release(by: "b"), false)
        #expect(lease != nil)
        expect(lease.release(by: "a"), true)
        #expect(lease == nil)
        expect(lease.release(by: "a"), false)
    }
}
