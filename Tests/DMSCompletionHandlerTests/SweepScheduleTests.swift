import Testing

@testable import DMSCompletionHandler

@Suite struct SweepScheduleTests {
    @Test func theSweeperBeginsSomewhereElseEachTime() {
        #expect(SweepSchedule.rotated([1, 2, 3], by: 4) == [2, 3, 1])
        #expect(SweepSchedule.rotated([1, 2, 3], by: Int.min).count == 3)
        #expect(SweepSchedule.rotated([Int](), by: 7) == [])
    }

    @Test(
        arguments: [
            (900, 1, 900), (900, 3, 300), (100, 50, 4), (5, 2, 4), (-3, 1, 4), (900, 0, 900), (60, Int.max, 4),
        ] as [(Int64, Int, Int64)]
    )
    func eachMigrationGetsItsEqualPartOfWhatRemains(remaining: Int64, left: Int, expected: Int64) {
        #expect(SweepSchedule.share(of: .seconds(remaining), left: left) == .seconds(expected))
    }
}
