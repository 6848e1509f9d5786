import JSON

/// The answer of a load function to the question how a load is: `{"state": "loading", "reason": "…"}`.
struct LoadStatus: Sendable, Equatable {
    enum State: String, Sendable {
        case loading, loaded, failed
        /// The function knows no such load.
        case unknown
    }

    let state: State
    /// For people, of a load that failed.
    let reason: String?

    /// `nil` for an answer without a known state.
    init?(json: [UInt8]) {
        guard let document = try? JSONDocument(json), let text = try? document["state"].string,
            let state = State(rawValue: text)
        else { return nil }
        self.state = state
        reason = (try? document["reason"].ifPresent?.string) ?? nil
    }
}
