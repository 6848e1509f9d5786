/// The answer to a conditional GetObject.
public enum PlanObject: Sendable, Equatable {
    /// 304: it still has the ETag that the caller knows.
    case unchanged
    case content([UInt8], eTag: String?)
}
