import Testing

@testable import LambdaRuntime

@Suite struct SettingsTests {
    enum Mode: String, CaseIterable { case fast, slow }

    struct Unusable: Error, CustomStringConvertible { let description = "no region: set AWS_REGION" }

    @Test func readsSettingsAndTakesDefaultsForThoseThatAreNotSet() throws {
        var reader = SettingsReader(["N": "5", "FLAG": "TRUE", "MODE": "slow", "NAME": "x", "EMPTY": ""])
        let numbers = [
            reader.integer("N", in: 1...9, default: 1), reader.integer("EMPTY", in: 1...9, default: 7),
            reader.integer("MISSING", in: 1...9, default: 8),
        ]
        let flags = [reader.flag("FLAG", default: false), reader.flag("EMPTY", default: true)]
        let modes = [reader.choice("MODE", default: Mode.fast), reader.choice("EMPTY", default: Mode.fast)]
        let name = reader.required("NAME", expected: "a name")
        try reader.finish()
        #expect(numbers == [5, 7, 8])
        #expect(flags == [true, true])
        #expect(modes == [.slow, .fast])
        #expect(name == "x")
        #expect(reader.optional("EMPTY") == nil, "a template cannot leave a variable out")
    }

    @Test func theReaderReportsEveryProblemInOneError() throws {
        var reader = SettingsReader(["N": "500", "MODE": "medium", "URL": "ftp://x", "FLAG": "maybe"])
        let table = reader.required("STATE_TABLE", expected: "a table's name")
        let number = reader.integer("N", in: 1...50, default: 10)
        let mode = reader.choice("MODE", default: Mode.fast)
        let flag = reader.flag("FLAG", default: false)
        #expect(table == "" && number == 10 && mode == .fast && !flag)
        let url = reader.optional("URL", expected: "a URL") { $0.hasPrefix("http") ? $0 : nil }
        #expect(url == nil)
        let topic = reader.required("TOPIC", expected: "an ARN") { $0 }
        #expect(topic == nil)
        let region: String? = reader.attempt { _ in throw Unusable() }
        #expect(region == nil)
        reader.refuse("A", found: "1", expected: "only one of A and B to be set")
        let error = try #require(throws: InvalidSettings.self) { try reader.finish() }
        #expect(error.errorType == "Runtime.InvalidSetting")
        #expect(
            error.problems == [
                "environment variable STATE_TABLE is not set; expected a table's name",
                "environment variable N is \"500\"; expected a whole number from 1 to 50",
                "environment variable MODE is \"medium\"; expected one of fast, slow",
                "environment variable FLAG is \"maybe\"; expected true or false",
                "environment variable URL is \"ftp://x\"; expected a URL",
                "environment variable TOPIC is not set; expected an ARN",
                "no region: set AWS_REGION",
                "environment variable A is \"1\"; expected only one of A and B to be set",
            ]
        )
        #expect(error.errorMessage.hasPrefix("8 settings cannot be used: (1) environment variable STATE_TABLE is not"))
    }

    @Test func aSingleProblemIsOneSentence() throws {
        var reader = SettingsReader(["N": "5"])
        let number = reader.integer("N", in: 1...9, default: 1)
        #expect(number == 5)
        #expect(reader.optional("ABSENT") == nil)
        _ = reader.required("T", expected: "a table's name")
        let error = try #require(throws: InvalidSettings.self) { try reader.finish() }
        #expect(error.errorMessage == "environment variable T is not set; expected a table's name")
    }

    @Test func problemsOfPartsReadWithTheirOwnReaderAreListedOneByOne() throws {
        var reader = SettingsReader([:])
        let part: String? = reader.attempt { environment in
            var inner = SettingsReader(environment)
            let value = inner.required("A", expected: "a") + inner.required("B", expected: "b")
            try inner.finish()
            return value
        }
        #expect(part == nil)
        let error = try #require(throws: InvalidSettings.self) { try reader.finish() }
        #expect(error.problems.count == 2)
    }

    @Test func theTaskRootIsWhereTheExecutableLies() {
        #expect(Environment(["LAMBDA_TASK_ROOT": "/var/task"]).taskRoot == "/var/task")
        #expect(Environment([:]).taskRoot.hasPrefix("/"))
    }

    @Test func settingsThatCanBeUsedThrowNothing() throws {
        var reader = SettingsReader(["T": "table"])
        let table = reader.required("T", expected: "a table's name")
        #expect(table == "table")
        try reader.finish()
    }
}
