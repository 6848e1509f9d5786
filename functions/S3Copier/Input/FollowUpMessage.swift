/// A message of this function to itself, through its own queue: work that is not done in the invocation that found it.
enum FollowUpMessage: Sendable, Equatable {
    /// Copy a range of a large object's parts.
    case parts(range: Int, of: CopyName)
    /// Make the target what the source is now.
    case object(ObjectRequest)
    /// Start the crawler: a burst of copies is over.
    case crawl

    /// A large copy, and which attempt at it: another one's messages mean nothing to it.
    struct CopyName: Sendable, Equatable, Codable {
        /// Bucket and key of the target, joined by a slash.
        let target: String
        let token: String
    }

    struct ObjectRequest: Sendable, Equatable, Codable {
        let bucket: String
        let key: String
        /// When the source was written, as the first event told; some keys are made of it.
        let time: String?
    }
}
