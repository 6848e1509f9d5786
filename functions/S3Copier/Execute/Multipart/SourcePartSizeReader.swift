import AWSS3
import HTTPTransport
import LambdaRuntime

/// Reads the sizes of the parts in which an object was uploaded. One HEAD request shows one part.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
struct SourcePartSizeReader: Sendable {
    let scope: InvocationScope

    /// Reads the sizes of all parts. Two requests suffice when all parts except the last have one size, as clients
    /// usually make them; otherwise each part costs one request.
    ///
    /// - Returns: the size in bytes of each part; `nil` when S3 does not report the sizes.
    /// - Throws: `AWSError`.
    func sizes(_ source: S3CopySource, _ state: ObjectSnapshot) async throws -> [Int64]? {
        guard let first = try await part(1, of: source, state), let count = first.count, let size = first.size,
            1...PartPlan.mostParts ~= count
        else { return nil }
        guard count > 1 else { return [size] }
        guard let last = try await part(count, of: source, state)?.size else { return nil }
        let (most, overflow) = size.multipliedReportingOverflow(by: Int64(count - 1))
        if !overflow, size > 0, last > 0, most == state.size - last {
            return Array(repeating: size, count: count - 1) + [last]
        }
        let between = try await concurrentMap(Array(2..<count), limit: scope.settings.concurrency) { number in
            try await part(number, of: source, state)?.size
        }
        let known = between.compactMap { $0 }
        return known.count == between.count ? [size] + known + [last] : nil
    }

    private func part(
        _ number: Int,
        of source: S3CopySource,
        _ state: ObjectSnapshot
    ) async throws -> (size: Int64?, count: Int?)? {
        var headers = source.accessHeaders
        headers.add("If-Match", "\"\(state.etag)\"")
        let head = try await scope.services.store.headObject(
            bucket: source.bucket,
            key: source.key,
            version: state.head.versionID,
            part: number,
            headers: headers,
            deadline: scope.deadline
        )
        return head.map { ($0.size, $0.partCount) }
    }
}
