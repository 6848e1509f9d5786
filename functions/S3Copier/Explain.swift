import LambdaRuntime

/// `bootstrap --explain EVENT`: prints what would be copied where, and what not and why, without a call to AWS. Only a plan in
/// S3 is read.
extension S3Copier: DryRunnable {
    func dryRun(_ event: [UInt8]) async throws -> String {
        let request = try S3CopierRequest(event)
        if plans.needsS3 { _ = try services.get() }
        return DryRunText(settings: try await plans.settings()).text(of: request)
    }
}
