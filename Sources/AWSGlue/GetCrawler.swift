import AWSClient

/// How a crawler is.
public struct GlueCrawler: Decodable, Sendable, Equatable {
    public struct LastCrawl: Decodable, Sendable, Equatable {
        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case errorMessage = "ErrorMessage"
            case startTime = "StartTime"
        }

        /// `SUCCEEDED`, `CANCELLED` or `FAILED`.
        public let status: String?
        public let errorMessage: String?
        /// Seconds since 1970.
        public let startTime: Double?
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case state = "State"
        case lastCrawl = "LastCrawl"
    }

    public let name: String
    /// `READY`, `RUNNING` or `STOPPING`.
    public let state: String
    public let lastCrawl: LastCrawl?
}

extension Glue {
    /// Tells how a crawler is.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawler.html
    ///
    /// - Throws: `AWSError`, among others `EntityNotFoundException`.
    public func crawler(_ name: String, deadline: ContinuousClock.Instant? = nil) async throws -> GlueCrawler {
        struct Input: Encodable { let Name: String }
        struct Output: Decodable, Sendable { let Crawler: GlueCrawler }
        let output: Output = try await client.call(
            .json("GetCrawler", Input(Name: name), isIdempotent: true),
            deadline: deadline
        )
        return output.Crawler
    }
}
