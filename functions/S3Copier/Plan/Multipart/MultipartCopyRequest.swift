/// The reason why an invocation works on a copy in parts.
enum MultipartCopyRequest: Sendable, Equatable {
    /// An event asks for a copy of the source's current state.
    case start(MultipartStart)
    /// A message of this function to itself asks for one range of an attempt's parts.
    case copyRange(Int, token: String)
    /// The copy in parts is no longer needed, so its uploads are aborted and its record is deleted. The object reached
    /// the target without parts, or the source is gone.
    case abandon
}
