import LambdaRuntime

/// Implements `bootstrap --explain EVENT`: prints the copies that would be made, and the reason for each object that
/// would not be copied. AWS is called only to read a plan that is in S3.
extension S3Copier: DryRunnable {
    func dryRun(_ event: [UInt8]) async throws -> String {
        let request = try S3CopierRequest(event)
        if plans.needsS3 { _ = try services.get() }
        return DryRunText(settings: try await plans.settings()).text(of: request)
    }
}
