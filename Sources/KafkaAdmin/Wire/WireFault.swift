/// An error for a broker's bytes that do not follow the protocol. The reader stops at the first one.
struct WireFault: Error, Equatable {
    /// The reason, as the rest of the sentence "the answer …". It quotes no text of the answer.
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
