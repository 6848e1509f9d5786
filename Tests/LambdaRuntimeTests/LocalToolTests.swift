import Glibc
import Testing

@testable import LambdaRuntime

@Suite struct LocalToolTests {
    private func run(_ arguments: [String], _ variables: [String: String] = ["GREETING": "hi"]) async -> (
        status: Int32, output: String, errors: String
    ) {
        let output = CollectedLines()
        let errors = CollectedLines()
        let tool = LocalTool<ScriptedFunction>(Environment(variables), output: output.output, errors: errors.output)
        let status = await tool.run(arguments)
        return (status, output.joined, errors.joined)
    }

    private func withEvent<Value>(_ text: String, _ body: (String) async -> Value) async throws -> Value {
        let path = "/tmp/local-tool-test-\(getpid())-\(UInt32.random(in: 0 ... .max)).json"
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        defer { unlink(path) }
        return await body(path)
    }

    @Test func runsOneInvocationAndPrintsItsResponse() async throws {
        let result = try await withEvent("you") { await run(["--event", $0]) }
        #expect(result == (0, "hi you", ""))
    }

    @Test func anErrorGoesToStandardErrorWithANonZeroStatus() async throws {
        let result = try await withEvent("fail by name") { await run(["--event", $0]) }
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("Glue.WorkflowFailed: the workflow failed"))
    }

    @Test func metricsAndLogsStayOutOfTheResponse() async throws {
        let result = try await withEvent("measure") { await run(["--event", $0]) }
        #expect(result.output == "measured")
        #expect(result.errors.contains("_aws"))
    }

    @Test func helpTellsWhatItIsItsSettingsAndAnExample() async {
        let result = await run(["--help"], [:])
        #expect(result.status == 0)
        for part in [
            "Scripted: does what the event says.", "--event FILE", "GREETING           what to say",
            "METRICS_NAMESPACE  ",
            "bootstrap --event event.json",
        ] {
            #expect(result.output.contains(part))
        }
    }

    @Test func aMissingFileIsNamed() async {
        let result = await run(["--event", "/nonexistent/event.json"])
        #expect(result.status == 66)
        #expect(result.errors.contains("/nonexistent/event.json: No such file"))
    }

    @Test func aDryRunSaysWhatWouldBeDone() async throws {
        let output = CollectedLines()
        let tool = LocalTool<PlanningFunction>(Environment([:]), output: output.output, errors: output.output)
        let statuses = try await withEvent("you") { file in
            var statuses: [Int32] = []
            for arguments in [["--explain", file], ["--event", file, "--dry-run"], ["--dry-run", "--event", file]] {
                statuses.append(await tool.run(arguments))
            }
            return statuses
        }
        #expect(statuses == [0, 0, 0])
        #expect(output.joined == "would greet you\nwould greet you\nwould greet you")
    }

    @Test func aFunctionThatCannotSayItRefuses() async throws {
        let result = try await withEvent("you") { await run(["--explain", $0]) }
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
    }

    @Test func validatesEveryPlanWithoutSettings() async throws {
        let output = CollectedLines()
        let errors = CollectedLines()
        let tool = LocalTool<PlanningFunction>(Environment([:]), output: output.output, errors: errors.output)
        let statuses = try await withEvent("plan") { good in
            (try? await withEvent("other") { bad in
                [
                    await tool.run(["--validate", good]), await tool.run(["--validate", bad, good]),
                    await tool.run(["--validate", "/nonexistent"]), await tool.run(["--validate"]),
                ]
            }) ?? []
        }
        #expect(statuses == [0, 65, 66, 64])
        #expect(output.joined.split(separator: "\n").count == 2)
        #expect(errors.joined.contains("is no plan"))
        #expect(errors.joined.contains("/nonexistent: No such file"))
    }

    @Test func aFunctionWithoutPlansRefusesToValidate() async throws {
        #expect(try await withEvent("plan") { await run(["--validate", $0]) }.status == 64)
    }

    @Test func aMissingSettingIsNamed() async throws {
        let result = try await withEvent("you") { await run(["--event", $0], [:]) }
        #expect(result.status == 78)
        #expect(result.errors.contains("GREETING"))
    }

    @Test(arguments: [[], ["--event"], ["nonsense"], ["--event", "a", "b"]]) func anythingElseShowsTheUsage(
        arguments: [String]
    ) async {
        let result = await run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains("usage: bootstrap"))
    }
}
