import Logging
import Testing

@testable import LambdaRuntime

@Suite struct OutcomeTests {
    enum Outcome: String, InvocationOutcome {
        case done = "Done"
        case denied = "Denied"

        var level: Logger.Level { self == .done ? .info : .error }
        var advice: String? { self == .done ? nil : "grant the role s3:GetObject" }
        var disposition: MessageDisposition { self == .done ? .ack : .dlq }
    }

    struct Failure: LambdaError {
        let errorType = "Test.Denied"
        let errorMessage = "reading the object: HTTP 403"
    }

    private func written(_ report: OutcomeReport<Outcome>) -> (line: String, metrics: MetricSet) {
        let lines = CollectedLines()
        let handler = LambdaLogHandler(LogConfiguration(format: .json), output: lines.output)
        let context = LambdaContext(
            requestID: "r",
            deadline: .now,
            logger: Logger(label: "test") { _ in handler }
        )
        report.write(to: context)
        return (lines.joined, context.metrics.snapshot())
    }

    @Test func aReportIsOneLineAndACount() {
        var report = OutcomeReport(Outcome.denied, subject: "object a/b", error: Failure())
        report.duration = .microseconds(1_234_567)
        report.add("source", "s3://example/a/b")
        report.add("bytes", 5)
        report.add("version", nil as String?)
        report.measure("Bytes", 5, .bytes)
        report.measure("Rows", nil, .count)
        let (line, metrics) = written(report)
        #expect(
            line.contains(#""level":"ERROR","message":"object a/b: Denied","advice":"grant the role s3:GetObject""#)
        )
        #expect(line.contains(#""bytes":5,"durationMs":1234.57,"errorMessage":"reading the object: HTTP 403""#))
        #expect(line.contains(#""errorType":"Test.Denied","outcome":"Denied","source":"s3://example/a/b"}"#))
        #expect(metrics.metrics.map(\.name) == ["Denied", "Bytes"])
    }

    @Test func aReportOfSuccessHasNothingToAdvise() {
        let (line, metrics) = written(OutcomeReport(Outcome.done, subject: "x"))
        #expect(line.hasSuffix(#""level":"INFO","message":"x: Done","outcome":"Done"}"#))
        #expect(metrics.metrics.map(\.values) == [[1]])
    }

    @Test(arguments: [
        (MessageDisposition.ack, MessageDisposition.ack, MessageDisposition.ack), (.ack, .dlq, .dlq),
        (.ack, .retry(), .retry()),
        (.dlq, .dlq, .dlq), (.dlq, .retry(after: .seconds(1)), .retry(after: .seconds(1))),
        (.retry(), .retry(after: .seconds(2)), .retry(after: .seconds(2))),
        (.retry(after: .seconds(3)), .retry(after: .seconds(2)), .retry(after: .seconds(3))),
    ])
    func theDispositionOfAMessageLosesLeast(
        left: MessageDisposition,
        right: MessageDisposition,
        merged: MessageDisposition
    ) {
        #expect(left.merged(with: right) == merged)
        #expect(right.merged(with: left) == merged)
    }

    @Test func dispositionsHaveTheWordsOfSettings() {
        #expect(MessageDisposition.words.map { MessageDisposition(word: $0)?.word } == MessageDisposition.words)
        #expect(MessageDisposition(word: "drop") == nil)
    }
}
