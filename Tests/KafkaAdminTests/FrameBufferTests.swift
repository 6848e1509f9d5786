import Testing

@testable import KafkaAdmin

@Suite struct FrameBufferTests {
    private let answer: [UInt8] = [0, 0, 0, 5, 1, 2, 3, 4, 5]

    @Test func anAnswerIsTheSameWhereverItIsCut() throws {
        for cut in 0...answer.count {
            var frames = FrameBuffer()
            frames.received(Array(answer.prefix(cut)))
            if cut < answer.count {
                #expect(try frames.next() == nil)
                #expect(frames.isInsideAnswer == (cut > 0))
            }
            frames.received(Array(answer.dropFirst(cut)))
            #expect(try frames.next() == [1, 2, 3, 4, 5])
            #expect(!frames.isInsideAnswer)
        }
    }

    @Test func severalAnswersComeOneByOne() throws {
        var frames = FrameBuffer()
        frames.received(answer + answer + [0])
        #expect(try frames.next() == [1, 2, 3, 4, 5])
        #expect(try frames.next() == [1, 2, 3, 4, 5])
        #expect(try frames.next() == nil)
        #expect(frames.isInsideAnswer)
    }

    @Test(
        arguments: [
            [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 3], [0, 0, 0, 0],
            Array("HTTP".utf8), [0x15, 3, 3, 0], [1, 0, 0, 1],
        ] as [[UInt8]]
    )
    func aLengthThatNoAnswerHasIsRefusedBeforeItsBytesCome(length: [UInt8]) {
        var frames = FrameBuffer()
        frames.received(length)
        #expect(throws: WireFault.self) { try frames.next() }
    }
}
