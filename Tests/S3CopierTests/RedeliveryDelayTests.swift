import Testing

@testable import S3Copier

@Suite struct RedeliveryDelayTests {
    @Test(arguments: [(1, 0.0, 10), (2, 0, 20), (4, 0, 80), (20, 0, 900), (1, 0.999, 6), (0, 0, 10), (-5, 0, 10)])
    func aMessageComesAgainLaterEachTime(receiveCount: Int, jitter: Double, seconds: Int) {
        #expect(RedeliveryDelay.seconds(receiveCount: receiveCount, jitter: jitter) == seconds)
    }
}
