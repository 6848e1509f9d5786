import AWSClient

extension Glue {
    /// Starts a crawler.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawler.html
    ///
    /// - Throws: `AWSError`, among others `EntityNotFoundException`.
    public func startCrawler(
        _ name: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> StartCrawlerResult {
        struct Input: Encodable { let Name: String }
        do {
            let _: NoOutput = try await client.call(
                .json("StartCrawler", Input(Name: name), isIdempotent: true),
                deadline: deadline
            )
            return .started
        } catch let error as AWSError where error.code == "CrawlerRunningException" {
            return .alreadyRunning
        }
    }
}
