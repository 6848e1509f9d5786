import LambdaRuntime
import Logging
import Testing

@testable import GlueWorkflowStarter

/// Issue 11.53: everything that is missing or wrong is said at once.
@Suite struct SettingsTests {
    private func problems(_ variables: [String: String]) -> [String] {
        let start = LambdaInitializationContext(environment: Environment(variables), logger: Logger(label: "test"))
        let error = #expect(throws: InvalidSettings.self) { try GlueWorkflowStarter(start) }
        return error?.problems ?? []
    }

    @Test func withoutSettingsTableAndRegionAreMissing() {
        let found = problems(["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s", "AWS_CONFIG_FILE": "/nowhere"])
        #expect(found.count == 2, "\(found)")
        for name in ["STATE_TABLE", "AWS_REGION"] { #expect(found.contains { $0.contains(name) }, "\(found)") }
    }

    @Test func wrongOnesAreNamedBesideThem() {
        let wrong = [
            "CONCURRENCY_POLICY": "both", "WAIT_LIMIT_SECONDS": "1 h", "WINDOW_SECONDS": "901",
            "UNREACHED_NODES": "yes",
            "ON_FAILED": "again", "STOP_ON_ABORT": "perhaps", "LOST_START_WAIT_SECONDS": "4",
            "STATE_RETENTION_DAYS": "0",
            "AWS_MAX_ATTEMPTS": "none", "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AK",
            "AWS_SECRET_ACCESS_KEY": "s",
        ]
        let found = problems(wrong)
        for name in wrong.keys where !["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].contains(name) {
            #expect(found.contains { $0.contains(name) }, "\(name) in \(found)")
        }
        #expect(found.contains { $0.contains("STATE_TABLE") })
        #expect(found.count == 10, "\(found)")
    }
}
