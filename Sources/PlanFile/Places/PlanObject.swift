/// The answer to a conditional GetObject.
public enum PlanObject: Sendable, Equatable {
    /// The object still has the ETag that the caller knows (HTTP 304).
    case unchanged
    case content([UInt8], eTag: String?)
}
