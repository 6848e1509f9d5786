import LambdaRuntime
import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct SettingsTests {
    @Test(arguments: [
        (["STATE_TABLE": ""], "STATE_TABLE"), (["PLAN": "a/b"], "PLAN"), (["PLAN_S3_URI": "bucket"], "PLAN_S3_URI"),
        (["REDSHIFT_CLUSTER": "c"], "REDSHIFT_CLUSTER"), (["REDSHIFT_DB_USER": "u"], "REDSHIFT_DB_USER"),
        (["UNLOAD_ROLE": "me"], "UNLOAD_ROLE"), (["UNLOAD_S3_URI": "s3://x"], "UNLOAD_S3_URI"),
        (["MAX_STATEMENTS": "0"], "MAX_STATEMENTS"), (["STATEMENT_PREFIX": "a/b"], "STATEMENT_PREFIX"),
        (["LONG_POLLING": "perhaps"], "LONG_POLLING"), (["STATE_RETENTION_DAYS": "1"], "STATE_RETENTION_DAYS"),
    ])
    func aWrongSettingIsNamed(variables: [String: String], name: String) throws {
        let bench = try UnloaderBench(variables.merging(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]) { $1 })
        defer { bench.cloud.server.stop() }
        let error = #expect(throws: InvalidSettings.self) { try bench.function() }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.contains("environment variable \(name) ") == true, "\(error?.problems ?? [])")
    }
}
