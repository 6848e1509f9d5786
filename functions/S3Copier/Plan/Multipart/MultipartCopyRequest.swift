/// The reason why an invocation takes up a copy in parts.
enum MultipartCopyRequest: Sendable, Equatable {
    /// An event: make the target what the source is now.
    case start(MultipartStart)
    /// A message of this function to itself: copy one range of an attempt's parts.
    case copyRange(Int, token: String)
    /// The object reached its target without parts, or its source is gone: free what the attempt holds.
    case abandon
}
