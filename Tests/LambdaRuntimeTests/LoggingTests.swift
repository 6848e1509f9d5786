import FoundationEssentials
import Logging
import Testing

@testable import LambdaRuntime

@Suite struct LoggingTests {
    private func lines(_ variables: [String: String], _ body: (Logger) -> Void) -> [String] {
        let lines = CollectedLines()
        let handler = LambdaLogHandler(LogConfiguration(Environment(variables)), output: lines.output)
        body(Logger(label: "test") { _ in handler })
        return lines.all
    }

    private let json = ["AWS_LAMBDA_LOG_FORMAT": "JSON"]

    @Test func writesOneObjectALineWithTimestampAndLevelFirst() throws {
        let line = try #require(
            lines(json) { $0.warning("a \"quoted\"\nline", metadata: ["n": .stringConvertible(5)]) }.first
        )
        #expect(line.hasPrefix(#"{"timestamp":""#))
        #expect(line.contains(#""level":"WARN","message":"a \"quoted\"\nline","n":5}"#))
        #expect(!line.contains("\n"))
    }

    @Test func keepsItsOwnMembersApartFromMetadata() throws {
        let line = try #require(lines(json) { $0.info("m", metadata: ["level": "x", "timestamp": "y"]) }.first)
        #expect(line.contains(#""metadata.level":"x""#))
        struct Line: Decodable {
            let level: String
            let message: String
        }
        #expect(try JSONDecoder().decode(Line.self, from: Data(line.utf8)).level == "INFO")
    }

    @Test func nestsMetadata() throws {
        let metadata: Logger.Metadata = ["a": ["x", "y"], "d": ["k": "v"], "b": .stringConvertible(true)]
        let line = try #require(lines(json) { $0.info("m", metadata: metadata) }.first)
        #expect(line.hasSuffix(#""a":["x","y"],"b":true,"d":{"k":"v"}}"#))
    }

    @Test(arguments: [
        ("TRACE", 6), ("DEBUG", 5), ("INFO", 4), ("WARN", 3), ("ERROR", 2), ("FATAL", 1), ("", 4), ("nonsense", 4),
        ("debug", 5),
    ])
    func writesWhatTheLevelLetsThrough(level: String, count: Int) {
        let written = lines(["AWS_LAMBDA_LOG_LEVEL": level]) { logger in
            logger.trace("t")
            logger.debug("d")
            logger.info("i")
            logger.warning("w")
            logger.error("e")
            logger.critical("c")
        }
        #expect(written.count == count)
    }

    @Test func aTextRecordIsOneLine() throws {
        let line = try #require(lines([:]) { $0.error("one\ntwo", metadata: ["k": "v"]) }.first)
        #expect(line.hasSuffix(" ERROR one two k=v"))
    }

    @Test(arguments: [
        ("s3://b/k", "s3://b/k"), ("s3://b/dt=2026-01-01/x", "s3://b/dt=2026-01-01/x"), ("", "\"\""),
        ("a outcome=Copied", "\"a outcome\\=Copied\""), ("a\noutcome=Copied", "\"a outcome\\=Copied\""),
        ("say \"x\"", "\"say \\\"x\\\"\""), ("a\u{2028}level=ERROR", "\"a level\\=ERROR\""), ("a\u{0}b", "\"a b\""),
    ])
    func aValueCannotForgeAField(value: String, written: String) throws {
        let line = try #require(lines([:]) { $0.error("m", metadata: ["k": "\(value)"]) }.first)
        #expect(line.hasSuffix(" ERROR m k=\(written)"))
    }

    @Test func aMessageCannotForgeAField() throws {
        let line = try #require(lines([:]) { $0.error("ObjectCreated outcome=Copied: Failed") }.first)
        #expect(line.hasSuffix(" ERROR ObjectCreated outcome\\=Copied: Failed"))
    }

    @Test func aTextIsCutInBytes() throws {
        let long = String(repeating: "e\u{301}\u{302}\u{303}", count: 5_000)
        for variables in [[:], json] {
            let line = try #require(lines(variables) { $0.error("\(long)", metadata: ["k": "\(long)"]) }.first)
            #expect(line.utf8.count < 2 * LogLineEscaping.longest + 300)
        }
    }

    @Test func managedInstancesLogJSONWhateverTheFormatSays() {
        let environment: Environment = [
            "AWS_LAMBDA_INITIALIZATION_TYPE": "lambda-managed-instances", "AWS_LAMBDA_LOG_FORMAT": "Text",
        ]
        #expect(LogConfiguration(environment).format == .json)
        #expect(LogConfiguration([:]).format == .text)
    }

    @Test(arguments: [
        ("Runtime.ExitError", "Runtime.ExitError"), ("Function.X1", "Function.FunctionX"),
        ("failure", "Function.Failure"),
        ("Glue.WorkflowFailed", "Function.GlueWorkflowFailed"), ("", "Function.Unhandled"), ("1", "Function.Unhandled"),
        ("Ünïcode", "Function.Ncode"), ("Runtime.", "Function.Runtime"),
    ])
    func theErrorTypeHeaderHasTheFormLambdaKeeps(type: String, header: String) {
        #expect(ErrorReport(type: type, message: "").headerValue == header)
    }
}
