public import AWSClient

/// AWS Database Migration Service.
/// https://docs.aws.amazon.com/dms/latest/APIReference/Welcome.html
public struct DMS: Sendable {
    static let service = AWSService(
        name: "Database Migration Service",
        endpointPrefix: "dms",
        wireProtocol: .json(version: "1.1", targetPrefix: "AmazonDMSv20160101")
    )

    let client: AWSClient

    /// Makes a client of AWS DMS.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// Prepares the first call; see ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }

    /// The request of every Describe operation: `{"Filters": [{"Name": …, "Values": […]}]}`.
    struct FilteredRequest: Encodable {
        struct Filter: Encodable {
            let Name: String
            let Values: [String]
        }

        let Filters: [Filter]

        init(_ name: String, _ value: String) { Filters = [Filter(Name: name, Values: [value])] }
    }

    /// Runs `body`, and returns `nil` when DMS answers that something does not exist.
    func nilIfNotFound<Value>(_ body: () async throws -> Value?) async throws -> Value? {
        do {
            return try await body()
        } catch let error as AWSError where error.code == "ResourceNotFoundFault" {
            return nil
        }
    }
}
