import Testing

@testable import LambdaEvents

@Suite struct S3SequencerTests {
    @Test(arguments: [
        ("0055AED6DCD90281E5", "0055AED6DCD90281E6", true), ("0055", "00550", false), ("00550", "0055", false),
        ("0055", "005501", true), ("00aB", "00AB", false), ("9", "10", false), ("10", "9", true),
    ])
    func comparesAfterPaddingOnTheRight(left: String, right: String, isEarlier: Bool) throws {
        #expect((try #require(S3Sequencer(left)) < #require(S3Sequencer(right))) == isEarlier)
    }

    @Test(arguments: ["", "xyz", "00 55"]) func refusesWhatIsNotHexadecimal(text: String) {
        #expect(S3Sequencer(text) == nil)
    }
}
