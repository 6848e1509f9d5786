import Testing

@testable import AWSDynamoDB

/// The examples of AWS's rule; a number's size is approximate there and never less here.
@Suite struct ItemSizeTests {
    @Test(
        arguments: [
            ("text", 4), ("ä", 2), ("", 0), (true, 1), (.null, 1), (0, 2), (123, 3), (-123, 4), (.number("1.5e10"), 2),
            (.list([]), 3), (.list(["ab", true]), 8), (.map(["k": "ab"]), 7), (.stringSet(["a", "bc"]), 3),
            (.numberSet(["1", "2"]), 4),
        ] as [(AttributeValue, Int)]
    )
    func aValueIsCountedAsDynamoDBCounts(value: AttributeValue, bytes: Int) {
        #expect(value.byteCount == bytes)
    }

    @Test func namesCount() {
        let item: DynamoDB.Item = ["pk": "ab", "größe": 7]
        #expect(item.byteCount == 2 + 2 + 7 + 2)
    }
}
