import AWSS3
import HTTPTransport

/// Finds out in which parts an object was uploaded. HEAD tells of one part at a time.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
struct SourceParts: Sendable {
    let context: CopyContext

    /// Two requests suffice where all parts but the last are of one size, as clients cut them; else one a part.
    ///
    /// - Returns: bytes of each part; `nil` when S3 does not tell.
    /// - Throws: `AWSError`.
    func sizes(_ source: S3CopySource, _ state: ObjectState) async throws -> [Int64]? {
        guard let first = try await part(1, of: source, state), let count = first.count, let size = first.size,
            1...PartPlan.mostParts ~= count
        else { return nil }
        guard count > 1 else { return [size] }
        guard let last = try await part(count, of: source, state)?.size else { return nil }
        let (most, overflow) = size.multipliedReportingOverflow(by: Int64(count - 1))
        if !overflow, size > 0, last > 0, most == state.size - last {
            return Array(repeating: size, count: count - 1) + [last]
        }
        return try await withThrowingTaskGroup(of: (Int, Int64?).self) { group in
            var sizes = [Int64?](repeating: nil, count: count)
            sizes[0] = size
            sizes[count - 1] = last
            var running = 0
            for number in 2..<count {
                if running >= context.settings.concurrency, let (number, size) = try await group.next() {
                    sizes[number - 1] = size
                    running -= 1
                }
                group.addTask { (number, try await part(number, of: source, state)?.size) }
                running += 1
            }
            for try await (number, size) in group { sizes[number - 1] = size }
            let known = sizes.compactMap { $0 }
            return known.count == count ? known : nil
        }
    }

    private func part(
        _ number: Int,
        of source: S3CopySource,
        _ state: ObjectState
    ) async throws -> (size: Int64?, count: Int?)? {
        var headers = source.accessHeaders
        headers.add("If-Match", "\"\(state.etag)\"")
        let head = try await context.services.store.headObject(
            bucket: source.bucket,
            key: source.key,
            version: state.head.versionID,
            part: number,
            headers: headers,
            deadline: context.deadline
        )
        return head.map { ($0.size, $0.partCount) }
    }
}
