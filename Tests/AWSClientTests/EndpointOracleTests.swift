import JSON
import Testing

@testable import AWSClient

#if canImport(Glibc)
    import Glibc
#endif

/// Every endpoint as botocore resolves it. `scripts/test.sh` has botocore write the cases
/// (scripts/lib/endpoint_cases.py) and names their file in ENDPOINT_CASES.
@Suite struct EndpointOracleTests {
    static let path = getenv("ENDPOINT_CASES").map { String(cString: $0) }

    struct Case: Decodable {
        let prefix: String
        let region: String
        let fips: Bool
        let dualStack: Bool
        let url: String?
        let partition: String
        let dnsSuffix: String
        let dualStackSuffix: String
    }

    @Test(.enabled(if: path != nil, "set ENDPOINT_CASES to a file made by scripts/lib/endpoint_cases.py"))
    func agreesWithBotocoreForEveryServiceRegionAndVariant() throws {
        let cases = try JSONDocument(try read(Self.path ?? "")).decode([Case].self)
        #expect(cases.count > 1_000)
        for sample in cases {
            let partition = AWSPartition(region: sample.region)
            #expect(partition.rawValue == sample.partition)
            #expect(partition.dnsSuffix == sample.dnsSuffix)
            #expect(partition.dualStackSuffix == sample.dualStackSuffix)
            let service = AWSService(
                name: sample.prefix,
                endpointPrefix: sample.prefix,
                wireProtocol: .query,
                addressing: sample.prefix == "s3" ? .bucket : .service
            )
            let variables = [
                "AWS_USE_FIPS_ENDPOINT": "\(sample.fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(sample.dualStack)",
            ]
            let url = try? EndpointResolver(region: sample.region) { variables[$0] }.endpoint(of: service).base
            #expect(url == sample.url, "\(sample)")
        }
    }

    private func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw CannotRead() }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }

    private struct CannotRead: Error {}
}
