import LambdaRuntime

/// `bootstrap --explain EVENT`: what would be copied where, and what not and why, without asking or touching anything. Only a
/// plan in S3 is read.
extension S3Copier: DryRunnable {
    func dryRun(_ event: [UInt8]) async throws -> String {
        let request = try S3CopierRequest(event)
        return Explanation(settings: try await plan.settings()).text(of: request)
    }
}
