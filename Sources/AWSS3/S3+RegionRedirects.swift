import AWSClient
import HTTPTransport

extension S3 {
    /// Records the region that an event names for a bucket. A region that S3 itself named has priority.
    ///
    /// - Parameter region: such as `eu-west-1`; a text that cannot be the name of a region is ignored.
    public func learn(region: String, of bucket: String) { regions.hint(region, of: bucket) }

    /// Runs an operation on a bucket, in the bucket's region.
    ///
    /// When S3 answers that the bucket is in another region, this request is sent there once, and so is every later
    /// one.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
    ///
    /// - Throws: `AWSError`, `CredentialError`, or `CancellationError`.
    func call<Output>(
        _ operation: AWSOperation<Output>,
        on bucket: String,
        deadline: ContinuousClock.Instant?
    ) async throws -> Output {
        try Self.check(bucket, operation.name)
        let asked = regions.region(of: bucket)
        do {
            return try await send(operation, on: bucket, in: asked, deadline)
        } catch let error as AWSError {
            if error.code == TransportError.Reason.unresolved.rawValue, regions.forgetHint(of: bucket) {
                // There is no such region: the event was wrong.
                let output = try await call(operation, on: bucket, deadline: deadline)
                regions.remember(regions.region(of: bucket), of: bucket)
                return output
            }
            guard let refusal = error.wrongRegion else { throw error }
            let isRedirect = error.status.map { 300..<400 ~= $0 } ?? false
            guard let actual = try await actualRegion(of: bucket, refusal, isRedirect: isRedirect, deadline),
                actual != asked
            else { throw error }
            do {
                let output = try await send(operation, on: bucket, in: actual, deadline)
                regions.remember(actual, of: bucket)
                return output
            } catch let second as AWSError {
                // The first refusal says more where the region it names does not take the bucket for its own either:
                // CopyObject names its source's region when S3 does not copy between the two.
                if second.wrongRegion != nil { throw error }
                // Any other answer comes from the region the bucket is in.
                if second.status != nil { regions.remember(actual, of: bucket) }
                throw second
            }
        }
    }

    /// Refuses a bucket name that this client cannot use: the name becomes a part of hosts and paths.
    private static func check(_ bucket: String, _ operation: String) throws(AWSError) {
        let problem: String
        if S3BucketName.isDirectoryBucket(bucket) {
            problem = S3BucketName.directory
        } else if !S3BucketName.isAddressable(bucket) {
            problem = "\"\(bucket)\" is not the name of a bucket"
        } else {
            return
        }
        throw AWSError(
            service: service.name,
            operation: operation,
            code: "InvalidBucketName",
            message: problem,
            kind: .permanent
        )
    }

    private func send<Output>(
        _ operation: AWSOperation<Output>,
        on bucket: String,
        in region: String,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> Output {
        let client = try clients.client(for: region)
        let (endpoint, prefix) = client.endpoint.forBucket(bucket)
        var operation = operation
        operation.endpoint = endpoint
        // A path-style request on the bucket itself has no slash behind the bucket's name.
        if !prefix.isEmpty { operation.path = operation.path == "/" ? prefix : prefix + operation.path }
        return try await client.call(operation, deadline: deadline)
    }

    /// Finds the bucket's region after a refusal. The refusal names the region, or else a HEAD of the bucket does.
    private func actualRegion(
        of bucket: String,
        _ refusal: WrongRegion,
        isRedirect: Bool,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> String? {
        if let actual = refusal.actual { return actual }
        // A HEAD that is refused for something else has the same 400, and the region is known to be right. A redirect
        // means nothing else: the bucket was made anew in another region.
        guard isRedirect || !regions.isCertain(of: bucket) else { return nil }
        let head = AWSOperation<String?>("HeadBucket", .head, isIdempotent: true) { response in
            .some(response.headers["x-amz-bucket-region"])
        }
        let home = clients.configuration.endpoints.region
        do {
            let said = try await send(head, on: bucket, in: home, deadline)
            regions.remember(said ?? home, of: bucket)
            return said ?? home
        } catch let error as AWSError {
            return error.wrongRegion?.actual
        }
    }
}
