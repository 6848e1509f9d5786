import AWSClient

extension EventBridge {
    /// Sends up to ten events, of at most 1 MB together, to their event buses.
    /// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
    ///
    /// - Throws: `AWSError`, also when EventBridge answers 200 but accepted only some of the events. The error then
    ///   has EventBridge's first reason.
    public func putEvents(_ entries: [EventBridgeEntry], deadline: ContinuousClock.Instant? = nil) async throws {
        struct Input: Encodable { let Entries: [EventBridgeEntry] }
        struct Output: Decodable, Sendable {
            struct Entry: Decodable, Sendable {
                let ErrorCode: String?
                let ErrorMessage: String?
            }
            let FailedEntryCount: Int
            let Entries: [Entry]
        }
        let output: Output = try await client.call(
            .json("PutEvents", Input(Entries: entries), isIdempotent: true),
            deadline: deadline
        )
        let refused = output.Entries.first { $0.ErrorCode != nil }
        guard output.FailedEntryCount > 0 || refused != nil else { return }
        let count = max(output.FailedEntryCount, output.Entries.count { $0.ErrorCode != nil })
        let code = refused?.ErrorCode ?? "FailedEntries"
        throw AWSError(
            service: Self.service.name,
            operation: "PutEvents",
            code: code,
            message:
                "\(count) of \(entries.count) events were not taken: \(refused?.ErrorMessage ?? "")",
            status: 200,
            kind: code == "ThrottlingException" ? .throttled : code == "InternalFailure" ? .transient : .permanent
        )
    }
}
