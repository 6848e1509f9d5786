import Testing

@testable import S3Copier

@Suite struct PartPlanTests {
    private static let mebibyte: Int64 = 1 << 20
    private static let gibibyte: Int64 = 1 << 30

    @Test(
        arguments: [
            (1, 128 << 20, "1x1"),
            (128 << 20, 128 << 20, "1x134217728"),
            ((128 << 20) + 1, 128 << 20, "1x134217728+1x1"),
            (10_000 * (128 << 20), 128 << 20, "10000x134217728"),
            // One byte more than 10,000 preferred parts: the parts grow, the count does not.
            (10_000 * (128 << 20) + 1, 128 << 20, "9922x135266304+1x65011713"),
            (5 << 40, 128 << 20, "9986x550502400+1x241172480"),
            (50_000_000_000_000, 128 << 20, "9999x5001707520+1x-"),
            (53_687_091_200_000, 5 << 20, "10000x5368709120"),
            (20 << 20, 1, "4x5242880"),
            (20 << 30, 6 << 30, "4x5368709120"),
        ] as [(Int64, Int64, String)]
    )
    func cutsAnObject(size: Int64, preferred: Int64, expected: String) throws {
        let plan = try #require(PartPlan(size: size, preferred: preferred))
        if !expected.hasSuffix("-") { #expect(plan.description == expected) }
        #expect(plan.size == size)
        #expect(plan.count <= 10_000)
        #expect(plan.runs.allSatisfy { $0.size <= 5 * Self.gibibyte })
        #expect(plan.runs.dropLast().allSatisfy { $0.size >= 5 * Self.mebibyte })
    }

    @Test(arguments: [0, -1, 53_687_091_200_001, Int64.max] as [Int64])
    func refusesWhatS3CannotHold(size: Int64) { #expect(PartPlan(size: size, preferred: 5 << 20) == nil) }

    @Test(arguments: [1, 5 << 20, (5 << 20) + 1, 123_456_789_012, 53_687_091_200_000] as [Int64])
    func everyByteIsInOnePart(size: Int64) throws {
        let plan = try #require(PartPlan(size: size, preferred: 5 << 20))
        var next: Int64 = 0
        for part in 1...plan.count {
            let bytes = try #require(plan.bytes(of: part))
            #expect(bytes.lowerBound == next && !bytes.isEmpty)
            next = bytes.upperBound
        }
        #expect(next == size)
        #expect(plan.bytes(of: 0) == nil)
        #expect(plan.bytes(of: plan.count + 1) == nil)
    }

    @Test(arguments: ["1x1", "79x134217728+1x4096", "1x6000000+2x5242880+1x7"])
    func survivesBeingWritten(text: String) { #expect(PartPlan(text)?.description == text) }

    @Test(arguments: ["", "x", "1x", "0x5", "1x0", "-1x5", "1x5+", "10001x5242880", "1x5368709121", "1x5x5"])
    func refusesWhatNoPlanIsWrittenAs(text: String) { #expect(PartPlan(text) == nil) }

    @Test func followsTheSourcesOwnParts() {
        let five: Int64 = 5 << 20
        #expect(PartPlan(sizes: [five, five, 7])?.description == "2x5242880+1x7")
        #expect(PartPlan(sizes: [six, five, five])?.description == "1x6291456+2x5242880")
        #expect(PartPlan(sizes: [7, five]) == nil)
        #expect(PartPlan(sizes: []) == nil)
        #expect(PartPlan(sizes: Array(repeating: five, count: 10_001)) == nil)
    }

    private let six: Int64 = 6 << 20

    @Test(arguments: [
        (1, 1, 0, 1...1), (250, 100, 0, 1...100), (250, 100, 2, 201...250), (10_000, 100, 99, 9_901...10_000),
    ])
    func spreadsPartsOverMessages(count: Int, perMessage: Int, range: Int, parts: ClosedRange<Int>) throws {
        let plan = try #require(PartPlan("\(count)x5242880"))
        #expect(plan.parts(ofRange: range, of: perMessage) == parts)
        #expect(plan.parts(ofRange: plan.rangeCount(of: perMessage), of: perMessage) == nil)
        #expect(plan.parts(ofRange: -1, of: perMessage) == nil)
        #expect(plan.parts(ofRange: .max, of: perMessage) == nil)
    }
}
